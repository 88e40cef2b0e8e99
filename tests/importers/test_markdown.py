"""The whole import, against a database: what becomes of each file, and of a second run."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from posts.importers import (
    FileReport,
    ImportOptions,
    ImportRefused,
    Kind,
    Outcome,
    Report,
    import_markdown,
)
from posts.models import (
    Author,
    Category,
    FormerAddress,
    ImportRecord,
    Picture,
    Post,
    RunningNumber,
    Series,
    Tag,
)
from tests.factories import make_author, make_category, make_post, make_tag

from .trees import about, plant, png, post, run

pytestmark = pytest.mark.django_db


def outcomes(report):
    return {file.path: file.outcome for file in report}


# ---------------------------------------------------------------- what a post becomes


def test_a_file_becomes_a_post_with_all_that_hangs_on_it(tmp_path):
    plant(tmp_path, {
        "a.md": post(
            "Words *here*.",
            title="Sorry",
            date="2026-05-04T10:00:00Z",
            description="Standfirst.",
            categories="[Crisis, Media]",
            tags="[Press, Radio]",
            author="'Ada Byron, Analyst and Bea Cole'",
            series="Apologies",
            part="2",
            lang="fr",
            lastmod="2026-05-05T10:00:00Z",
            aliases="[/old/]",
        )
    })  # fmt: skip

    run(tmp_path)

    imported = Post.objects.get()
    assert (imported.title, imported.slug, imported.standfirst) == ("Sorry", "a", "Standfirst.")
    assert (imported.body, imported.status) == ("Words *here*.", "published")
    assert "<em>here</em>" in imported.content.html
    assert imported.published_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert (imported.number, imported.language, imported.revised_at.day) == (1, "fr", 5)
    assert (imported.category.name, imported.series.title, imported.series_part) == (
        "Crisis", "Apologies", 2,
    )  # fmt: skip
    assert {category.name for category in imported.categories.all()} == {"Crisis", "Media"}
    assert {tag.name for tag in imported.tags.all()} == {"Press", "Radio"}
    assert [author.name for author in imported.byline] == ["Ada Byron", "Bea Cole"]
    assert Author.objects.get(name="Ada Byron").affiliation == "Analyst"
    assert FormerAddress.objects.get(path="/old/").post == imported


def test_what_lists_are_sorted_by_carries_the_date(tmp_path):
    run(plant(tmp_path, {"a.md": post(tags="[x]", categories="[A, B]", author="Ada Byron")}))

    imported = Post.objects.get()
    hangers = [*imported.filings.all(), *imported.taggings.all(), *imported.bylines.all()]
    assert len(hangers) == 4
    assert {hanger.published_at for hanger in hangers} == {imported.published_at}


def test_running_numbers_follow_the_dates(tmp_path):
    dates = {"a": "2026-03-01", "b": "2026-01-01", "c": "2026-02-01"}
    run(plant(tmp_path, {f"{name}.md": post(date=date) for name, date in dates.items()}))

    assert list(Post.objects.order_by("number").values_list("slug", flat=True)) == ["b", "c", "a"]


def test_a_naive_date_is_in_the_sites_zone(tmp_path, settings):
    run(plant(tmp_path, {"a.md": post(date="2026-05-04 10:00")}))

    assert Post.objects.get().published_at == datetime(2026, 5, 4, 9, tzinfo=UTC)


def test_an_affiliation_fills_an_authors_empty_one(tmp_path):
    make_author(name="Ada Byron")

    run(plant(tmp_path, {"a.md": post(author="'Ada Byron, Analyst'")}))

    assert Author.objects.get().affiliation == "Analyst"


def test_tags_and_authors_match_whatever_their_case(tmp_path):
    tag, author = make_tag(name="Best Practices"), make_author(name="Ada Byron")
    make_category(name="Crisis")

    run(plant(tmp_path, {
        "a.md": post(tags="[best practices, New]", author="ada byron", category="CRISIS"),
        "b.md": post(tags="[BEST  PRACTICES, new]", author="ada-byron", category="crisis"),
    }))  # fmt: skip

    assert (Tag.objects.count(), Author.objects.count(), Category.objects.count()) == (2, 1, 1)
    assert tag.taggings.count() == author.bylines.count() == 2


@pytest.mark.parametrize(
    ("path", "head", "options", "expected"),
    [
        ("content/crisis/a.md", {"category": "Media"}, {"category": "Ethics"}, "Media"),
        ("content/crisis/a.md", {}, {"category": "Ethics"}, "Ethics"),
        ("content/crisis/a.md", {}, {}, "Crisis"),
        ("_posts/a.md", {}, {}, "General"),
    ],
)
def test_the_section_is_the_files_else_the_options_else_the_folders(
    tmp_path, path, head, options, expected
):
    run(plant(tmp_path, {path: post(**head)}), **options)

    assert Post.objects.get().category.name == expected


def test_only_as_many_sections_join_the_navigation_as_fit(tmp_path):
    files = {f"{n}.md": post(category=f"Section {n}") for n in range(10)}
    run(plant(tmp_path, {**files, "d.md": post(category="Drafts", draft="true")}))

    assert Category.objects.filter(is_in_navigation=True).count() == 8
    assert not Category.objects.get(name="Drafts").is_in_navigation


@pytest.mark.parametrize(("status", "expected"), [("draft", "draft"), ("published", "published")])
def test_one_status_can_be_given_to_all(tmp_path, status, expected):
    run(plant(tmp_path, {"a.md": post(draft="true"), "b.md": post(date="")}), status=status)

    by_slug = dict(Post.objects.values_list("slug", "status"))
    assert by_slug == {"a": expected, "b": "draft"}


def test_a_part_that_is_taken_becomes_the_next_free_one(tmp_path):
    root = plant(tmp_path, {"a.md": post(series="S", part="1"), "b.md": post(series="S", part="1")})

    report = run(root)

    assert sorted(Post.objects.values_list("series_part", flat=True)) == [1, 2]
    assert "part 1 of “S” is taken: became part 2" in about(report, "b.md").notes


def test_old_addresses_of_others_are_left_alone(tmp_path):
    owner = make_post()
    FormerAddress.objects.create(path="/old/", post=owner)

    report = run(plant(tmp_path, {"a.md": post(aliases="[/old/, /posts/a/, /mine/]")}))

    assert FormerAddress.objects.get(path="/old/").post == owner
    assert set(FormerAddress.objects.values_list("path", flat=True)) == {"/old/", "/mine/"}
    assert any("/old/" in note for note in about(report, "a.md").notes)


def test_a_new_post_leaves_anothers_former_address_alone(tmp_path):
    FormerAddress.objects.create(path="/posts/a/", post=make_post(slug="renamed"))

    run(plant(tmp_path, {"a.md": post()}))

    assert set(Post.objects.values_list("slug", flat=True)) == {"renamed", "a-2026"}


def test_a_post_may_go_back_to_its_own_former_address(tmp_path):
    for slug in ("a", "b", "a"):
        run(plant(tmp_path, {"x.md": post(slug=slug)}))

    assert Post.objects.get().slug == "a"


@pytest.mark.parametrize("key", ["categories", "series"])
def test_names_that_only_signs_tell_apart_stay_apart(tmp_path, key):
    names = ["'C++'", "'C'", "c", "'C#'"]
    files = {f"{n}.md": post(**{key: f"[{name}]"}) for n, name in enumerate(names)}

    run(plant(tmp_path, files))

    rows = Category.objects if key == "categories" else Series.objects.order_by("pk")
    assert {str(row) for row in rows.filter(posts__isnull=False)} >= {"C++", "C", "C#"}
    assert rows.filter(posts__isnull=False).distinct().count() == 3


def test_a_section_is_found_by_its_slug(tmp_path):
    make_category(name="Crisis & media", slug="crisis-media")
    make_category(name="C++", slug="cpp")

    run(plant(tmp_path, {"a.md": post(categories="[crisis-media, cpp]")}))

    assert Category.objects.count() == 2


def test_relative_links_lead_to_the_posts_new_addresses(tmp_path):
    run(
        plant(
            tmp_path,
            {"a.md": post("[b](b.md)", slug="x"), "b.md": post(slug="y", date="2026-06-01")},
        )
    )

    assert Post.objects.get(slug="x").body == "[b](/posts/y/)"


# ---------------------------------------------------------------- every file accounted for


def test_every_file_has_exactly_one_outcome(tmp_path):
    root = plant(tmp_path, {
        "a.md": post(),
        "bad.md": "---\ntitle: A\ntitle: B\n---\n",
        "late.md": post(date="2016-02-30"),
        "binary.md": b"---\ntitle: A\n---\n\0",
        "latin.md": "é".encode("latin-1"),
        "README.md": "# Read me",
        "x.svg": "<svg/>",
        "unused.png": png(),
        "_data/navigation.yml": "a: b",
        "_data/tags.yml": "- a: [",
    })  # fmt: skip

    report = run(root)

    assert outcomes(report) == {
        "a.md": Outcome.CREATED,
        "bad.md": Outcome.REFUSED,
        "late.md": Outcome.REFUSED,
        "binary.md": Outcome.REFUSED,
        "latin.md": Outcome.REFUSED,
        "README.md": Outcome.SKIPPED,
        "x.svg": Outcome.SKIPPED,
        "unused.png": Outcome.SKIPPED,
        "_data/navigation.yml": Outcome.SKIPPED,
        "_data/tags.yml": Outcome.REFUSED,
    }
    assert about(report, "bad.md").place == "bad.md:3"
    assert Post.objects.count() == 1


def test_a_text_that_cannot_be_rendered_leaves_nothing_behind(tmp_path):
    body = "x " * 2_000_000
    root = plant(
        tmp_path, {"a.md": post(body, tags="[t]", author="Ada Byron"), "b.md": post(tags="[t]")}
    )

    report = run(root)

    assert outcomes(report) == {"a.md": Outcome.REFUSED, "b.md": Outcome.CREATED}
    assert (Post.objects.count(), Author.objects.count(), Tag.objects.count()) == (1, 0, 1)


def test_what_the_database_refuses_is_refused(tmp_path, monkeypatch):
    def refuse(_writer, draft):
        raise IntegrityError("a constraint")

    monkeypatch.setattr("posts.importers.markdown.Writer.write", refuse)

    report = run(plant(tmp_path, {"a.md": post()}))

    assert about(report, "a.md").reason == "the database refuses it: a constraint"


def test_a_file_cannot_have_two_outcomes():
    report = Report("tree")
    file = FileReport("a.md", Kind.POST, Outcome.CREATED)
    report.add(file)

    with pytest.raises(ValueError, match="already has an outcome"):
        report.add(file)


def test_the_tables_figures_are_those_of_the_files(tmp_path):
    report = run(plant(tmp_path, {"a.md": post(), "b.md": "---\n"}))

    assert len(report) == 2
    assert report.count(Kind.POST, Outcome.CREATED) == 1
    assert report.table()[1].split() == ["posts", "1", "0", "0", "0", "1"]


# ---------------------------------------------------------------- again


def test_the_same_tree_twice_changes_nothing(tmp_path):
    root = plant(tmp_path, {
        "content/fr/a.md": post(
            "![x](x.png) [b](../en/b.md)", image="x.png", tags="[t]", author="A Byron"
        ),
        "content/en/b.md": post(series="S", aliases="[/b/]"),
        "content/fr/x.png": png(),
        "_data/authors.yml": "ada: {name: A Byron, links: [{label: L, url: 'https://a.example'}]}",
    })  # fmt: skip
    run(root)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = run(root)

    assert set(outcomes(report).values()) == {Outcome.UNCHANGED}
    writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []


def test_the_same_tree_in_a_fresh_database_gives_the_same_slugs(tmp_path):
    root = plant(tmp_path, {f"{d}/2026-0{d}-01-award.md": post(date="") for d in (3, 1, 2)})
    run(root)
    slugs = dict(ImportRecord.objects.values_list("source", "post__slug"))
    Post.objects.all().delete()

    run(root)

    assert dict(ImportRecord.objects.values_list("source", "post__slug")) == slugs
    assert sorted(slugs.values()) == ["award", "award-2026", "award-2026-03"]


def test_a_changed_file_updates_its_post_and_nothing_else(tmp_path):
    root = plant(tmp_path, {
        "a.md": post("Old.", tags="[x, y]", author="Ada Byron", categories="[A, B]"),
        "b.md": post(),
    })  # fmt: skip
    run(root)
    first = Post.objects.get(slug="a")
    plant(
        root,
        {"a.md": post("New.", title="New", tags="[y, z]", author="Bea Cole", categories="[B, C]")},
    )

    report = run(root)

    assert outcomes(report) == {"a.md": Outcome.UPDATED, "b.md": Outcome.UNCHANGED}
    changed = Post.objects.get(pk=first.pk)
    assert (changed.number, changed.slug, changed.title, changed.body) == (
        first.number,
        "a",
        "New",
        "New.",
    )
    assert {tag.name for tag in changed.tags.all()} == {"y", "z"}
    assert [author.name for author in changed.byline] == ["Bea Cole"]
    assert {category.name for category in changed.categories.all()} == {"B", "C"}


def test_a_changed_slug_moves_the_post_and_keeps_its_old_address(tmp_path):
    root = plant(tmp_path, {"a.md": post(slug="old")})
    run(root)
    plant(root, {"a.md": post(slug="new")})

    run(root)

    assert Post.objects.get().slug == "new"
    assert FormerAddress.objects.filter(path="/posts/old/").exists()


EDITS = {
    "title": lambda edited: Post.objects.filter(pk=edited.pk).update(title="Edited"),
    "tags": lambda edited: edited.tags.clear(),
    "byline": lambda edited: edited.sign([make_author(name="New Hand")]),
    "further category": lambda edited: edited.file_under([make_category(name="Further")]),
    "date": lambda edited: Post.objects.filter(pk=edited.pk).update(
        published_at=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    "unpublished": lambda edited: Post.objects.filter(pk=edited.pk).unpublish(),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_editors_change_is_not_overwritten(tmp_path, edit):
    root = plant(tmp_path, {"a.md": post("Old.", tags="[x]", author="Ada Byron")})
    run(root)
    edit(Post.objects.get())
    plant(root, {"a.md": post("New.", tags="[x]", author="Ada Byron")})

    report = run(root)

    assert about(report, "a.md").outcome is Outcome.SKIPPED
    assert "changed on the desk" in about(report, "a.md").reason
    assert Post.objects.get().body == "Old."


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_overwriting_takes_the_files_version(tmp_path, edit):
    root = plant(tmp_path, {"a.md": post("Old.", title="T", tags="[x]", author="Ada Byron")})
    run(root)
    edit(Post.objects.get())

    first, second = run(root, is_overwriting=True), run(root, is_overwriting=True)

    restored = Post.objects.get()
    assert (restored.title, restored.status, restored.published_at.month) == ("T", "published", 5)
    assert [tag.name for tag in restored.tags.all()] == ["x"]
    assert [author.name for author in restored.byline] == ["Ada Byron"]
    assert restored.categories.count() == 1
    assert [about(r, "a.md").outcome for r in (first, second)] == [
        Outcome.UPDATED,
        Outcome.UNCHANGED,
    ]


def test_an_edited_post_whose_file_is_the_same_is_left_alone(tmp_path):
    root = plant(tmp_path, {"a.md": post()})
    run(root)
    Post.objects.update(title="Edited")

    assert outcomes(run(root)) == {"a.md": Outcome.UNCHANGED}
    assert Post.objects.get().title == "Edited"


def test_a_deleted_post_comes_back(tmp_path):
    root = plant(tmp_path, {"a.md": post()})
    run(root)
    Post.objects.get().delete()

    assert outcomes(run(root)) == {"a.md": Outcome.CREATED}


def test_two_trees_with_the_same_paths_stay_apart(tmp_path):
    one = plant(tmp_path / "one" / "content", {"a.md": post("One.")})
    two = plant(tmp_path / "two" / "content", {"a.md": post("Two.")})
    run(one)

    run(two, name="two")

    assert set(Post.objects.values_list("content__markdown", flat=True)) == {"One.", "Two."}
    assert set(ImportRecord.objects.values_list("source", flat=True)) == {
        "content/a.md",
        "two/a.md",
    }


@pytest.mark.parametrize(
    ("path", "fields", "body", "outcome"),
    [
        ("a.md", {"title": "B", "date": "2026-06-05"}, "Nothing is like it was.", Outcome.SKIPPED),
        ("a.md", {"title": "B", "date": ""}, "Nothing is like it was.", Outcome.SKIPPED),
        ("2026-05-04-a.md", {"title": "B"}, "Nothing is like it was.", Outcome.SKIPPED),
        ("a.md", {"title": "B"}, "Nothing is like it was.", Outcome.UPDATED),
        ("a.md", {"date": "2026-06-05"}, "Nothing is like it was.", Outcome.UPDATED),
        ("a.md", {"title": "B", "date": "2026-06-05"}, "Some few words.", Outcome.UPDATED),
    ],
)
def test_another_post_at_the_same_path_is_not_mistaken_for_an_update(
    tmp_path, path, fields, body, outcome
):
    run(plant(tmp_path / "one" / "content", {path: post("Some words.")}))
    two = plant(tmp_path / "two" / "content", {path: post(body, **fields)})

    report = run(two)

    assert about(report, path).outcome is outcome
    assert (outcome is Outcome.SKIPPED) == ("--name" in about(report, path).reason)


def test_overwriting_takes_another_post_at_the_same_path(tmp_path):
    run(plant(tmp_path / "one" / "content", {"a.md": post("Some words.")}))
    two = plant(
        tmp_path / "two" / "content", {"a.md": post("Other.", title="B", date="2026-06-05")}
    )

    run(two, is_overwriting=True)

    assert Post.objects.get().title == "B"


# ---------------------------------------------------------------- dry run


def test_a_dry_run_writes_nothing_and_tells_the_same(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    root = plant(tmp_path / "tree", {
        "a.md": post(
            "![x](x.png)", tags="[t]", author="Ada Byron", category="C", series="S", image="x.png"
        ),
        "b.md": post(tags="[t]", author="Ada Byron"),
        "bad.md": "---\n",
        "x.png": png(),
        "_data/authors.yml": "ada: {name: Ada Byron}",
    })  # fmt: skip

    dry = run(root, is_dry_run=True)

    models = (
        Post,
        Author,
        Tag,
        Category,
        Series,
        Picture,
        ImportRecord,
        RunningNumber,
        FormerAddress,
    )
    assert [model.objects.count() for model in models] == [0] * len(models)
    assert not (tmp_path / "media").exists()
    assert outcomes(dry) == outcomes(run(root))
    assert any("would be created" in line for line in dry.table())
    assert dry.sentence(about(dry, "a.md")).startswith("would be created: a.md")


# ---------------------------------------------------------------- pictures


def test_pictures_that_posts_show_are_taken_under_the_name_texts_use(tmp_path):
    run(plant(tmp_path, {
        "content/p/index.md": post(
            '![Alt](x.png "Caption")', image="/img/lead.png", image_alt="Lead"
        ),
        "content/p/x.png": png(),
        "static/img/lead.png": png(colour="red"),
        "static/img/unused.png": png(),
    }))  # fmt: skip

    imported = Post.objects.select_related("lead_picture").get()
    assert dict(Picture.objects.values_list("name", "alt")) == {
        "p/x.png": "Alt",
        "img/lead.png": "Lead",
    }
    assert imported.lead_picture.name == "img/lead.png"
    assert '<img src="' in imported.content.html
    assert "missing-picture" not in imported.content.html


def test_two_bundles_may_have_pictures_of_one_name(tmp_path):
    run(plant(tmp_path, {
        "posts/a/index.md": post("![A](x.png)"), "posts/a/x.png": png(),
        "posts/b/index.md": post("![B](x.png)"), "posts/b/x.png": png(colour="red"),
    }))  # fmt: skip

    bodies = dict(Post.objects.values_list("slug", "content__markdown"))
    assert bodies == {"a": "![A](posts/a/x.png)", "b": "![B](posts/b/x.png)"}


def test_a_picture_without_alt_text_is_decorative_and_noted(tmp_path):
    report = run(plant(tmp_path, {"a.md": post("![](x.png)"), "x.png": png()}))

    assert Picture.objects.get().is_decorative
    assert "no alt text: decorative" in about(report, "x.png").notes


def test_a_broken_picture_is_no_failure_of_the_import(tmp_path):
    report = run(plant(tmp_path, {"a.md": post("![x](x.png)"), "x.png": b"no picture"}))

    assert outcomes(report) == {"a.md": Outcome.CREATED, "x.png": Outcome.SKIPPED}
    assert "no picture" not in about(report, "x.png").reason
    assert Outcome.REFUSED not in outcomes(report).values()


def test_overwriting_brings_in_a_pictures_new_bytes(tmp_path):
    root = plant(tmp_path, {"a.md": post("![Alt](x.png)"), "x.png": png()})
    run(root)
    before = Picture.objects.get().file.name
    plant(root, {"x.png": png(width=20)})

    kept = about(run(root), "x.png").outcome
    taken = about(run(root, is_overwriting=True), "x.png").outcome
    again = about(run(root, is_overwriting=True), "x.png").outcome

    assert [kept, taken, again] == [Outcome.UNCHANGED, Outcome.UPDATED, Outcome.UNCHANGED]
    assert (Picture.objects.get().width, Picture.objects.get().file.name == before) == (20, False)


def test_what_is_said_of_a_picture_later_fills_what_was_empty(tmp_path):
    root = plant(tmp_path, {"a.md": post("![Alt](x.png)"), "x.png": png()})
    run(root)
    plant(root, {"_data/pictures.yml": "- {file: x.png, alt: New, credit: C, focus: top}"})

    filled = run(root)
    kept = Picture.objects.values_list("alt", "credit", "focus").get()
    overwritten = run(root, is_overwriting=True)

    assert kept == ("Alt", "C", "middle")
    assert Picture.objects.values_list("alt", "credit", "focus").get() == ("New", "C", "top")
    outcomes = [about(report, "x.png").outcome for report in (filled, overwritten)]
    assert outcomes == [Outcome.UPDATED, Outcome.UPDATED]


def test_a_dry_run_leaves_known_pictures_alone(tmp_path):
    root = plant(tmp_path, {"a.md": post("![Alt](x.png)"), "x.png": png()})
    run(root)
    plant(root, {"x.png": png(width=20), "_data/pictures.yml": "- {file: x.png, credit: C}"})

    filled = run(root, is_dry_run=True)
    overwritten = run(root, is_dry_run=True, is_overwriting=True)

    outcomes = [about(report, "x.png").outcome for report in (filled, overwritten)]
    assert outcomes == [Outcome.UPDATED, Outcome.UPDATED]
    assert Picture.objects.values_list("width", "credit").get() == (8, "")


def test_pictures_whose_names_look_the_same_are_both_told_of(tmp_path):
    root = plant(tmp_path, {
        "a.md": post("![A](caf\u00e9.png)"), "caf\u00e9.png": png(), "cafe\u0301.png": png(),
    })  # fmt: skip

    report = run(root)

    told = [file for file in report if file.kind is Kind.PICTURE]
    assert sorted(file.outcome for file in told) == [Outcome.CREATED, Outcome.SKIPPED]
    assert any("the same name" in file.reason for file in told)


def test_a_picture_whose_name_is_too_long_is_left_out(tmp_path):
    path = "/".join(["d" * 60] * 4) + "/" + "x" * 20 + ".png"
    report = run(plant(tmp_path, {"a.md": post(f"![Alt]({path})"), path: png()}))

    assert about(report, path).outcome is Outcome.SKIPPED
    assert "250 fit" in about(report, path).reason


# ---------------------------------------------------------------- options and refusals


def test_a_missing_directory_is_refused(tmp_path):
    with pytest.raises(ImportRefused, match="no directory"):
        import_markdown(tmp_path / "none", ImportOptions())


@pytest.mark.parametrize(
    ("options", "words"),
    [({"category": "x" * 81}, "81 characters; 80 fit"), ({"name": "x" * 100}, "100 characters")],
)
def test_names_that_do_not_fit_are_refused_before_anything_is_read(tmp_path, options, words):
    with pytest.raises(ImportRefused, match=words):
        run(plant(tmp_path, {"a.md": post()}), **options)

    assert Post.objects.count() == 0


def test_a_file_of_authors_may_lie_outside_the_tree(tmp_path):
    plant(tmp_path, {"people.yml": "ada: {name: Ada Byron, role: Analyst}"})
    root = plant(tmp_path / "tree", {"a.md": post(author="ada")})

    run(root, authors_file=tmp_path / "people.yml")

    assert [(a.name, a.affiliation) for a in Post.objects.get().byline] == [
        ("Ada Byron", "Analyst")
    ]


def test_a_handle_without_data_becomes_a_name(tmp_path):
    run(plant(tmp_path, {"a.md": post(author="ada-byron")}))

    author = Author.objects.get()
    assert (author.name, author.slug) == ("Ada Byron", "ada-byron")


def test_a_post_costs_a_bounded_number_of_queries(tmp_path):
    def cost(n):
        files = {
            f"{i}.md": post(tags="[t, u]", author="Ada Byron", aliases=f"[/{n}/{i}]")
            for i in range(n)
        }
        with CaptureQueriesContext(connection) as queries:
            run(plant(tmp_path / str(n), files))
        return len(queries)

    few, many = cost(2), cost(12)

    # Savepoint and release, number (2), post, text (2), filing (4), byline, tags, record, and the
    # old path (2): the rows that posts share are read once.
    assert (many - few) / 10 <= 20
