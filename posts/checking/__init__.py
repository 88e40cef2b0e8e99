"""Checks of what a post says, before readers see it.

A post is read once into plain data (`Said`), with a bounded number of queries for any number of
posts; every check is a function of that alone. An error blocks publishing, a warning asks for a
look.
"""

from posts.checking.addresses import Sight
from posts.checking.gathering import said_by
from posts.checking.judging import (
    Finding,
    Report,
    all_checks,
    blocking,
    errors_of,
    judge,
    new_among,
    report_on,
    reports_on,
)
from posts.checking.registry import Check, added_checks, check
from posts.checking.values import Heading, Leads, Link, Place, Problem, Said, Severity, Shown

__all__ = [
    "Check",
    "Finding",
    "Heading",
    "Leads",
    "Link",
    "Place",
    "Problem",
    "Report",
    "Said",
    "Severity",
    "Shown",
    "Sight",
    "added_checks",
    "all_checks",
    "blocking",
    "check",
    "errors_of",
    "judge",
    "new_among",
    "report_on",
    "reports_on",
    "said_by",
]
