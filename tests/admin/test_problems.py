"""A form that was refused says on top what is wrong, each linked to its field."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from tests import factories
from tests.admin.conftest import typed

ADD = reverse("admin:posts_post_add")

pytestmark = pytest.mark.django_db


def note(page: str) -> str:
    """Return the note on top of a form."""
    found = re.search(r'<div class="errornote problems".*?</div>', page, re.DOTALL)
    assert found
    return unescape(found[0])


def rows(page: str) -> list[tuple[str, str]]:
    """Return what the note lists: the id that each row leads to, and its words."""
    listed = re.findall(r'<li><a href="#([^"]+)"[^>]*>(.*?)</li>', note(page))
    return [(anchor, re.sub(r"<[^>]*>", "", words)) for anchor, words in listed]


def test_each_error_is_listed_with_its_field_which_it_leads_to(admin_client):
    data = typed(title="", published_at="soon", series_part="x")

    page = admin_client.post(ADD, data).content.decode()

    fields = ["id_title", "id_published_at", "id_series_part"]
    assert [anchor for anchor, _words in rows(page)] == fields
    assert rows(page)[0][1] == "Title: This field is required."
    assert "There are 3 errors to correct:" in note(page)
    assert "Please correct" not in page


def test_one_error_is_one(admin_client):
    page = admin_client.post(ADD, typed(title="")).content.decode()

    assert "There is an error to correct:" in note(page)


def test_errors_of_the_byline_lead_to_it(admin_client):
    author = factories.make_author()
    wrong = typed(authors=[author]) | {"bylines-0-position": "last"}
    unsigned = typed(status="published", category=factories.make_category().pk, body="Words.")

    assert rows(admin_client.post(ADD, wrong).content.decode()) == [
        ("id_bylines-0-position", "Author 1, Place: Enter a whole number.")
    ]
    assert rows(admin_client.post(ADD, unsigned).content.decode()) == [
        ("bylines-group", "Authors: Add at least one author. A published post needs one.")
    ]


def test_everything_that_is_listed_leads_somewhere(admin_client):
    data = typed(
        title="",
        body="x" * 260_000,
        lead_picture="0",
        status="nothing",
        published_at="soon",
        category="0",
        series="0",
        series_part="x",
        further_categories=["0"],
        tags="x" * 500,
        authors=[factories.make_author()],
    ) | {"bylines-0-author": "0", "bylines-0-position": "x"}

    page = admin_client.post(ADD, data).content.decode()

    assert len(rows(page)) > 10
    assert [anchor for anchor, _words in rows(page) if f'id="{anchor}"' not in page] == []


def test_what_blocks_publishing_leads_to_its_line(admin_client):
    data = typed(
        authors=[factories.make_author()],
        status="published",
        category=factories.make_category().pk,
        body="Rain.\n\nCost: TK.",
    )

    page = admin_client.post(ADD, data).content.decode()

    assert "Not published: 1 error must be fixed first" in note(page)
    assert "There is an error" not in note(page)  # One of the fields, that is.
    assert '<a href="#id_body" data-line="3">“TK” was left in (Line 3)</a>' in note(page)


def test_errors_of_fields_and_of_the_text_are_counted_apart(admin_client):
    data = typed(status="published", body="TK.", authors=[factories.make_author()])

    said = note(admin_client.post(ADD, data).content.decode())

    assert "There is an error to correct:" in said
    assert "Not published: 1 error must be fixed first" in said
    assert said.index("Section") < said.index("Not published") < said.index("“TK” was left in")


def test_the_note_is_read_out_and_has_the_focus_without_a_script(admin_client):
    page = admin_client.post(ADD, typed(title="")).content.decode()

    assert 'role="alert" tabindex="-1" autofocus' in note(page)
    assert "change_form.js" not in page  # It would take the focus to the first field.
    assert "change_form.js" in admin_client.get(ADD).content.decode()


@pytest.mark.parametrize(
    ("form", "anchor"),
    [
        ("posts_page", "id_title"),
        ("posts_author", "id_name"),
        ("auth_user", "id_username"),
        ("auth_group", "id_name"),
    ],
)
def test_every_form_of_the_desk_lists_its_errors(admin_client, form, anchor):
    page = admin_client.post(reverse(f"admin:{form}_add"), {}).content.decode()

    assert anchor in [found for found, _words in rows(page)]
    assert "Please correct" not in page


def test_errors_of_a_form_as_a_whole_are_said_without_a_link(admin_client, monkeypatch):
    monkeypatch.setattr("posts.forms.PostForm.clean", _refuse)

    page = admin_client.post(ADD, typed()).content.decode()

    assert "<p>Not like this.</p>" in note(page)
    assert rows(page) == []


def _refuse(form) -> dict:
    form.add_error(None, "Not like this.")
    return dict(form.cleaned_data)


def test_a_form_that_is_right_has_no_note(admin_client):
    assert "errornote" not in admin_client.get(ADD).content.decode()
    assert admin_client.post(ADD, typed()).status_code == 302
