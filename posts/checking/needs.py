"""Checks of what no post goes out without: title, text, section and byline."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checking.registry import check
from posts.checking.values import Problem, Said, Severity


@check("title", Severity.ERROR, gettext_lazy("It has a title"))
def title(said: Said) -> Iterator[Problem]:
    """Find a post without a title."""
    if not said.title.strip():
        yield Problem(_("There is no title"), _("Give it one."), field="title")


@check("text", Severity.ERROR, gettext_lazy("It has a text"))
def text(said: Said) -> Iterator[Problem]:
    """Find a post in which nothing is written."""
    if not said.markdown.strip():
        yield Problem(_("There is no text"), _("Write it first."))


@check("section", Severity.ERROR, gettext_lazy("It is filed under a section"), is_asked_for=True)
def section(said: Said) -> Iterator[Problem]:
    """Find a post that is filed nowhere."""
    if not said.is_filed:
        remedy = _("Choose a section. A published post needs one.")
        yield Problem(_("It is filed under no section"), remedy, field="category")


@check("byline", Severity.ERROR, gettext_lazy("Somebody signs it"), is_asked_for=True)
def byline(said: Said) -> Iterator[Problem]:
    """Find a post that has no author."""
    if not said.is_signed:
        remedy = _("Add at least one author. A published post needs one.")
        yield Problem(_("Nobody signs it"), remedy, field="bylines")
