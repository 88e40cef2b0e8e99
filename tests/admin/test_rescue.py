"""No word is lost when the login under a text ends or is renewed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from posts.models import Post
from tests import factories
from tests.admin.conftest import typed

ADD = reverse("admin:posts_post_add")
LOGIN = reverse("admin:login")
HERE = {"HTTP_ORIGIN": "http://testserver"}
WORDS = 'Precious "words" & <b>more</b>, über 日本'
SHOWN = "Precious &quot;words&quot; &amp; &lt;b&gt;more&lt;/b&gt;, über 日本"
RENEWED = "Your login was renewed while you wrote. Nothing is lost: save again."

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", password="not-a-secret")


@pytest.fixture
def strict(editor) -> Client:
    """Return a logged-in client whose tokens are checked, as in a browser."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def token_of(response) -> str:
    return str(response.context["csrf_token"])


def log_in(client: Client, page, **changes):
    """Answer the login page `page` as a browser would, with what it carries."""
    data = {
        "username": "editor",
        "password": "not-a-secret",
        "next": page.context["next"],
        "csrfmiddlewaretoken": token_of(page),
    }
    if page.context.get("kept"):
        data["kept"] = page.context["kept"]
    return client.post(page.context["app_path"], data | changes)


def renew_elsewhere(client: Client) -> None:
    client.logout()
    log_in(client, client.get(f"{LOGIN}?next=/admin/"))


def test_a_text_sent_after_a_new_login_is_shown_again_and_not_saved(strict):
    old = token_of(strict.get(ADD))
    renew_elsewhere(strict)

    response = strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=old), **HERE)

    page = response.content.decode()
    assert response.status_code == 200
    assert SHOWN in page
    assert RENEWED in page
    assert "data-rescued" in page
    assert not Post.objects.exists()


def test_the_form_shown_again_can_be_saved(strict):
    old = token_of(strict.get(ADD))
    renew_elsewhere(strict)
    again = strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=old), **HERE)

    strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=token_of(again)), **HERE)

    assert Post.objects.get().body == WORDS


def test_a_stored_post_keeps_its_text_and_shows_what_was_sent(strict):
    post = factories.make_draft(title="Stored", body="Stored.")
    author = factories.make_author()
    change = reverse("admin:posts_post_change", args=[post.pk])
    data = typed(post=post, authors=[author], title="Sent", body=WORDS, csrfmiddlewaretoken="old")

    response = strict.post(change, data, **HERE)

    form = response.context["adminform"].form
    assert (form["title"].value(), form["body"].value()) == ("Sent", WORDS)
    assert f'<option value="{author.pk}" selected>' in response.content.decode()
    assert (Post.objects.get().body, post.byline) == ("Stored.", [])


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://elsewhere.example"}])
def test_another_site_puts_no_words_into_the_form(strict, origin):
    response = strict.post(ADD, typed(body=WORDS), **origin)

    assert response.status_code == 403
    assert "Precious" not in response.content.decode()


def test_other_forms_get_a_plain_refusal_that_says_what_to_do(strict):
    response = strict.post(reverse("admin:posts_tag_add"), {"name": "x"}, **HERE)

    assert response.status_code == 403
    assert "This was refused" in response.content.decode()
    assert "load it anew and send it again" in response.content.decode()


def test_refusal_of_a_form_that_is_not_of_the_desk_looks_as_the_publication(strict):
    strict.cookies.clear()

    response = strict.post(reverse("admin:posts_tag_add"), {"name": "x"}, **HERE)

    assert response.status_code == 403
    assert 'class="masthead"' in response.content.decode()


def test_who_may_not_change_the_post_gets_no_form(log_in):
    client = log_in("view_post")
    client.handler.enforce_csrf_checks = True

    response = client.post(ADD, typed(body=WORDS), **HERE)

    assert response.status_code == 403


@pytest.mark.parametrize("is_token_old", [False, True])
def test_a_text_sent_without_a_login_comes_back_after_it(strict, is_token_old):
    token = token_of(strict.get(ADD))
    strict.cookies.pop("session")
    sent = typed(body=WORDS, csrfmiddlewaretoken="x" * 64 if is_token_old else token)
    asked = strict.post(ADD, sent, **HERE)

    response = log_in(strict, asked)

    assert "Nothing is lost" in asked.content.decode()
    assert response.context["adminform"].form["body"].value() == WORDS
    assert f'action="{ADD}"' in response.content.decode()
    assert not Post.objects.exists()
    strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=token_of(response)), **HERE)
    assert Post.objects.get().body == WORDS


def test_a_wrong_password_keeps_the_text_for_the_next_try(strict):
    token = token_of(strict.get(ADD))
    strict.cookies.pop("session")
    asked = strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=token))

    refused = log_in(strict, asked, password="wrong")

    again = log_in(strict, refused)
    assert again.context["adminform"].form["body"].value() == WORDS


@pytest.mark.parametrize(
    ("kept", "address"), [("forged", ADD), (None, reverse("admin:index")), (None, "/no/page/")]
)
def test_what_is_no_kept_text_of_a_form_leads_on_as_any_login(strict, kept, address):
    strict.cookies.pop("session")
    token = token_of(strict.get(LOGIN))
    asked = strict.post(ADD, typed(body=WORDS, csrfmiddlewaretoken=token))
    changes = {"kept": kept or asked.context["kept"], "next": address}

    response = log_in(strict, asked, **changes)

    assert (response.status_code, response["Location"]) == (302, address)


def test_other_addresses_lead_to_the_login_as_ever(client):
    response = client.post(reverse("admin:posts_tag_add"), {"name": "x"})

    assert response.status_code == 302
