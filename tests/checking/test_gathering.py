"""From posts to what they say: links, pictures and twins, in a bounded number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from posts.checking import (
    Said,
    Severity,
    added_checks,
    all_checks,
    blocking,
    check,
    judge,
    new_among,
    report_on,
    reports_on,
    said_by,
)
from posts.models import Picture, Post
from tests import factories

pytestmark = pytest.mark.django_db


def names(post: Post) -> list[str]:
    return [finding.check.name for finding in report_on(post).findings if finding.is_error]


def subjects(post: Post, name: str) -> list[str]:
    findings = report_on(post).findings
    return [one.problem.subject for one in findings if one.check.name == name]


def signed(**fields: object) -> Post:
    """Return a draft that lacks nothing but what a test gives it."""
    return factories.make_draft(authors=[factories.make_author()], **fields)


def linking(*addresses: str) -> Post:
    return signed(body=" ".join(f"[the words]({one})" for one in addresses))


def test_addresses_of_everything_that_is_there_are_fine(settings):
    author, tag, series = factories.make_author(), factories.make_tag(), factories.make_series()
    page = factories.make_page(path="legal/privacy", body="## Your data")
    post = factories.make_post(slug="über-uns", body="## A part\n\nWords.", authors=[author])
    moved = factories.make_post(slug="before")
    moved.slug = "after"
    moved.save()
    draft = linking(
        "/",
        "/posts/über-uns/",
        "/posts/%C3%BCber-uns/#a-part",
        "/posts/über-uns",
        "/posts/über-uns.md",
        "/posts/before/?a=1",
        "/posts/before/#anything",
        f"{settings.SITE_URL}{post.category.get_absolute_url()}",
        author.get_absolute_url(),
        tag.get_absolute_url(),
        f"{series.get_absolute_url()}rss.xml",
        page.get_absolute_url() + "#your-data",
        "/2026/01/",
        "/search/?q=x",
        "/static/icon.svg",
        "/media/paper.pdf",
        "https://elsewhere.example/posts/none/",
        "mailto:a@b.example",
        "#main",
        "/posts/über-uns/#:~:text=Words",
    )

    assert report_on(draft).errors == ()


@pytest.mark.parametrize(
    "address",
    ["/posts/none/", "/tags/none/", "/nowhere", "/series/none/rss.xml", "/admin/posts/post/"],
)
def test_an_address_of_this_site_at_which_nothing_answers_is_an_error(address):
    assert names(linking(address)) == ["dead-links"]


def test_a_relative_address_is_read_from_the_post_itself():
    factories.make_post(slug="there")
    draft = linking("../there/", "../none/")

    assert subjects(draft, "dead-links") == ["../none/"]


def test_parts_that_a_page_does_not_have_are_errors():
    factories.make_post(slug="there", body="## A part")
    draft = signed(body="## Own part\n\n[a b](#own-part) [c d](#none) [e f](/posts/there/#other)")

    assert subjects(draft, "dead-anchors") == ["#none", "/posts/there/#other"]


def test_what_readers_do_not_see_yet_is_only_pointed_out():
    factories.make_draft(slug="draft")
    factories.make_scheduled(slug="later")
    factories.make_page(path="hidden", is_published=False)
    draft = linking("/posts/draft/", "/posts/later/", "/hidden/")

    assert report_on(draft).errors == ()
    assert len(subjects(draft, "hidden-links")) == 3


def test_former_addresses_of_what_is_not_public_lead_nowhere():
    moved = factories.make_post(slug="before")
    moved.slug = "after"
    moved.save()
    moved.unpublish()
    moved.save()

    assert names(linking("/posts/before/")) == ["dead-links"]


@pytest.mark.parametrize(
    ("body", "name", "message"),
    [
        ("a [](/posts/x/) b", "empty-links", "The link to /posts/x/ has no words"),
        (
            "a [ ](https://a.example/) b",
            "empty-links",
            "The link to https://a.example/ has no words",
        ),
        ("a []() b", "empty-links", "A link has neither words nor an address"),
        ("a [b c]() d", "dead-links", "“b c” is a link without an address"),
    ],
)
def test_links_that_rendering_drops_are_errors(body, name, message):
    (error,) = report_on(signed(body=f"First.\n\n{body}")).errors

    assert (error.check.name, error.problem.message) == (name, message)
    assert error.problem.place.line == 3


def test_code_and_pictures_are_no_links_without_words():
    factories.make_picture(name="a.png", filename="a.png")
    body = "`[](x)` and\n\n```\n[](y)\n```\n\n[![](a.png)](https://a.example/)"

    assert report_on(signed(body=body)).errors == ()


def test_pictures_are_heard_with_their_own_alt_text():
    factories.make_picture(name="told.png", filename="told.png", alt="A red field")
    factories.make_picture(name="quiet.png", filename="quiet.png", alt="", is_decorative=True)
    draft = signed(
        body="![](told.png)\n\n![](quiet.png)\n\n## Down\n\n![](none.png)\n\n![A dog](gone.png)"
    )

    report = report_on(draft)

    assert [str(error.problem.place) for error in report.errors] == ["Line 7, under “Down”"]
    assert subjects(draft, "missing-pictures") == ["gone.png"]


def test_a_picture_that_lost_its_alt_text_is_an_error():
    shown = factories.make_picture(name="told.png", filename="told.png", alt="A red field")
    draft = signed(body="Words.\n\n![](told.png)")
    Picture.objects.filter(pk=shown.pk).update(alt=" ")
    draft.rerender()

    assert [str(error) for error in report_on(Post.objects.get()).errors] == [
        "“told.png” has no alt text (Line 3). Say what it shows, or mark it decorative."
    ]


def test_a_picture_is_weighed_by_what_a_wide_screen_loads(monkeypatch):
    monkeypatch.setattr("posts.checking.pictures.HEAVY", 10)
    factories.make_picture(name="a.png", filename="a.png")
    draft = factories.make_draft(body="![](a.png)")

    assert subjects(draft, "picture-weight") == ["a.png"]


def test_another_post_with_the_same_title_is_pointed_out_whatever_its_capitals():
    factories.make_post(title="Say Sorry")
    draft = factories.make_draft(title="say sorry")

    assert "same-title" in [one.check.name for one in report_on(draft).findings]
    assert report_on(Post(title="SAY SORRY", slug="x")).said.twin_title
    assert not report_on(factories.make_draft(title="Say nothing")).said.twin_title


def test_a_typed_slug_that_another_post_has_is_an_error():
    factories.make_post(slug="taken")

    assert "same-address" in names(Post(title="New", slug="taken"))


def test_the_newest_kind_of_post_is_judged_as_it_is_typed():
    post = Post(title="Typed", body="Cost: TK.", category=factories.make_category())
    post.render()

    assert names(post) == ["byline", "placeholders"]
    assert report_on(post, typed={"is_signed": True}).said.is_signed


def test_whether_a_post_is_filed_and_signed_is_told_post_by_post():
    whole = signed()
    lacking = factories.make_draft(category=None)

    told = [(said.is_filed, said.is_signed) for said in said_by([whole, lacking, Post(title="x")])]

    assert told == [(True, True), (False, False), (False, False)]


def test_queries_are_as_many_for_twenty_posts_as_for_one():
    tag, page = factories.make_tag(), factories.make_page(body="## A")
    picture = factories.make_picture(name="a.png", filename="a.png")
    keys = [
        factories.make_post(
            title=f"Post about {number}",
            body=f"[a b](/posts/post-about-{number}/#x) ![]({picture.name}) [c d](/none/{number}/)"
            f" [e f]({tag.get_absolute_url()}) [g h]({page.get_absolute_url()}#a)",
        ).pk
        for number in range(20)
    ]

    with CaptureQueriesContext(connection) as one:
        list(reports_on(keys[:1]))
    with CaptureQueriesContext(connection) as many:
        list(reports_on(keys))

    assert len(many) == len(one) <= 12


def test_checks_work_on_plain_data_and_ask_nothing(django_assert_num_queries):
    said = said_by([factories.make_draft(body="TK [](/x/) DEFRA")])[0]

    with django_assert_num_queries(0):
        judge(said)


# ---------------------------------------------------------------- what blocks


def test_what_was_wrong_before_does_not_block_and_one_more_of_it_does():
    before = report_on(linking("/posts/none/"))
    same = report_on(linking("/posts/none/"))
    worse = report_on(linking("/posts/none/", "/posts/none/", "/posts/nor-this/"))

    assert blocking(same, before=lambda: before) == []
    assert len(blocking(worse, before=lambda: before)) == 2
    assert len(new_among(worse.errors, before.errors)) == 2
    assert len(blocking(worse, before=None)) == 3


# ---------------------------------------------------------------- checks of one's own


@check("no-shouting", Severity.WARNING, "Nobody shouts")
def no_shouting(said: Said):
    """Find titles in capitals."""
    return []


def test_a_setting_adds_checks(settings):
    settings.CONTENT_CHECKS = ["tests.checking.test_gathering.no_shouting"]

    assert all_checks()[-1] is no_shouting


@pytest.mark.parametrize("path", ["no.such.module", "posts.checking.judge"])
def test_a_setting_that_names_no_check_says_so(settings, path):
    settings.CONTENT_CHECKS = [path]

    with pytest.raises(ImproperlyConfigured, match=path):
        added_checks()


def test_a_link_to_a_post_that_expired_is_pointed_out():
    factories.make_post(slug="gone", expires_at=timezone.now() - timedelta(days=1))

    assert subjects(linking("/posts/gone/"), "hidden-links") == ["/posts/gone/"]


def test_picture_of_the_library_that_awaits_its_words_is_an_error():
    picture = factories.make_picture(alt="", awaits_words=True)
    post = signed(body=f"![]({picture.name})\n\n![Said here]({picture.name})")

    found = report_on(Post.objects.select_related("content", "lead_picture").get(pk=post.pk)).errors

    assert [finding.check.name for finding in found] == ["alt-text", "alt-text"]
