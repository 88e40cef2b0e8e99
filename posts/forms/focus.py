"""Choosing what stays in frame: a grid of radio buttons that lies over the picture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from posts.models import Picture
from posts.models.focus import ACROSS


class FocusInput(forms.RadioSelect):
    """25 places on the picture: a click chooses one, and so do the arrow keys, without a script.

    Style sheets show beside it what the chosen place leaves of the picture in each frame.
    """

    picture: Picture | None = None

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002
    ) -> SafeString:
        """Return the grid, over the picture where there is one."""
        context = self.get_context(name, value, attrs)
        info = self.picture.info() if self.picture else None
        return render_to_string(
            "admin/posts/picture/focus.html",
            {**context, "picture": info, "columns": len(ACROSS)},
        )
