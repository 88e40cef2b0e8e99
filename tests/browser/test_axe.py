"""Nothing on the pages of readers and of the desk that axe knows to keep people from using them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from posts.models import Post, Revision
from posts.revisions import kept
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

BODY = """
Before ![Two people at a table](red.png) after.

## One

> The line was *short*.

::: term Holding statement
A short first response.
:::

| A | B |
|---|---|
| 1 | 2 |

```python
print("sorry")
```

A claim.[^1]

[^1]: Its source.
"""
LOOKS = [("light", 1280, 900), ("dark", 390, 844)]
# Reading style sheets anew, it would put them into the page, which the policy forbids.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,
}


@pytest.fixture
def post(django_user_model) -> Post:
    """Return a post that has everything a page may show, with others around it."""
    picture = factories.make_picture(name="red.png")
    author, tag = factories.make_author(), factories.make_tag()
    post = factories.make_post(
        title="Say sorry once",
        body=BODY,
        authors=[author],
        tags=[tag],
        series=factories.make_series(),
        series_part=1,
        lead_picture=picture,
    )
    for make in (factories.make_post, factories.make_draft, factories.make_scheduled):
        make(category=post.category, authors=[author], series=post.series, tags=[tag])
    with kept([post.pk], by=None):
        post.body = BODY.replace("short", "long")
        post.save()
    return post


@pytest.fixture(params=LOOKS, ids=[f"{theme} at {width}" for theme, width, _ in LOOKS])
def look(request, page: Page) -> Page:
    """Return a page in the light on a desk, and in the dark on a phone."""
    theme, width, height = request.param
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    return page


def found_on(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    """Return what axe finds on each page that has anything to be found."""
    found = {}
    for address in addresses:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page, options=RULES).response["violations"]
        found[address] = [
            f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]
        ]
    return {address: problems for address, problems in found.items() if problems}


def test_pages_of_readers(look, live_server, post):
    names = ("home", "latest", "categories", "tags", "authors", "all_series", "archive")
    paths = [reverse(f"posts:{name}") for name in (*names, "subscribe")]
    paths += [post.get_absolute_url(), post.category.get_absolute_url()]
    paths += [f"{reverse('posts:search')}?q=sorry", f"{reverse('posts:search')}?q=nothing+of+it"]

    assert found_on(look, [live_server.url + path for path in paths]) == {}


def test_pages_of_the_desk(desk, look, live_server, post):
    before, after = Revision.objects.filter(post=post).order_by("number")
    of_post = ("change", "history", "review", "links", "move", "delete")
    paths = [reverse(f"admin:posts_post_{name}", args=[post.pk]) for name in of_post]
    paths += [f"{paths[1]}?from={before.number}&to={after.number}"]
    paths += [f"{reverse('admin:posts_post_calendar')}?view={view}" for view in ("month", "week")]
    paths += [reverse(f"admin:posts_post_{name}") for name in ("add", "changelist", "ahead")]
    names = ("changelist", "add", "several", "words")
    paths += [reverse(f"admin:posts_picture_{name}") for name in names]
    paths += [reverse("admin:posts_picture_change", args=[post.lead_picture_id])]
    paths += [reverse("admin:index"), reverse("admin:posts_auditentry_changelist")]

    assert found_on(desk, [live_server.url + path for path in paths]) == {}


def test_the_desk_while_a_picture_is_picked_and_the_preview_of_a_post(
    desk, look, live_server, post
):
    form = reverse("admin:posts_post_change", args=[post.pk])
    desk.goto(live_server.url + form)
    desk.get_by_role("button", name="Picture", exact=True).click()
    desk.locator(".picker img").first.wait_for()

    violations = Axe().run(desk, options=RULES).response["violations"]

    assert [one["id"] for one in violations] == []
    preview = reverse("admin:posts_post_preview", args=[post.pk])
    assert found_on(desk, [f"{live_server.url}{preview}?band=1"]) == {}


def test_axe_finds_what_is_amiss(look, live_server, post):
    look.goto(live_server.url + post.get_absolute_url())
    look.evaluate("document.querySelector('main img').removeAttribute('alt')")

    found = Axe().run(look, options=RULES).response["violations"]

    assert [one["id"] for one in found] == ["image-alt"]
