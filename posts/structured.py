"""What a page is, in the words of schema.org, for machines that read JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from posts.addresses import absolute, address
from posts.models import Author, Category, Picture, Post, Series, Tag
from posts.rendering import printable, typeset
from posts.words import brief, plain
from prsite.here import here

Graph = dict[str, Any]

_OF_CONTROL_CHARACTERS = ("\\u00", "\\b", "\\f")
_ENCODER = json.JSONEncoder(ensure_ascii=False)
# As django.utils.html.json_script does: inside a script element nothing may look like markup.
_ESCAPES = ((">", "\\u003E"), ("<", "\\u003C"), ("&", "\\u0026"))


def as_json(graph: Graph) -> SafeString:
    """Return `graph` as JSON that stands in a script element and cannot end it.

    What no text may hold leaves it: control characters, of which JSON escapes most.
    """
    text = _ENCODER.encode(graph)
    if not text.isprintable() or any(escape in text for escape in _OF_CONTROL_CHARACTERS):
        text = _ENCODER.encode(_cleaned(graph))
    for character, escaped in _ESCAPES:  # Three searches take a tenth of what a table takes.
        text = text.replace(character, escaped)
    return SafeString(text)  # Nothing in it can be markup.


# ---------------------------------------------------------------- pages


def article_graph(post: Post, *, authors: Sequence[Author], tags: Iterable[Tag]) -> SafeString:
    """Describe an article and the way to it. Authors come with their links loaded."""
    path, section = post.get_absolute_url(), post.category
    url = absolute(path)
    article = {
        "@type": "BlogPosting",
        "@id": f"{url}#article",
        "mainEntityOfPage": url,
        "url": url,
        "headline": typeset(post.title),
        "description": brief(post.search_description or typeset(post.summary)),
        "image": _pictures(post),
        **_dates(post),
        "author": [_person(author) for author in authors] or [_publisher()],
        "publisher": _publisher(),
        "articleSection": section.name if section else "",
        "keywords": [tag.name for tag in tags],
        "wordCount": post.word_count,
        "timeRequired": f"PT{post.reading_minutes}M" if post.reading_minutes else "",
        "inLanguage": post.language or _language(),
        "isAccessibleForFree": True,
        "identifier": post.guid.urn,
        **_place_in_series(post),
    }
    trail = [(section.name, section.get_absolute_url())] if section else []
    return _graph(article, _breadcrumbs([*trail, (typeset(post.title), path)]))


def home_graph() -> SafeString:
    """Describe the publication and how to search it."""
    target = f"{here().url}/search/?q={{search_term_string}}"
    site = {
        "@type": "WebSite",
        "@id": absolute("/#website"),
        "url": absolute(address("home")),
        "name": here().site.name,
        "description": here().site.about,
        "inLanguage": _language(),
        "publisher": _publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }
    return _graph(site)


def list_graph(name: str, path: str, posts: Sequence[Post], *, about: str = "") -> SafeString:
    """Describe a page of a list; `path` is that page's own, `about` is sanitised HTML."""
    page = {
        "@type": "CollectionPage",
        "@id": absolute(path),
        "url": absolute(path),
        "name": name,
        "description": plain(about),
        "inLanguage": _language(),
        "isPartOf": {"@id": absolute("/#website")},
        "mainEntity": _items(posts),
    }
    return _graph(page, _breadcrumbs([(name, path)]))


def breadcrumbs_graph(trail: Iterable[tuple[str, str]]) -> SafeString:
    """Describe the way to a page by the names and paths of its steps."""
    return _graph(_breadcrumbs(trail))


def category_graph(category: Category, posts: Sequence[Post], *, path: str) -> SafeString:
    """Describe a page of a section."""
    return list_graph(category.name, path, posts, about=category.description_html)


def tag_graph(tag: Tag, posts: Sequence[Post], *, path: str) -> SafeString:
    """Describe a page of a tag."""
    return list_graph(tag.name, path, posts, about=tag.description_html)


def author_graph(author: Author, posts: Sequence[Post], *, path: str) -> SafeString:
    """Describe a page of an author and the author. The links are loaded with the author."""
    url = absolute(path)
    person = _person(author) | {
        "description": plain(author.biography_html),
        "image": _whole(author.portrait) if author.portrait else "",
        "jobTitle": author.affiliation,
    }
    page = {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "name": author.name,
        "mainEntity": _filled(person),
        "hasPart": [{"@id": absolute(f"{post.get_absolute_url()}#article")} for post in posts],
    }
    return _graph(page, _breadcrumbs([(author.name, author.get_absolute_url())]))


def series_graph(series: Series, parts: Iterable[Post]) -> SafeString:
    """Describe a series with its public parts in order."""
    whole = _series(series) | {
        "description": plain(series.description_html),
        "inLanguage": _language(),
        "publisher": _publisher(),
        "hasPart": [
            {
                "@type": "BlogPosting",
                "@id": absolute(f"{part.get_absolute_url()}#article"),
                "url": absolute(part.get_absolute_url()),
                "headline": typeset(part.title),
                "position": part.series_part,
                **_dates(part),
                "image": absolute(address("share_picture", part.slug)),
                "author": [_named(author) for author in part.byline] or [_publisher()],
            }
            for part in parts
        ],
    }
    return _graph(whole, _breadcrumbs([(typeset(series.title), series.get_absolute_url())]))


# ---------------------------------------------------------------- things


def _person(author: Author) -> Graph:
    return _filled(_named(author) | {"sameAs": [url for url, _label in author.labelled_links]})


def _named(author: Author) -> Graph:
    """Return an author by name and address, where the links are not loaded."""
    url = absolute(author.get_absolute_url())
    return {"@type": "Person", "@id": f"{url}#person", "name": author.name, "url": url}


def _publisher() -> Graph:
    return {
        "@type": "Organization",
        "@id": absolute("/#publisher"),
        "name": here().site.name,
        "url": absolute(address("home")),
    }


def _series(series: Series) -> Graph:
    url = absolute(series.get_absolute_url())
    name = typeset(series.title)
    return {"@type": "CreativeWorkSeries", "@id": f"{url}#series", "name": name, "url": url}


def _place_in_series(post: Post) -> Graph:
    if post.series is None:
        return {"isPartOf": {"@id": absolute("/#website")}}
    return {"isPartOf": _series(post.series), "position": post.series_part}


def _pictures(post: Post) -> list[Any]:
    """Return the lead picture and the picture to share."""
    share = _picture(absolute(address("share_picture", post.slug)), 1200, 630)
    if post.lead_picture is None:
        return [share]
    info = post.lead_picture.info()
    return [_picture(_whole(post.lead_picture), info.width, info.height), share]


def _picture(url: str, width: int, height: int) -> Graph:
    return {"@type": "ImageObject", "url": url, "width": width, "height": height}


def _whole(picture: Picture) -> str:
    """Return the address of a picture, which may live on another host, with scheme and host."""
    url = picture.get_absolute_url()
    return absolute(url) if url.startswith("/") else url


def _items(posts: Sequence[Post]) -> Graph:
    """List what stands on a page; how much is ahead of it no page knows."""
    entries = [
        {
            "@type": "ListItem",
            "position": position,
            "url": absolute(post.get_absolute_url()),
            "name": typeset(post.title),
        }
        for position, post in enumerate(posts, start=1)
    ]
    listed = {"@type": "ItemList", "numberOfItems": len(posts), "itemListElement": entries}
    return _filled(listed)


def _breadcrumbs(trail: Iterable[tuple[str, str]]) -> Graph:
    steps = [(_("Home"), address("home")), *trail]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


# ---------------------------------------------------------------- values


def _graph(*things: Graph) -> SafeString:
    graph = [_filled(thing) for thing in things]
    return as_json({"@context": "https://schema.org", "@graph": graph})


def _filled(fields: Graph) -> Graph:
    """Leave out what is empty: to schema.org a property without a value is an error."""
    return {name: value for name, value in fields.items() if value}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return _filled({name: _cleaned(own) for name, own in value.items()})
    return [_cleaned(item) for item in value] if isinstance(value, list) else value


def _dates(post: Post) -> Graph:
    """Return when a post went live and last changed; nothing of one that has no date."""
    moments = {"datePublished": post.published_at, "dateModified": post.updated_for_readers_at}
    return {name: at.isoformat(timespec="seconds") for name, at in moments.items() if at}


def _language() -> str:
    """Return the site's language as BCP 47 writes it: en-GB."""
    return to_locale(here().language or settings.LANGUAGE_CODE).replace("_", "-")
