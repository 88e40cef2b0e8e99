"""What the database keeps by itself for the lists: dates beside their rows, and kept counts.

Triggers do both, in the transaction of the change, so that neither `save()` nor `update()`, an
import or a statement typed by hand can forget it.

Filings, taggings and bylines carry the dates of their post while it is published, and none while it
is not. A count is kept of the published posts of each list, whether or not they have come or gone;
`posts/counting.py` says what readers see of it.
"""

from posts.tallies.listings import (
    CALENDAR,
    EARLIER,
    FIRST_YEAR,
    KEPT,
    LAST_YEAR,
    LISTINGS,
    TABLE,
    Listing,
    calendar_key,
    most_published,
    tally_of_wanted,
)
from posts.tallies.recounting import recount
from posts.tallies.watching import pause, watch

__all__ = [
    "CALENDAR",
    "EARLIER",
    "FIRST_YEAR",
    "KEPT",
    "LAST_YEAR",
    "LISTINGS",
    "TABLE",
    "Listing",
    "calendar_key",
    "most_published",
    "pause",
    "recount",
    "tally_of_wanted",
    "watch",
]
