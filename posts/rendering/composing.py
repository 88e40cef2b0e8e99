"""The order of work: from Markdown to finished HTML and what was found in it."""

from __future__ import annotations

from .callouts import build_callouts
from .cleaning import clean
from .embeds import link_embeds
from .figures import picture_names, place_pictures
from .guard import check_size
from .headings import assign_ids, demote_headings, read_headings
from .highlighting import highlight_code
from .htmlreader import read_html
from .links import finish_links
from .notes import gather_notes
from .parsing import to_html as markdown_to_html
from .plaintext import count_words, minutes_to_read, plain_text, running_text, shorten
from .quotations import attribute_quotations
from .sanitizing import sanitize_html
from .structure import settle
from .tables import frame_tables
from .templates_as_text import TemplateText
from .tree import Element, to_html
from .typography import smarten
from .values import FindPictures, Rendered, no_pictures


def render(
    markdown: str, *, find_pictures: FindPictures = no_pictures, site_url: str = ""
) -> Rendered:
    """Return ``markdown`` as sanitised HTML, with what the text contains.

    ``find_pictures`` is asked once for all the pictures named; ``site_url`` tells which links
    lead outside. Raises ``RenderRefused`` for texts that are too long or too tangled.
    """
    templates = TemplateText()
    root = _read(markdown, templates)
    _settle(root, templates)
    names = picture_names(root)
    place_pictures(root, names, find_pictures)
    assign_ids(root)
    headings = read_headings(root)
    frame_tables(root)
    gather_notes(root)
    links = finish_links(root, site_url)
    text = templates.restore(plain_text(root.children))
    words = count_words(text)
    return Rendered(
        html=sanitize_html(templates.restore_html(to_html(root.children))),
        text=text,
        excerpt=shorten(templates.restore(running_text(root.children)) or text.replace("\n", " ")),
        word_count=words,
        reading_minutes=minutes_to_read(words),
        headings=headings,
        picture_names=names,
        links=links,
    )


def render_note(markdown: str) -> str:
    """Return the HTML of a small text: a description, a biography."""
    return render(markdown).html


def _read(markdown: str, templates: TemplateText) -> Element:
    text = clean(markdown)
    check_size(text)
    root = read_html(markdown_to_html(templates.lift(text)))
    for element in root.walk():
        for name in ("href", "src", "alt", "title"):
            if name in element.attrs:
                element.attrs[name] = templates.restore(element.attrs[name])
    return root


def _settle(root: Element, templates: TemplateText) -> None:
    link_embeds(root)
    settle(root)
    demote_headings(root)
    highlight_code(root, templates)
    attribute_quotations(root)
    smarten(root)
    build_callouts(root)
