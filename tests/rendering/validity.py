"""Judges rendered HTML without the renderer's own reader: nesting, ids and content model."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"br", "col", "hr", "img", "source", "wbr"}
BLOCKS = {
    *("aside", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "li", "ol", "p", "pre", "section", "table", "ul"),
}
PHRASING_ONLY = {"p", "pre", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "span", "em", "strong"}
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "source": {"picture"},
}
CHILDREN = {
    "picture": {"source", "img"},
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "tr": {"td", "th"},
}


class Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        parent = self.open[-1] if self.open else ""
        if tag in BLOCKS and PHRASING_ONLY & set(self.open):
            self.faults.append(f"{tag} in phrasing content {self.open}")
        if parent not in PARENTS.get(tag, {parent}):
            self.faults.append(f"{tag} in {parent}")
        if tag not in CHILDREN.get(parent, {tag}):
            self.faults.append(f"{tag} as a child of {parent}")
        if tag == "a" and "a" in self.open:
            self.faults.append("a in a")
        self._look_at(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def _look_at(self, tag, attrs):
        self.tags.append((tag, attrs))
        name = attrs.get("id")
        if name in self.ids:
            self.faults.append(f"id {name} twice")
        if name:
            self.ids.add(name)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"stray </{tag}>")


def judge(html: str) -> Judge:
    verdict = Judge()
    verdict.feed(html)
    verdict.close()
    verdict.faults += [f"<{tag}> left open" for tag in verdict.open]
    return verdict


def faults(html: str) -> list[str]:
    return judge(html).faults
