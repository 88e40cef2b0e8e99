"""Posts in templates: cards, rows and headlines, faces and the parts of a series."""

from __future__ import annotations

from django import template

from posts.markup.article import face, steps
from posts.markup.cards import card, headlines, kicker, lead_card, meta, row

register = template.Library()

for piece in (card, face, headlines, kicker, lead_card, meta, row, steps):
    register.simple_tag(piece)
