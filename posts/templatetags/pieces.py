"""Pieces of pages in templates that Django renders: cards, contents and faces."""

from __future__ import annotations

from django import template

from posts.markup.article import face
from posts.markup.cards import card, kicker, meta
from posts.markup.front import contents_page

register = template.Library()

for piece in (card, contents_page, face, kicker, meta):
    register.simple_tag(piece)
