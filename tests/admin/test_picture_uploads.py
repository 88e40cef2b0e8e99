"""Pictures that come in many at once or again, and a file put in place of another."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from posts.imaging import PictureRefused
from posts.models import AuditEntry, Event, Picture, Post, Revision
from posts.revisions import latest, take
from tests import factories
from tests.admin.conftest import typed

UPLOAD = reverse("admin:posts_picture_upload")
SEVERAL = reverse("admin:posts_picture_several")
WORDS = reverse("admin:posts_picture_words")
ADD = reverse("admin:posts_picture_add")
LIST = reverse("admin:posts_picture_changelist")

pytestmark = pytest.mark.django_db


def file(name: str, colour: str = "navy", size: tuple[int, int] = (32, 20)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, format="PNG")
    return SimpleUploadedFile(name, buffer.getvalue())


def change(picture: Picture) -> str:
    return reverse("admin:posts_picture_change", args=[picture.pk])


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def files_of(stem: str) -> list[str]:
    return sorted(name for name in default_storage.listdir("pictures")[1] if name.startswith(stem))


# ------------------------------------------------------------ many at once


def test_many_files_are_taken_in_their_order_and_asked_for_words(admin_client):
    colours = ["navy", "olive", "teal"]

    response = admin_client.post(
        SEVERAL, {"files": [file(f"{colour}.png", colour) for colour in colours]}, follow=True
    )

    assert response.redirect_chain[-1][0] == WORDS
    assert said(response) == ["Added 3 pictures."]
    shown = [form.instance.name for form in response.context["forms"]]
    assert shown == ["navy.png", "olive.png", "teal.png"]


def test_of_many_each_that_is_not_taken_is_named_with_the_reason(admin_client, settings):
    settings.PICTURE_MAX_BYTES = 2000
    factories.make_picture(filename="known.png", data=file("known.png", "teal").read())
    files = [
        file("good.png"),
        SimpleUploadedFile("drawing.svg", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
        SimpleUploadedFile("notes.txt", b"Not a picture."),
        SimpleUploadedFile("heavy.png", b"\x89PNG" + b"0" * 3000),
        file("again.png", "teal"),
    ]

    response = admin_client.post(SEVERAL, {"files": files}, follow=True)

    svg, text, heavy, twin, added = said(response)
    assert svg.startswith(
        "drawing.svg is an SVG file. SVG files can carry scripts; export them as PNG"
    )
    assert text.startswith("notes.txt is not a picture this site can show.")
    assert heavy.startswith("heavy.png has 0.0 MB; at most 0 MB are taken.")
    assert twin.startswith("again.png: This picture is there already, as <a href=")
    assert added == "Added 1 picture."
    assert sorted(Picture.objects.values_list("name", flat=True)) == ["good.png", "known.png"]


def test_sending_no_file_is_said(admin_client):
    response = admin_client.post(SEVERAL)

    assert said(response) == ["Choose one picture or more."]


def test_words_are_kept_for_those_that_got_some_and_others_go_on_waiting(admin_client):
    for colour in ("navy", "olive", "teal"):
        admin_client.post(UPLOAD, {"file": file(f"{colour}.png", colour), "later": "on"})
    navy, olive, teal = Picture.objects.order_by("pk")
    data = {f"{navy.pk}-alt": "A navy field.", f"{olive.pk}-is_decorative": "on"}
    data["picture"] = [navy.pk, olive.pk, teal.pk]

    response = admin_client.post(WORDS, data, follow=True)

    assert said(response) == ["Described 2 pictures."]
    assert [form.instance.name for form in response.context["forms"]] == ["teal.png"]
    waits = Picture.objects.order_by("pk").values_list("alt", "is_decorative", "awaits_words")
    assert list(waits) == [
        ("A navy field.", False, False),
        ("", True, False),
        ("", False, True),
    ]


def test_what_somebody_else_described_meanwhile_stays(admin_client):
    admin_client.post(UPLOAD, {"file": file("navy.png"), "later": "on"})
    picture = Picture.objects.get()
    Picture.objects.update(alt="Their words.", awaits_words=False)

    admin_client.post(WORDS, {"picture": [picture.pk, "x"], f"{picture.pk}-alt": "Mine."})

    assert Picture.objects.get().alt == "Their words."


def test_words_that_are_too_long_are_refused_beside_the_picture(admin_client):
    admin_client.post(UPLOAD, {"file": file("navy.png"), "later": "on"})
    key = Picture.objects.get().pk

    page = admin_client.post(WORDS, {"picture": key, f"{key}-alt": "x" * 501}).content.decode()

    assert "Error:" in page
    assert "at most 500 characters" in page


@pytest.mark.parametrize(("codename", "status"), [("view_picture", 403), ("add_picture", 200)])
def test_adding_and_describing_is_for_those_who_may_add(log_in, codename, status):
    client = log_in(codename)

    assert [client.get(address).status_code for address in (SEVERAL, WORDS)] == [status] * 2


def test_a_picture_without_words_is_shown_nowhere_until_it_has_some(admin_client):
    post = factories.make_post(body="Text.\n\n![](navy.png)")

    admin_client.post(UPLOAD, {"file": file("navy.png"), "later": "on"})
    before = Post.objects.get(pk=post.pk).content.html
    picture = Picture.objects.get()
    admin_client.post(change(picture), {"alt": "A navy field.", "focus": "middle"})

    assert "<img" not in before
    assert 'alt="A navy field."' in Post.objects.get(pk=post.pk).content.html
    assert not Picture.objects.get().awaits_words


def test_a_picture_without_words_is_refused_as_a_lead(admin_client):
    post = factories.make_draft()
    picture = factories.make_picture(filename="new.png", alt="", awaits_words=True)

    response = admin_client.post(
        reverse("admin:posts_post_change", args=[post.pk]),
        typed(post=post, lead_picture=picture.pk),
    )

    assert "new.png has no alt text yet" in str(response.context["adminform"].form.errors)


def test_a_snapshot_says_nothing_of_a_picture_that_waits_for_words():
    post = factories.make_post(body="![](new.png)")
    factories.make_picture(filename="new.png", alt="", awaits_words=True)

    assert take(post.pk)["pictures"] == {}


# ------------------------------------------------------------ there already


def test_the_same_bytes_are_not_stored_twice_but_pointed_to(admin_client):
    known = factories.make_picture(filename="known.png", data=file("a.png").read(), alt="Known.")

    response = admin_client.post(UPLOAD, {"file": file("copy.png"), "alt": "Other words."})

    assert response.status_code == 200
    assert response.json()["markdown"] == "![](known.png)"
    assert response.json()["page"] == change(known)
    assert list(Picture.objects.values_list("name", "alt")) == [("known.png", "Known.")]


def test_a_photograph_is_known_again_although_its_place_was_taken_out(admin_client):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(buffer, format="JPEG", exif=exif)
    photograph = buffer.getvalue()

    answers = [
        admin_client.post(UPLOAD, {"file": SimpleUploadedFile("a.jpg", photograph), "alt": "Sea."})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 200]


def test_a_picture_from_before_digests_is_known_again_by_its_file(admin_client):
    factories.make_picture(filename="known.png", data=file("a.png").read())
    Picture.objects.update(digest="")

    assert admin_client.post(UPLOAD, {"file": file("b.png"), "alt": "Sea."}).status_code == 200


def test_one_that_waits_for_words_takes_those_that_come_with_its_twin(admin_client):
    admin_client.post(UPLOAD, {"file": file("navy.png"), "later": "on"})

    admin_client.post(UPLOAD, {"file": file("again.png"), "alt": "A navy field."})

    assert list(Picture.objects.values_list("alt", "awaits_words")) == [("A navy field.", False)]


def test_a_text_asks_for_the_words_of_a_twin_that_has_none(admin_client):
    admin_client.post(UPLOAD, {"file": file("navy.png"), "later": "on"})

    response = admin_client.post(UPLOAD, {"file": file("again.png")})

    assert response.status_code == 400
    assert response.json()["errors"] == {
        "alt": ["Say what the picture shows, or mark it decorative."]
    }


def test_the_form_points_to_the_picture_that_is_there(admin_client):
    known = factories.make_picture(filename="known.png", data=file("a.png").read())
    data = {"file": file("copy.png"), "alt": "Words.", "focus": "middle"}

    page = admin_client.post(ADD, data).content.decode()

    assert f'There already, as <a href="{change(known)}">'.lower() in page.lower()
    assert Picture.objects.count() == 1


# ------------------------------------------------------------ in place of another


def test_a_file_is_replaced_under_its_name_and_all_that_show_it_follow(
    admin_client, client, django_capture_on_commit_callbacks
):
    picture = factories.make_picture(filename="red.png", alt="Kept words.")
    author = factories.make_author()
    post = factories.make_post(lead_picture=picture, body="Text.\n\n![](red.png)", authors=[author])
    factories.make_page(path="about", body="![](red.png)")
    before = picture.file.url
    address = post.get_absolute_url()
    assert before in client.get(address).content.decode()

    data = {"file": file("whatever.png", size=(90, 60)), "alt": "Kept words.", "focus": "middle"}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin_client.post(change(picture), data, follow=True)

    picture.refresh_from_db()
    page = client.get(address).content.decode()
    assert (picture.name, picture.alt, picture.width) == ("red.png", "Kept words.", 90)
    assert page.count(picture.file.url) >= 2
    assert before not in page
    assert before not in client.get("/about/").content.decode()
    assert before not in client.get("/atom.xml").content.decode()
    assert not default_storage.exists(before.removeprefix("/media/"))
    assert "The file was replaced. 1 post shows the new one." in said(response)
    entry = AuditEntry.objects.get(event=Event.PICTURE_REPLACED)
    assert (entry.account_name, entry.detail) == ("admin", "red.png: 90 × 60")


def test_a_refused_replacement_leaves_everything_as_it_was(admin_client):
    picture = factories.make_picture(filename="kept.png")
    stored = (picture.file.name, picture.renditions, files_of("kept"))

    admin_client.post(
        change(picture),
        {"file": SimpleUploadedFile("x.svg", b"<svg/>"), "alt": "Lost words", "focus": "top"},
    )

    picture.refresh_from_db()
    assert (picture.file.name, picture.renditions, files_of("kept")) == stored
    assert (picture.alt, picture.focus) == ("A plain red field.", "middle")


def test_a_disk_that_is_full_leaves_everything_as_it_was(admin_client, monkeypatch):
    picture = factories.make_picture(filename="full.png")
    stored = (picture.file.name, picture.renditions, files_of("full"))
    save, calls = default_storage._wrapped.save, []

    def fails_late(name, content):
        calls.append(name)
        if len(calls) == 2:  # The file itself is written, its first copy is not.
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage._wrapped, "save", fails_late)
    data = {"file": file("full.png", size=(90, 60)), "alt": "Lost words", "focus": "top"}

    response = admin_client.post(change(picture), data, follow=True)

    picture.refresh_from_db()
    assert len(calls) == 2
    assert (picture.file.name, picture.renditions, files_of("full")) == stored
    assert picture.alt == "A plain red field."
    assert said(response) == [
        "The file could not be stored: No space left on device. Nothing has changed."
    ]


def test_an_upload_that_cannot_be_stored_is_no_error_of_the_server(admin_client, monkeypatch):
    def fails(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage._wrapped, "save", fails)

    response = admin_client.post(UPLOAD, {"file": file("navy.png"), "alt": "Sea."})

    assert response.status_code == 400
    assert response.json()["errors"]["file"] == [
        "navy.png could not be stored: No space left on device. Try again later."
    ]


def test_a_file_may_be_replaced_by_the_one_that_it_was(
    admin_client, django_capture_on_commit_callbacks
):
    picture = factories.make_picture(filename="same.png", data=file("same.png").read())

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(change(picture), {"file": file("same.png"), "alt": "A", "focus": "top"})

    picture.refresh_from_db()
    assert default_storage.exists(picture.file.name)
    assert len(files_of("same")) == 1 + len(picture.renditions)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    class Unread(ContentFile):
        read = None

    settings.PICTURE_MAX_BYTES = 100
    picture = Picture(file=Unread(b"0" * 200, name="large.png"), alt="Large.")

    with pytest.raises(PictureRefused, match=r"large\.png has"):
        picture.save()


# ------------------------------------------------------------ what stays in frame


def test_the_place_that_stays_in_frame_is_chosen_on_the_picture(admin_client, client):
    picture = factories.make_picture(filename="hall.png")
    factories.make_post(lead_picture=picture)
    page = admin_client.get(change(picture)).content.decode()

    admin_client.post(change(picture), {"alt": "A hall.", "focus": "highest rightmost"})

    assert page.count('name="focus"') == 25
    assert "Top edge, left edge" in page
    assert 'data-focus="highest rightmost"' in client.get("/").content.decode()


@pytest.mark.parametrize("focus", ["", "somewhere", "top highest", "left top"])
def test_a_place_that_there_is_not_is_refused(admin_client, focus):
    picture = factories.make_picture()

    response = admin_client.post(change(picture), {"alt": "A hall.", "focus": focus})

    assert "focus" in response.context["adminform"].form.errors


# ------------------------------------------------------------ what readers see at once


@pytest.fixture
def contributor(log_in):
    return log_in("add_picture", "view_picture")


@pytest.mark.parametrize("data", [{"name": "chart.png"}, {}])
@pytest.mark.parametrize("place", [factories.make_post, factories.make_page])
def test_a_name_that_readers_wait_for_is_taken_only_by_who_may_publish(contributor, data, place):
    place(body="![](chart.png)")

    data = data | {"file": file("chart.png"), "alt": "Anything."}
    response = contributor.post(UPLOAD, data)

    if "name" in data:
        assert "calls a picture by this name" in response.json()["errors"]["name"][0]
        contributor.post(ADD, data | {"file": file("chart.png"), "focus": "middle"})
    else:
        assert response.json()["name"] == "chart-2.png"
    assert not Picture.objects.filter(name="chart.png").exists()


def test_a_name_that_only_a_draft_calls_is_free(contributor):
    factories.make_draft(body="![](chart.png)")

    contributor.post(UPLOAD, {"file": file("chart.png"), "name": "chart.png", "alt": "A chart."})

    assert Picture.objects.get().name == "chart.png"


def test_what_readers_see_is_described_only_by_who_may_publish(admin_client, contributor):
    for colour in ("navy", "olive"):
        admin_client.post(UPLOAD, {"file": file(f"{colour}.png", colour), "later": "on"})
    factories.make_post(body="![](navy.png)")
    navy, olive = Picture.objects.order_by("pk")
    data = {f"{one.pk}-alt": "Theirs." for one in (navy, olive)}

    described = contributor.post(WORDS, data | {"picture": [navy.pk, olive.pk]})
    response = contributor.post(UPLOAD, {"file": file("again.png"), "alt": "Theirs."})

    assert response.status_code == 200
    assert list(Picture.objects.order_by("pk").values_list("alt", flat=True)) == ["", "Theirs."]
    # Nor is anybody told to describe what they may not, or led there.
    assert described["Location"] == LIST
    assert [one.get(LIST).context["waiting"] for one in (admin_client, contributor)] == [1, 0]


@pytest.mark.parametrize(("make", "alt"), [("make_post", "Plain."), ("make_draft", "New.")])
def test_words_that_readers_see_are_changed_only_by_who_may_publish(log_in, make, alt):
    picture = factories.make_picture(filename="chart.png", alt="Plain.")
    getattr(factories, make)(body="![](chart.png)")
    client = log_in("change_picture", "view_picture")

    client.post(change(picture), {"alt": "New.", "focus": "middle"})

    assert Picture.objects.get().alt == alt


def test_posts_keep_what_is_done_to_their_pictures(admin_client, admin_user):
    posts = [factories.make_post(body="![](chart.png)") for _ in range(2)]
    revisions = [latest(post.pk) for post in posts]

    admin_client.post(UPLOAD, {"file": file("chart.png"), "alt": "A chart."})
    picture = Picture.objects.get()
    admin_client.post(change(picture), {"alt": "A map.", "focus": "middle"})

    for post, before in zip(posts, revisions, strict=True):
        found = list(Revision.objects.filter(post=post, number__gt=before.number))
        assert [one.made_by for one in found] == [admin_user] * 2
        assert latest(post.pk) == found[0]
    told = AuditEntry.objects.filter(event=Event.CHANGES_PUBLISHED)
    assert not told.exclude(detail="").exists()
