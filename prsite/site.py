"""What the publication is called and where it lives: data for templates, never constants there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """The publication's identity, read from SITE_* settings.

    `url` is scheme and host without a trailing slash; `email` may be empty, and then no page
    offers to write to the desk.
    """

    name: str
    strap: str
    description: str
    url: str
    email: str
    colophon: str

    @property
    def about(self) -> str:
        """What the publication is, as far as anybody said: never empty."""
        return self.description or self.strap or self.name
