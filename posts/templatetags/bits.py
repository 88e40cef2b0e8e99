"""The design's squares in templates."""

from __future__ import annotations

from django import template

from posts.markup.drawings import bits, cover, mark, progress

register = template.Library()

for drawing in (bits, cover, mark, progress):
    register.simple_tag(drawing)
