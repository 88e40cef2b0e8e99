from __future__ import annotations

from collections.abc import Mapping

import pytest

from posts.rendering import PictureInfo, Rendition, picture_name, render, sanitize_html

from .validity import faults

LECTERN = PictureInfo(
    url="/media/lectern.jpg",
    width=1600,
    height=1000,
    alt="A lectern.",
    credit="Ines Okafor",
    caption="One fact.",
    renditions=(
        Rendition(640, 400, "/media/lectern-640.webp"),
        Rendition(1200, 750, "/media/lectern-1200.webp"),
    ),
    focus="bottom",
)
PLAIN = PictureInfo(url="/media/plain.png", width=10, height=20)


class Library:
    def __init__(self) -> None:
        self.asked: list[frozenset[str]] = []

    def find(self, names: frozenset[str]) -> Mapping[str, PictureInfo]:
        self.asked.append(names)
        pictures = {"lectern.jpg": LECTERN, "plain.png": PLAIN}
        return {name: pictures[name] for name in names if name in pictures}


def html_of(text: str) -> str:
    return render(text, find_pictures=Library().find).html


@pytest.mark.parametrize(
    ("src", "name"),
    [
        ("/images/a.png", "images/a.png"),
        ("./images/a.png", "images/a.png"),
        ("images/a.png?v=2#x", "images/a.png"),
        ("a%20b.png", "a b.png"),
        ("e\u0301.png", "é.png"),
        ("https://example.org/a.png?x=1", "https://example.org/a.png?x=1"),
        ("//example.org/a.png", "//example.org/a.png"),
        ("..//a.png", "..//a.png"),
        ("", ""),
    ],
)
def test_picture_name_is_the_path_as_written(src: str, name: str) -> None:
    assert picture_name(src) == name


def test_picture_alone_in_its_paragraph_is_a_figure() -> None:
    assert html_of("![Eight microphones](lectern.jpg)") == (
        '<figure class="pic"><picture><source type="image/webp"'
        ' srcset="/media/lectern-640.webp 640w, /media/lectern-1200.webp 1200w"'
        ' sizes="(min-width: 56rem) 41rem, 100vw">'
        '<img src="/media/lectern.jpg" width="1600" height="1000" alt="Eight microphones"'
        ' loading="lazy" decoding="async" data-focus="bottom"></picture><figcaption>One fact.'
        ' <span class="credit">Ines Okafor</span></figcaption></figure>'
    )


def test_title_is_the_caption_and_is_set_with_care() -> None:
    assert "<figcaption>“Why” – indeed" in html_of("![](lectern.jpg \"'Why' -- indeed\")").replace(
        "‘Why’", "“Why”"
    )


def test_alt_text_falls_back_to_the_pictures_own() -> None:
    assert 'alt="A lectern."' in html_of("![](lectern.jpg)")


def test_picture_without_words_keeps_an_empty_alt_and_no_caption() -> None:
    html = html_of("![](plain.png)")

    assert 'alt=""' in html
    assert "figcaption" not in html
    assert "srcset" not in html


def test_wide_picture_takes_the_margin() -> None:
    assert '<figure class="pic wide">' in html_of("![a](lectern.jpg){.wide}")


def test_picture_in_running_text_is_no_figure() -> None:
    html = html_of("Look: ![a](plain.png) there.")

    assert html.startswith('<p>Look: <img src="/media/plain.png"')


def test_narrow_picture_is_never_shown_wider_than_it_is() -> None:
    narrow = PictureInfo("/a.png", 300, 200, renditions=(Rendition(300, 200, "/a-300.webp"),))

    html = render("![](a.png)", find_pictures=lambda names: dict.fromkeys(names, narrow)).html

    assert 'srcset="/a-300.webp 300w" sizes="300px"' in html


def test_picture_in_running_text_offers_its_renditions_too() -> None:
    html = html_of("Look: ![a](lectern.jpg) there.")

    assert html.startswith("<p>Look: <picture><source")
    assert html.endswith("</picture> there.</p>")


def test_sources_that_a_text_names_itself_are_dropped() -> None:
    html = html_of(
        '<picture><source srcset="https://far.example/a.webp 1w" type="image/webp">'
        '<img src="plain.png" srcset="https://far.example/b.png 2x"></picture>'
    )

    assert html.startswith('<figure class="pic"><img src="/media/plain.png"')
    assert "far.example" not in html


@pytest.mark.parametrize(
    "text", ["![](lectern.jpg)", "A ![](lectern.jpg)", "[![](lectern.jpg)](/)"]
)
def test_picture_passes_the_sanitiser_unchanged(text: str) -> None:
    html = html_of(text)

    assert sanitize_html(html) == html


def test_linked_picture_with_renditions_keeps_its_link() -> None:
    html = html_of("[![a](lectern.jpg)](/big/)")

    assert html.startswith('<figure class="pic"><a href="/big/"><picture><source')
    assert faults(html) == []


def test_linked_picture_keeps_its_link() -> None:
    html = html_of("[![a](plain.png)](/big/)")

    assert html.startswith('<figure class="pic"><a href="/big/"><img')
    assert faults(html) == []


def test_raw_html_picture_is_resolved_alike() -> None:
    html = html_of('<img src="/lectern.jpg" alt="b" style="width:9px" onerror="x()" width="9">')

    assert html.startswith('<figure class="pic"><picture><source type="image/webp" srcset="/media/')
    assert '<img src="/media/lectern.jpg" width="1600" height="1000" alt="b"' in html


def test_figure_written_as_html_is_kept_with_its_caption() -> None:
    html = html_of(
        '<figure class="wide"><img src="plain.png"><figcaption>Mine</figcaption></figure>'
    )

    assert html.startswith('<figure class="pic wide"><img src="/media/plain.png"')
    assert html.endswith("<figcaption>Mine</figcaption></figure>")


def test_all_names_are_asked_for_in_one_call() -> None:
    library = Library()

    rendered = render("![](plain.png)\n\n![](b.png) ![](plain.png)", find_pictures=library.find)

    assert library.asked == [frozenset({"plain.png", "b.png"})]
    assert rendered.picture_names == ("plain.png", "b.png")


def test_text_without_pictures_asks_for_none() -> None:
    library = Library()

    render("Words.", find_pictures=library.find)

    assert library.asked == []


def test_missing_picture_shows_its_words() -> None:
    assert html_of("![A chart](gone.png)") == (
        '<figure class="missing-picture"><p>A chart</p></figure>'
    )


def test_missing_picture_elsewhere_is_a_link_not_a_request() -> None:
    html = html_of("See ![](https://example.org/a.png) here.")

    assert html == (
        '<p>See <span class="missing-picture"><a href="https://example.org/a.png" rel="noopener">'
        "Picture at example.org</a></span> here.</p>"
    )


@pytest.mark.parametrize(
    "text", ["[![{}](https://o.example/a.png)](/big/)", "A [![{}](//o.example/a)](/big/)"]
)
@pytest.mark.parametrize(("alt", "words"), [("A chart", "A chart"), ("", "Picture at o.example")])
def test_missing_picture_in_a_link_leaves_the_link_whole(text: str, alt: str, words: str) -> None:
    html = html_of(text.format(alt))

    assert f'<a href="/big/"><span class="missing-picture">{words}</span></a>' in html.replace(
        "<p><a", "<a"
    )


@pytest.mark.parametrize("src", ["data:image/png;base64,AAAA", "javascript:alert(1)"])
def test_source_that_is_no_address_vanishes_and_its_words_stay(src: str) -> None:
    html = html_of(f"![A chart]({src})")

    assert html == '<figure class="missing-picture"><p>A chart</p></figure>'


def test_caption_of_a_picture_can_not_break_out() -> None:
    hostile = PictureInfo("/a.png", 1, 1, '"><script>', "<b>", "\ufdd0\ufde9\ufdd1<i>")

    html = render("![](a.png)", find_pictures=lambda names: dict.fromkeys(names, hostile)).html

    assert "<script" not in html
    assert "&lt;i&gt;" in html
    assert "&lt;b&gt;" in html
