"""Checks of links: where they lead, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checking.leftovers import in_every_language
from posts.checking.registry import check
from posts.checking.values import Leads, Link, Problem, Said, Severity

# Words that say nothing without those around them, as a screen reader lists links.
VAGUE = frozenset(
    {"click here", "here", "this", "link", "this link", "more", "read more", "this page", "hier"}
    | {"hier klicken", "link", "mehr", "weiterlesen", "diese seite", "dieser link"}
)


@check("dead-links", Severity.ERROR, gettext_lazy("Every link within the site leads somewhere"))
def dead_links(said: Said) -> Iterator[Problem]:
    """Find addresses of this site at which nothing answers, and those of the desk."""
    for link in said.links:
        if link.leads is Leads.NOWHERE and not link.href:
            message = _("“%(words)s” is a link without an address") % {"words": link.words}
        elif link.leads is Leads.NOWHERE:
            message = _("Nothing answers at %(address)s")
        elif link.leads is Leads.DESK:
            message = _("%(address)s is a page of the desk, which readers cannot see")
        else:
            continue
        yield _problem(link, message, _("Put the address right, or take the link out."))


@check("dead-anchors", Severity.ERROR, gettext_lazy("Every link to a part of a page finds it"))
def dead_anchors(said: Said) -> Iterator[Problem]:
    """Find links to parts of a page that the page does not have."""
    remedy = _("Link to a heading or a term that is there, or to the page as a whole.")
    for link in said.links:
        if link.leads is Leads.NO_ANCHOR:
            yield _problem(link, _("The page has no part called %(address)s"), remedy)


@check("hidden-links", Severity.WARNING, gettext_lazy("Readers can see what is linked to"))
def hidden_links(said: Said) -> Iterator[Problem]:
    """Find links to what is there, and not for readers at this moment."""
    remedy = _("Link to it once it is published, or publish it first.")
    for link in said.links:
        if link.leads is Leads.HIDDEN:
            yield _problem(link, _("Readers do not see %(address)s now"), remedy)


@check("empty-links", Severity.ERROR, gettext_lazy("Every link has words"))
def empty_links(said: Said) -> Iterator[Problem]:
    """Find links without words, which nobody can see or hear."""
    for link in said.links:
        if not link.words:
            message = _("The link to %(address)s has no words")
            if not link.href:
                message = _("A link has neither words nor an address")
            yield _problem(link, message, _("Say between the brackets where it leads."))


@check("vague-links", Severity.WARNING, gettext_lazy("The words of links make sense alone"))
def vague_links(said: Said) -> Iterator[Problem]:
    """Find links whose words say nothing when they are read out in a list."""
    for link in said.links:
        is_vague = link.words.strip(" .…:>→»").casefold() in VAGUE
        if is_vague or link.words in in_every_language("words"):
            message = _("A link is called “%(words)s”") % {"words": link.words}
            yield _problem(link, message, _("Let its words say where it leads."))


def _problem(link: Link, message: str, remedy: str) -> Problem:
    shown = unquote(link.href)
    words = message.replace("%(address)s", shown)
    return Problem(words, remedy, subject=link.href or link.words, place=link.place)
