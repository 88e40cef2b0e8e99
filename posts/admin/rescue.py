"""The form of a post shown again as it was sent, after the login under it was renewed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _


class PostRescue(admin.ModelAdmin):
    """Gives a text back that could not be taken, without saving any of it."""

    def rescue(self, request: HttpRequest, object_id: str | None, address: str) -> HttpResponse:
        """Show the form at `address` filled with what `request.POST` holds; save nothing.

        Raises PermissionDenied for an account that may not change the post.
        """
        request._is_rescued = True  # type: ignore[attr-defined]
        message = _("Your login was renewed while you wrote. Nothing is lost: save again.")
        messages.warning(request, message)
        # The public view would check the token of the request once more, which is out of date.
        response: HttpResponse = self._changeform_view(request, object_id, address, None)  # type: ignore[attr-defined]
        return response

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[Any]:
        """Return the form; in a rescue it is one that never passes, so that nothing is saved."""
        form: Any = super().get_form(request, *args, **kwargs)
        return type("RescuedForm", (_Unsaved, form), {}) if is_rescued(request) else form


class _Unsaved:
    """A form that shows what is wrong with its fields as ever, and is not valid in any case."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]
        return False


def show_typed(request: HttpRequest, typed: QueryDict) -> None:
    """Have the form show what was typed elsewhere or before, and take it for no save."""
    request.FILES  # noqa: B018  # To ask for these later would read the form anew.
    request.POST = typed  # type: ignore[assignment]  # The setter takes any QueryDict.
    request.method = "POST"
    request._is_rescued = True  # type: ignore[attr-defined]


def is_rescued(request: HttpRequest) -> bool:
    """Tell whether the form is shown again after its login was renewed."""
    return bool(getattr(request, "_is_rescued", False))
