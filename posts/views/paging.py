"""Pages of a list."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from posts.querysets import PostQuerySet


def path_of(request: HttpRequest, page: Page) -> str:
    """Return the path at which this page of a list is found, with its number from the second on."""
    path = iri_to_uri(request.path)
    return f"{path}?page={page.number}" if page.number > 1 else path


def page_of(request: HttpRequest, posts: PostQuerySet) -> Page:
    """Return the page of `posts` that the visitor asked for; a page that is not there is a 404."""
    paginator = Paginator(posts.with_cards(), settings.PAGE_SIZE)
    try:
        return paginator.page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(_("There is no such page of this list.")) from error
