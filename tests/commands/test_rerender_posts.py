"""`manage.py rerender_posts`: old HTML is brought up, words stay."""

import io

import pytest
from django.core.management import CommandError, call_command

from posts.management.commands import rerender_posts
from posts.models import Author, Content, Page, Post
from posts.rendering import RENDERER_VERSION, RenderRefused
from tests.factories import make_author, make_page, make_post

pytestmark = pytest.mark.django_db


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("rerender_posts", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def age(post):
    Content.objects.filter(post=post).update(html="old", renderer_version=0)


def test_only_what_an_older_renderer_made_is_rendered(monkeypatch):
    monkeypatch.setattr(rerender_posts, "BATCH", 2)
    old = [make_post(body=f"Text *{n}*.") for n in range(5)]
    new = make_post()
    for post in old:
        age(post)
    Content.objects.filter(post=new).update(html="untouched")

    out, _err = run()

    assert "5 posts rendered" in out
    assert [Content.objects.get(post=post).html for post in old] == [
        f"<p>Text <em>{n}</em>.</p>" for n in range(5)
    ]
    assert set(Content.objects.values_list("renderer_version", flat=True)) == {RENDERER_VERSION}
    assert Content.objects.get(post=new).html == "untouched"


def test_all_renders_everything_and_touches_no_editors_date():
    post = make_post()
    saved_at = post.updated_at
    Content.objects.update(html="wrong")

    run("--all")

    assert Content.objects.get().html == "<p>Some words.</p>"
    assert Post.objects.get().updated_at == saved_at


def test_a_refused_text_keeps_its_html_and_fails_the_command(monkeypatch):
    bad, good = make_post(body="Bad."), make_post(body="Good.")
    age(bad)
    age(good)
    rerender = Post.rerender

    def refuse_one(post):
        if post.pk == bad.pk:
            raise RenderRefused("too tangled")
        rerender(post)

    monkeypatch.setattr(Post, "rerender", refuse_one)
    err = io.StringIO()

    with pytest.raises(CommandError, match="1 texts were refused") as error:
        call_command("rerender_posts", stdout=io.StringIO(), stderr=err)

    assert error.value.returncode == 1
    assert f"refused: post {bad.pk}" in err.getvalue()
    assert dict(Content.objects.values_list("post", "html")) == {
        bad.pk: "old",
        good.pk: "<p>Good.</p>",
    }


def test_descriptions_are_brought_up_too():
    author = make_author(biography="Counts *well*.")
    Author.objects.update(biography_html="old")

    first, second = run()[0], run()[0]

    author.refresh_from_db()
    assert author.biography_html == "<p>Counts <em>well</em>.</p>"
    assert ("1 descriptions changed" in first, "0 descriptions changed" in second) == (True, True)


def test_a_refused_description_is_reported(monkeypatch):
    make_author(biography="Bad.")

    def refuse(text):
        raise RenderRefused("too tangled")

    monkeypatch.setattr(rerender_posts, "render_note", refuse)

    with pytest.raises(CommandError, match="refused"):
        run("--verbosity", "0")


def test_standing_pages_are_brought_up_too_and_keep_their_date():
    page = make_page(body="## Who\n\nWe.")
    Page.objects.update(body_html="old", excerpt="")
    saved_at = page.updated_at

    out, _err = run()

    page.refresh_from_db()
    assert (
        page.body_html == '<h2 id="who-2"><a class="anchor" href="#who-2">Who</a></h2>\n<p>We.</p>'
    )
    assert (page.excerpt, page.updated_at) == ("We.", saved_at)
    assert "1 pages" in out


def test_page_that_is_refused_now_keeps_its_html(monkeypatch):
    page = make_page(body="Bad.")

    def refuse(page):
        raise RenderRefused("too tangled")

    monkeypatch.setattr(Page, "render", refuse)

    with pytest.raises(CommandError, match="1 texts were refused"):
        call_command("rerender_posts", stdout=io.StringIO(), stderr=io.StringIO())

    page.refresh_from_db()
    assert page.body_html == "<p>Bad.</p>"
