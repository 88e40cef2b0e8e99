"""The design's squares in templates."""

from __future__ import annotations

from django import template

from posts.markup.drawings import bits, mark, progress

register = template.Library()

for drawing in (bits, mark, progress):
    register.simple_tag(drawing)
