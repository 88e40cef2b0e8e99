"""The reading site on a phone, as the drawings have it."""

from __future__ import annotations

import pytest

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

SECTIONS = ("Crisis", "Media", "Measurement", "Inside", "Craft", "Ethics")
LINES = (
    "(all) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().top)))].length"
)


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_eight_ways_stand_in_two_rows_of_four(phone, live_server):
    for position, name in enumerate(SECTIONS):
        section = factories.make_category(name=name, position=position)
        factories.make_post(category=section, series=factories.make_series(), series_part=1)
    phone.goto(live_server.url)

    links = phone.locator(".masthead .nav a")

    assert links.count() == 8
    assert links.evaluate_all(LINES) == 2
    assert phone.locator(".masthead .nav").bounding_box()["height"] <= 90


def test_four_faces_stand_in_one_line(phone, live_server):
    authors = [factories.make_author(name=f"{name} Example") for name in ("Ada", "Bea", "Cleo")]
    authors.append(factories.make_author(name="Dora Long-Example"))
    post = factories.make_post(authors=authors)
    phone.goto(f"{live_server.url}{post.get_absolute_url()}")

    faces = phone.locator(".byline .face")

    assert faces.count() == 4
    assert faces.evaluate_all(LINES) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_a_credit_has_a_line_of_its_own(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    picture = factories.make_picture(name="one.png", caption="A bridge.", credit="Photograph: Ada")
    post = factories.make_post(lead_picture=picture, body="![](one.png)")
    page.goto(f"{live_server.url}{post.get_absolute_url()}")

    captions = page.locator("figcaption")

    assert captions.count() == 2
    for caption in captions.all():
        whole, credit = caption.bounding_box(), caption.locator(".credit").bounding_box()
        assert credit["x"] == whole["x"]
        assert credit["y"] >= whole["y"] + 15


def test_the_latest_of_an_empty_search_stand_apart(phone, live_server):
    factories.make_post()
    phone.goto(f"{live_server.url}/search/")

    tags, head, row = (
        phone.locator(part).first.bounding_box() for part in (".tags", "#newest", ".lines > li")
    )

    assert head["y"] - tags["y"] - tags["height"] >= 40
    assert row["y"] - head["y"] - head["height"] >= 24
