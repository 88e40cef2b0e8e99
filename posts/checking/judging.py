"""What the checks find in what a post says, and what of it blocks publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from posts.checking import addressing, lengths, needs, pictures, wording
from posts.checking.addresses import EVERYTHING, Sight
from posts.checking.gathering import BATCH, said_by
from posts.checking.registry import Check, added_checks
from posts.checking.values import Problem, Said, Severity
from posts.models import Post
from posts.querysets import PostQuerySet

OWN_CHECKS: tuple[Check, ...] = (
    needs.title,
    needs.text,
    needs.section,
    needs.byline,
    pictures.alt_text,
    addressing.dead_links,
    addressing.dead_anchors,
    addressing.empty_links,
    wording.placeholders,
    lengths.slug_taken,
    pictures.missing_pictures,
    pictures.heavy_pictures,
    wording.samples,
    wording.heading_steps,
    wording.abbreviations,
    addressing.vague_links,
    addressing.hidden_links,
    lengths.standfirst,
    lengths.title_length,
    lengths.description_length,
    lengths.title_taken,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check found."""

    check: Check
    problem: Problem

    @property
    def is_error(self) -> bool:
        """Whether it blocks publishing."""
        return self.check.severity is Severity.ERROR

    @property
    def takes_a_reason(self) -> bool:
        """Whether it may be published in spite of, by who says why."""
        return self.is_error and not self.check.is_asked_for

    @property
    def fingerprint(self) -> str:
        """What tells this finding from others of the post, wherever it stands now."""
        return f"{self.check.name}:{self.problem.subject}"

    @property
    def what(self) -> str:
        """What is wrong, and where."""
        place = str(self.problem.place)
        return f"{self.problem.message} ({place})" if place else self.problem.message

    def __str__(self) -> str:
        """Say in one line what is wrong, where, and what to do."""
        return " ".join(filter(None, (f"{self.what}.", self.problem.remedy)))


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks say of a post: what they found, gravest first, and which found nothing."""

    said: Said
    findings: tuple[Finding, ...]
    done: tuple[Check, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks publishing."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What asks for a look."""
        return tuple(finding for finding in self.findings if not finding.is_error)


def all_checks() -> tuple[Check, ...]:
    """Return our checks and those of CONTENT_CHECKS. Raises ImproperlyConfigured."""
    return (*OWN_CHECKS, *added_checks())


def judge(said: Said, checks: Iterable[Check] | None = None) -> Report:
    """Return what these checks, or all, say of what a post says. Asks nothing."""
    findings: list[Finding] = []
    done = []
    for check in all_checks() if checks is None else checks:
        found = [Finding(check, problem) for problem in check.find(said)]
        findings += found
        if not found:
            done.append(check)
    findings.sort(key=lambda finding: not finding.is_error)
    return Report(said, tuple(findings), tuple(done))


def report_on(
    post: Post, *, sight: Sight = EVERYTHING, typed: Mapping[str, Any] | None = None
) -> Report:
    """Return what the checks say of a post, stored or as it is typed. At most a dozen queries.

    It tells nothing of what is out of `sight`. What is `typed` and does not stand in the post takes
    the place of what it says, by the names of `Said`.
    """
    said = said_by([post], sight=sight)[0]
    return judge(replace(said, **(typed or {})))


def reports_on(
    keys: Sequence[int], checks: Iterable[Check] | None = None
) -> Iterator[tuple[Post, Report]]:
    """Give the posts with these keys, in this order, each with its report.

    A batch at a time and so many queries a batch, however long the list is.
    """
    chosen = tuple(all_checks() if checks is None else checks)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        found = Post.objects.select_related("content", "lead_picture").in_bulk(batch)
        posts = [found[key] for key in batch if key in found]
        for post, said in zip(posts, said_by(posts), strict=True):
            yield post, judge(said, chosen)


def errors_of(posts: PostQuerySet) -> dict[int, list[str]]:
    """Return what blocks these posts, in words, by the keys of those that have errors.

    What publishing asks for in any case is left out: whoever publishes says that themselves.
    """
    keys = list(posts.order_by("pk").values_list("pk", flat=True))
    checks = [check for check in all_checks() if check.severity is Severity.ERROR]
    found = {
        post.pk: [str(finding) for finding in blocking(report, before=None)]
        for post, report in reports_on(keys, checks)
    }
    return {key: errors for key, errors in found.items() if errors}


def new_among(now: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """Return the findings that were not there before; one more of the same kind is new."""
    known = Counter(finding.fingerprint for finding in before)
    fresh = []
    for finding in now:
        known[finding.fingerprint] -= 1
        if known[finding.fingerprint] < 0:
            fresh.append(finding)
    return fresh


def blocking(
    now: Report, *, before: Callable[[], Report] | None, seen: Iterable[str] = ()
) -> list[Finding]:
    """Return the errors that keep a post from going out.

    `before` tells of a post that is out already how it stands: what is wrong there hinders nobody
    from putting something else right. `seen` are the fingerprints of errors that a reason was
    given for. What publishing asks for in any case is left out.
    """
    errors: Iterable[Finding] = [finding for finding in now.errors if finding.takes_a_reason]
    if errors and before:
        errors = new_among(errors, before().errors)
    accepted = set(seen)
    return [finding for finding in errors if finding.fingerprint not in accepted]
