"""What happens on which day, and what readers will see at a moment to come."""

from posts.planning.ahead import Missing, page_as_of, site_as_of
from posts.planning.happenings import Day, Happening, Kind, between, days_of, on_shelf
from posts.planning.moves import plan_of
from posts.planning.spans import Span, Unit

__all__ = [
    "Day",
    "Happening",
    "Kind",
    "Missing",
    "Span",
    "Unit",
    "between",
    "days_of",
    "on_shelf",
    "page_as_of",
    "plan_of",
    "site_as_of",
]
