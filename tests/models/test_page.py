"""Standing pages: where they may live, and what becomes of their addresses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from posts.models import FormerAddress, Page
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["About", "a b", "/about", "about/", "a//b", "über", "a_b", ""])
def test_path_is_lower_case_words(path):
    with pytest.raises(ValidationError) as error:
        Page(path=path, title="About").full_clean()

    assert "path" in error.value.message_dict


@pytest.mark.parametrize("path", ["posts", "admin", "posts/one", "tags/one"])
def test_path_of_the_publication_itself_is_refused(path):
    with pytest.raises(ValidationError, match="taken by the publication itself"):
        Page(path=path, title="About").full_clean()


def test_changed_path_keeps_the_address_readers_knew(client):
    page = factories.make_page(path="about", body="Who **we** are.")

    page.path = "about/us"
    page.save()

    assert client.get("/about/")["Location"] == "/about/us/"
    assert "<strong>we</strong>" in client.get("/about/us/").content.decode()


def test_changed_path_of_a_hidden_page_leaves_nothing(client):
    page = factories.make_page(path="about", is_published=False)

    page.path = "us"
    page.save()

    assert not FormerAddress.objects.exists()
    assert client.get("/us/").status_code == 404


def test_hidden_page_does_not_answer_at_its_former_address_either(client):
    page = factories.make_page(path="about")
    page.path = "us"
    page.save()
    page.is_published = False
    page.save()

    assert client.get("/about/").status_code == 404


def test_former_address_of_another_is_refused():
    FormerAddress.objects.create(path="/about/", post=factories.make_post())

    with pytest.raises(ValidationError, match="still answers"):
        Page(path="about", title="About").full_clean()


def test_page_follows_a_picture_that_it_shows():
    page = factories.make_page(path="about", body="![](red.png)")
    assert "missing-picture" in page.body_html

    factories.make_picture(filename="red.png")

    page.refresh_from_db()
    assert "<img" in page.body_html
