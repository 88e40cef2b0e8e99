"""What an editor wrote is kept as it stood after every save, and can be brought back.

A snapshot is everything that an editor can change about a post, as plain data. A revision is a
snapshot that is stored. Whoever changes posts wraps it in `kept()`, which also keeps what was there
before, should nobody have: a change made past the desk becomes a revision as soon as it is found.
"""

from posts.revisions.differing import Difference, differences, paragraphs_of
from posts.revisions.keeping import Keeping, kept, latest, prunable
from posts.revisions.merging import Clash, merge, merge_texts
from posts.revisions.restoring import Restored, put, restore
from posts.revisions.showing import Shown, shown
from posts.revisions.snapshots import Snapshot, digest_of, take, take_many
from posts.revisions.working import (
    Clashed,
    copy_of,
    copy_shown,
    due,
    publish_changes,
    publish_due,
    restore_aside,
    set_aside,
    words_aside,
)

__all__ = [
    "Clash",
    "Clashed",
    "Difference",
    "Keeping",
    "Restored",
    "Shown",
    "Snapshot",
    "copy_of",
    "copy_shown",
    "differences",
    "digest_of",
    "due",
    "kept",
    "latest",
    "merge",
    "merge_texts",
    "paragraphs_of",
    "prunable",
    "publish_changes",
    "publish_due",
    "put",
    "restore",
    "restore_aside",
    "set_aside",
    "shown",
    "take",
    "take_many",
    "words_aside",
]
