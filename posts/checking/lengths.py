"""Checks of what stands around the text: title, standfirst, description and address."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checking.registry import check
from posts.checking.values import Problem, Said, Severity

# About what search engines show of each, and below which they write their own.
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 155
SHORTEST_DESCRIPTION = 50
LONGEST_STANDFIRST = 200


@check("standfirst", Severity.WARNING, gettext_lazy("There is a standfirst of a good length"))
def standfirst(said: Said) -> Iterator[Problem]:
    """Find a post without a standfirst, or with one that is a paragraph."""
    length = len(said.standfirst)
    if not said.standfirst.strip():
        yield Problem(
            _("There is no standfirst"),
            _("Say in one or two sentences what readers get. Lists show it."),
            field="standfirst",
        )
    elif length > LONGEST_STANDFIRST:
        yield Problem(
            _("The standfirst has %(length)d characters") % {"length": length},
            _("Up to %(most)d are read at a glance.") % {"most": LONGEST_STANDFIRST},
            field="standfirst",
        )


@check("title-length", Severity.WARNING, gettext_lazy("Search engines show the title whole"))
def title_length(said: Said) -> Iterator[Problem]:
    """Find a title that search engines cut off."""
    length = len(said.shown_title)
    if length > LONGEST_TITLE:
        yield Problem(
            _("The title has %(length)d characters") % {"length": length},
            _("Search engines show about %(most)d. Give it a shorter search title.")
            % {"most": LONGEST_TITLE},
            field="search_title",
        )


@check(
    "description-length",
    Severity.WARNING,
    gettext_lazy("Search engines show the description whole"),
)
def description_length(said: Said) -> Iterator[Problem]:
    """Find a description that search engines cut off, or one too short to say anything."""
    length = len(said.shown_description)
    if length > LONGEST_DESCRIPTION:
        remedy = _("Search engines show about %(most)d. Write a shorter one for them.")
        yield Problem(
            _("The description has %(length)d characters") % {"length": length},
            remedy % {"most": LONGEST_DESCRIPTION},
            field="search_description",
        )
    elif 0 < length < SHORTEST_DESCRIPTION:
        remedy = _("From %(least)d on it can say what the post is about.")
        yield Problem(
            _("The description has only %(length)d characters") % {"length": length},
            remedy % {"least": SHORTEST_DESCRIPTION},
            field="search_description",
        )


@check("same-title", Severity.WARNING, gettext_lazy("No other post has this title"))
def title_taken(said: Said) -> Iterator[Problem]:
    """Find a title that another post has."""
    if said.twin_title:
        remedy = _("Readers and search engines cannot tell the two apart: change one.")
        yield Problem(_("Another post has the same title"), remedy, field="title")


@check("same-address", Severity.ERROR, gettext_lazy("No other post has this address"))
def slug_taken(said: Said) -> Iterator[Problem]:
    """Find an address that another post has."""
    if said.twin_slug:
        yield Problem(_("Another post has this address"), _("Choose another."), field="slug")
