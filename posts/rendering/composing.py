"""The order of work: from Markdown to finished HTML and what was found in it."""

from __future__ import annotations

from .abbreviations import mark_abbreviations
from .callouts import build_callouts
from .cleaning import clean
from .embeds import link_embeds
from .figures import picture_names, place_pictures
from .guard import check_entities, check_size
from .headings import anchor_headings, assign_ids, level_headings, read_headings
from .highlighting import highlight_code
from .htmlreader import read_html
from .lifted import Lifted
from .links import finish_links
from .notes import gather_notes
from .parsing import parse_markdown
from .plaintext import count_words, minutes_to_read, plain_text, running_text, shorten
from .quotations import attribute_quotations
from .sanitizing import sanitize_html
from .structure import settle
from .tables import frame_tables
from .templates_as_text import lift_templates
from .tree import Element, to_html
from .typography import smarten
from .values import FindPictures, Rendered, no_pictures

_ADDRESSES = {"href", "src", "data", "data-src", "value", "cite"}


def render(
    markdown: str, *, find_pictures: FindPictures = no_pictures, site_url: str = ""
) -> Rendered:
    """Return ``markdown`` as sanitised HTML, with what the text contains.

    ``find_pictures`` is asked once for all the pictures named; ``site_url`` tells which links
    lead outside. Raises ``RenderRefused`` for texts that are too long or too tangled.
    """
    lifted = Lifted()
    root = _read(markdown, lifted)
    _settle(root)
    names = picture_names(root)
    place_pictures(root, names, find_pictures)
    smarten(root)
    assign_ids(root)
    headings = read_headings(root, lifted)
    frame_tables(root)
    gather_notes(root)
    links = finish_links(root, site_url)
    anchor_headings(root)
    text = lifted.restore(plain_text(root.children))
    words = count_words(text)
    return Rendered(
        html=_safe(root, lifted),
        text=text,
        excerpt=shorten(lifted.restore(running_text(root.children)) or text.replace("\n", " ")),
        word_count=words,
        reading_minutes=minutes_to_read(words),
        headings=headings,
        picture_names=names,
        links=links,
    )


def render_note(markdown: str) -> str:
    """Return the HTML of a small text: a description, a biography."""
    return render(markdown).html


def _safe(root: Element, lifted: Lifted) -> str:
    markup = lifted.restore_html("\n".join(to_html([node]) for node in root.children))
    check_entities(markup)
    return sanitize_html(markup)


def _read(markdown: str, lifted: Lifted) -> Element:
    text = clean(markdown)
    check_size(text)
    parsed = parse_markdown(lift_templates(text, lifted), lifted)
    root = read_html(parsed.html)
    _put_back(root, lifted)
    mark_abbreviations(root, parsed.abbreviations)
    return root


def _put_back(parent: Element, lifted: Lifted) -> None:
    """Put back what was lifted out of code and addresses, and let comments go elsewhere.

    In all other places it stays out until nothing can alter it any more.
    """
    is_code = parent.tag in ("code", "pre")
    for name in _ADDRESSES & parent.attrs.keys():
        parent.attrs[name] = lifted.restore(parent.attrs[name])
    for index, child in enumerate(parent.children):
        if isinstance(child, Element):
            _put_back(child, lifted)
        else:
            parent.children[index] = (lifted.restore if is_code else lifted.without_comments)(child)


def _settle(root: Element) -> None:
    link_embeds(root)
    settle(root)
    level_headings(root)
    highlight_code(root)
    attribute_quotations(root)
    build_callouts(root)
