"""`manage.py demo`: the demo loads whole, once, over nothing that is there."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from posts import imaging
from posts.management.commands import demo
from posts.models import Author, Category, Page, Picture, Post, Series
from tests.factories import make_page, make_post
from tests.importers.trees import plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick_pictures(monkeypatch):
    """Leave out the narrower copies, which take most of the time and nothing here looks at."""
    monkeypatch.setattr(imaging, "_renditions", lambda _image, _profile: ())


def run(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_demo_loads_whole():
    out = run()

    assert "26 posts" in out
    assert (Post.objects.count(), Post.objects.published().count()) == (26, 24)
    assert (Post.objects.scheduled().count(), Post.objects.drafts().count()) == (1, 1)
    assert (Category.objects.count(), Series.objects.count()) == (6, 2)
    assert Author.objects.filter(is_guest=True).exists()
    assert not Picture.objects.filter(alt="", is_decorative=False).exists()
    numbers = (
        Post.objects.exclude(number=None).order_by("published_at").values_list("number", flat=True)
    )
    assert list(numbers) == list(range(1, 26))
    assert "missing-picture" not in "".join(Post.objects.values_list("content__html", flat=True))


def test_posts_that_are_there_are_left_alone():
    make_post()

    out = run()

    assert "There are posts already" in out
    assert Post.objects.count() == 1


def test_force_loads_beside_them_and_may_be_repeated():
    make_post()

    run("--force")
    out = run("--force")

    assert Post.objects.count() == 27
    assert "0 posts" in out
    assert "0 pages" in out


def test_standing_pages_come_along_and_leave_those_that_are_there():
    make_page(path="about", title="Ours")

    out = run()

    assert "2 pages" in out
    assert list(Page.objects.in_footer().values_list("path", "title")) == [
        ("about", "Ours"),
        ("colophon", "Colophon"),
        ("accessibility", "Accessibility"),
    ]


def test_standing_pages_lead_only_to_what_is_there(client):
    run()

    html = "".join(Page.objects.values_list("body_html", flat=True))
    links = set(re.findall(r'href="(/[^"]*)"', html))

    assert links
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_the_first_account_is_made_once_with_a_random_password():
    make_post()

    first, second = run("--with-admin"), run("--with-admin")

    password = re.search(r"user editor  password (\S+)", first)[1]
    user = get_user_model().objects.get()
    assert user.is_superuser
    assert user.check_password(password)
    assert "/admin/" in first
    assert "password" not in second


def test_a_demo_that_cannot_be_loaded_whole_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "DEMO", plant(tmp_path, {"a.md": "---\n"}))

    with pytest.raises(CommandError, match=r"refused: a\.md:1"):
        run()
