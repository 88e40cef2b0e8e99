"""Attribute lists, but only where someone means one."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor

# A colon, a class, an id or a value shows the intent; "{name}" is a gap for someone to fill in.
_LIST = r"\{(?::[ ]*|[ ]*(?=[.#][\w-]|[\w-]+=))([^}\n ][^\n]*)\}"


class AttributeExtension(Extension):
    """Adds ``{.wide}``, ``{#name}`` and ``{: … }`` after headings, blocks and inline elements."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with ``md`` in the place of Python-Markdown's own."""
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)


class _AttributeLists(AttrListTreeprocessor):
    HEADER_RE = re.compile(rf"[ ]{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]
