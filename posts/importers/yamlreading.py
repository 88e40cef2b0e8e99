"""YAML, read without trust: no tags, no bombs, no surprises.

The text is taken event by event from PyYAML's parser, which builds nothing by itself. Every plain
value stays the text that it is, apart from the ways to write nothing: `title: 1984`, `tag: no` and
`version: 1.10` mean what their author saw, and dates are read where a date is expected.
Source of the grammar: https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

from posts.importers.values import ImportRefused

DEEPEST = 20  # levels of nesting; real front matter has three
MOST_VALUES = 20_000  # after following aliases, which is where bombs go off
MOST_ALIASES = 200
NOTHING = {"", "~", "null", "Null", "NULL"}
MERGE = "<<"
# A tag that only says what a plain reading would say anyway.
HARMLESS_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq", "null", "int")}


@dataclass(slots=True)
class _Level:
    """A mapping or a list that is being filled; `key` is the mapping's key awaiting its value."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    weight: int = 1
    has_key: bool = False
    key: str = ""
    merged: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class YamlText:
    """What a YAML text holds, and the line of each of its outermost keys, counted from 1."""

    value: Any
    lines: dict[str, int]


def read_yaml(text: str, *, first_line: int = 1) -> YamlText:
    """Read one YAML document; `first_line` is where `text` begins in its file.

    Mappings, lists, strings and None come out. Raises ImportRefused, with the line.
    """
    reader = _Reader(text, first_line)
    try:
        return reader.read()
    except ImportRefused:
        raise
    except yaml.MarkedYAMLError as error:
        without_tabs = "\n".join(map(_without_tabs, text.split("\n")))
        if without_tabs != text:
            # Tabs behind a value are blanks to YAML, and an error only to this parser.
            return read_yaml(without_tabs, first_line=first_line)
        raise _refusal(error, text, first_line) from error
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        raise ImportRefused(
            f"there is a character that YAML does not allow ({error.reason}). Delete it.",
            line=line,
        ) from error
    except (ValueError, OverflowError) as error:
        # The parser turns escapes and version numbers into numbers without looking at their size.
        raise ImportRefused(
            f"this is not sound YAML: a number is too large ({error}). Delete it.",
            line=reader.line,
        ) from error


def _without_tabs(line: str) -> str:
    """Return a line without the blanks at its end, where there is a tab among them."""
    bare = line.rstrip(" \t")
    return bare if "\t" in line[len(bare) :] else line


def _refusal(error: yaml.MarkedYAMLError, text: str, first_line: int) -> ImportRefused:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    source = text.split("\n")[line].strip() if line < text.count("\n") + 1 else ""
    return ImportRefused(
        f"this is not sound YAML: {error.problem or error.context}. {_remedy(error, source)}",
        line=first_line + line,
    )


def _remedy(error: yaml.MarkedYAMLError, source: str) -> str:
    problem = f"{error.context} {error.problem}"
    if "\\t" in problem:
        return "YAML is indented with spaces; replace the tab."
    if "mapping values are not allowed" in problem:
        return f"Put the value in quotation marks, because it holds a colon: {source[:80]}"
    if "undefined alias" in problem or "expected alphabetic" in problem:
        return "A value that begins with * or & must be in quotation marks."
    if "quoted scalar" in problem:
        return "Close the quotation mark."
    return "Put values with special characters in quotation marks and check the indentation."


class _Reader:
    """Builds plain values from the parser's events, with an explicit stack and three bounds."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text, self.first_line = text, first_line
        self.line = first_line
        self.stack: list[_Level] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.lines: dict[str, int] = {}
        self.aliases = 0
        self.result: Any = None

    def read(self) -> YamlText:
        documents = 0
        parser = yaml.SafeLoader(self.text)
        try:
            while parser.check_event():
                event = parser.get_event()  # type: ignore[no-untyped-call]
                documents += isinstance(event, events.DocumentStartEvent)
                if documents > 1:
                    raise self._refused("there is a second YAML document. Keep one.", event)
                self._take(event)
        finally:
            self.line = self.first_line + parser.line
            parser.dispose()
        return YamlText(self.result, self.lines)

    def _take(self, event: events.Event) -> None:
        match event:
            case events.ScalarEvent():
                self._check_tag(event)
                self._add(self._scalar(event), 1, event, anchor=event.anchor)
            case events.MappingStartEvent() | events.SequenceStartEvent():
                self._check_tag(event)
                self._open(event)
            case events.MappingEndEvent() | events.SequenceEndEvent():
                self._close(event)
            case events.AliasEvent():
                self._follow(event)

    def _scalar(self, event: events.ScalarEvent) -> str | None:
        is_plain = event.style is None and event.tag is None
        return None if is_plain and event.value in NOTHING else str(event.value)

    def _open(self, event: events.MappingStartEvent | events.SequenceStartEvent) -> None:
        if len(self.stack) >= DEEPEST:
            raise self._refused(f"values are nested deeper than {DEEPEST} levels. Flatten.", event)
        if self._awaits_key():
            raise self._refused("a list or a mapping stands where a key belongs. Quote it.", event)
        value: dict[str, Any] | list[Any]
        value = {} if isinstance(event, events.MappingStartEvent) else []
        self.stack.append(_Level(value, event.anchor))

    def _close(self, event: events.Event) -> None:
        level = self.stack.pop()
        if isinstance(level.value, dict):
            self._merge(level, event)
        self._add(level.value, level.weight, event, anchor=level.anchor)

    def _merge(self, level: _Level, event: events.Event) -> None:
        """Fill in what `<<` brings, without touching the keys that stand there themselves."""
        own = level.value
        for source in level.merged:
            for mapping in source if isinstance(source, list) else [source]:
                if not isinstance(mapping, dict):
                    raise self._refused("<< must name a mapping.", event)
                for key, value in mapping.items():
                    own.setdefault(key, value)  # type: ignore[union-attr]

    def _follow(self, event: events.AliasEvent) -> None:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            raise self._refused(f"more than {MOST_ALIASES} aliases (*name). Write it out.", event)
        if event.anchor not in self.anchors:
            raise self._refused(
                f"*{event.anchor} stands for nothing above it. Put the value in quotation marks.",
                event,
            )
        value, weight = self.anchors[event.anchor]
        self._add(value, weight, event, anchor=None)

    def _add(self, value: Any, weight: int, event: events.Event, *, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = (value, weight)
        if not self.stack:
            self.result = value
            return
        level = self.stack[-1]
        level.weight += weight
        if level.weight > MOST_VALUES:
            raise self._refused(
                f"there are more than {MOST_VALUES} values once aliases are followed. "
                "Write the values out, and fewer of them.",
                event,
            )
        self._place(level, value, event)

    def _place(self, level: _Level, value: Any, event: events.Event) -> None:
        if isinstance(level.value, list):
            level.value.append(value)
        elif not level.has_key:
            level.key, level.has_key = self._key(value, level, event), True
        else:
            level.has_key = False
            if level.key == MERGE:
                level.merged.append(value)
            else:
                level.value[level.key] = value

    def _key(self, value: Any, level: _Level, event: events.Event) -> str:
        if value is not None and not isinstance(value, str):
            raise self._refused("a list or a mapping stands where a key belongs. Quote it.", event)
        key = value or ""
        if key in level.value:
            raise self._refused(f"the key “{key[:60]}” is here twice. Keep one of them.", event)
        if len(self.stack) == 1:
            self.lines[key] = self._line(event)
        return key

    def _awaits_key(self) -> bool:
        return bool(
            self.stack and isinstance(self.stack[-1].value, dict) and not self.stack[-1].has_key
        )

    def _check_tag(self, event: Any) -> None:
        if event.tag and event.tag not in HARMLESS_TAGS and event.tag != "!":
            raise self._refused(
                f"the YAML tag {event.tag[:80]} is not taken: tags can build objects. Delete it.",
                event,
            )

    def _line(self, event: events.Event) -> int:
        mark = event.start_mark
        return self.first_line + (mark.line if mark else 0)

    def _refused(self, message: str, event: events.Event) -> ImportRefused:
        return ImportRefused(message, line=self._line(event))
