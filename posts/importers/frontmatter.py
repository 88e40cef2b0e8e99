"""Front matter: the keys at the top of a file, in YAML, TOML or JSON, and the text below them."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from posts.importers.values import ImportRefused
from posts.importers.yamlreading import DEEPEST, read_yaml

LARGEST_NUMBER = 2**63 - 1  # as TOML has it
LARGEST = 128 * 1024  # characters; the largest in the wild have a twentieth of that

_FENCES = {
    "---": ("YAML", re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)),
    "+++": ("TOML", re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)),
    ";;;": ("JSON", re.compile(r"^;;;[ \t]*$", re.MULTILINE)),
}
_TOML_KEY = r"^[ \t]*\[{0,2}[\"']?([\w-]+)[\"']?[ \t]*[=.\]]"
_JSON_KEY = r'^[ \t]*\{?[ \t]*"([^"]+)"[ \t]*:'
_JSON_START = re.compile(r'\{\s*(?:"|\})')
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Keys and values of a file, the lines of its outermost keys, and the text that follows.

    `format` is "YAML", "TOML", "JSON", or empty for a file that has no front matter.
    """

    values: dict[str, Any]
    body: str
    format: str = ""
    lines: dict[str, int] = field(default_factory=dict)


def read_front_matter(text: str) -> FrontMatter:
    """Split a file into front matter and body, and read the front matter.

    Line ends become single newlines; a byte order mark is dropped. Raises ImportRefused.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    fence = first.rstrip()
    if fence in _FENCES:
        return _fenced(fence, rest)
    if _JSON_START.match(text):
        return _braced(text)
    return FrontMatter({}, text)


def _fenced(fence: str, rest: str) -> FrontMatter:
    name, closing = _FENCES[fence]
    end = closing.search(rest)
    if end is None:
        raise ImportRefused(
            f"the front matter is never closed. Put a line {fence} behind its last key.", line=1
        )
    head, body = rest[: end.start()], rest[end.end() :].removeprefix("\n")
    _check_size(head)
    values, lines = _READERS[name](head)
    return FrontMatter(values, body, name, lines)


def _check_size(head: str) -> None:
    if len(head) > LARGEST:
        raise ImportRefused(
            f"the front matter has {len(head)} characters; at most {LARGEST} are read. "
            "Check where it is closed.",
            line=1,
        )


def _yaml(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    read = read_yaml(head, first_line=2)
    if read.value is None:
        return {}, {}
    if not isinstance(read.value, dict):
        raise ImportRefused(
            "the front matter holds no keys. Write lines such as “title: A headline”.", line=2
        )
    return read.value, read.lines


def _toml(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    return read_toml(head, first_line=2), _key_lines(head, _TOML_KEY)


def read_toml(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """Read TOML; `first_line` is where `text` begins in its file. Raises ImportRefused."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        line = first_line + int(found[1]) - 1 if found else None
        reason = _TOML_LINE.sub("", str(error)).strip() or "values are nested too deeply"
        raise ImportRefused(
            f"this is not sound TOML: {reason}. Text values need quotation marks.", line=line
        ) from error
    _check_values(values, _key_lines(text, _TOML_KEY, first_line=first_line))
    return values


def _fenced_json(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    inner = head.rstrip()
    # Some trees leave the outer braces out between these fences.
    is_whole = inner.lstrip().startswith("{")
    values = read_json(inner if is_whole else "{" + inner.rstrip(",") + "}", first_line=2)
    return values, _key_lines(head, _JSON_KEY)


def read_json(text: str, *, first_line: int = 1) -> Any:
    """Read JSON, with no key twice; `first_line` as above. Raises ImportRefused."""
    value = _decoded(text, first_line, _JSON.decode)
    _check_values(value, _key_lines(text, _JSON_KEY, first_line=first_line))
    return value


def _braced(text: str) -> FrontMatter:
    """Read the JSON object that a file begins with; the body starts behind its brace."""
    values, end = _decoded(text, 1, _JSON.raw_decode)
    _check_size(text[:end])
    lines = _key_lines(text[:end], _JSON_KEY, first_line=1)
    _check_values(values, lines)
    return FrontMatter(values, text[end:].lstrip("\n"), "JSON", lines)


def _decoded(text: str, first_line: int, decode: Callable[[str], Any]) -> Any:
    try:
        return decode(text)
    except json.JSONDecodeError as error:
        raise _json_refusal(error.msg, first_line + error.lineno - 1) from error
    except _TwiceError as error:
        raise _json_refusal(str(error), _line_of_repeat(text, error.key, first_line)) from error
    except (ValueError, RecursionError) as error:
        raise _json_refusal(str(error), None) from error


def _json_refusal(reason: str, line: int | None) -> ImportRefused:
    return ImportRefused(
        f"this is not sound JSON: {reason or 'values are nested too deeply'}. "
        "Check commas, quotation marks and braces.",
        line=line,
    )


class _TwiceError(ValueError):
    """A key that one object of JSON has twice."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key “{key[:60]}” is here twice")
        self.key = key


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _TwiceError(Counter(key for key, _value in pairs).most_common(1)[0][0])
    return values


_JSON = json.JSONDecoder(object_pairs_hook=_unique_keys)


def _line_of_repeat(text: str, key: str, first_line: int) -> int | None:
    """Return the line of the second of two keys; None where more of that name are about."""
    written = re.escape(json.dumps(key, ensure_ascii=False))
    found = list(re.finditer(rf"{written}\s*+:", text))
    return first_line + text.count("\n", 0, found[1].start()) if len(found) == 2 else None


def _check_values(values: Any, lines: Mapping[str, int]) -> None:
    """Refuse what readers take and nothing else can hold: deep nesting and endless numbers."""
    for key, outermost in values.items() if isinstance(values, dict) else [("", values)]:
        waiting = [(outermost, 1)]
        while waiting:
            value, depth = waiting.pop()
            if depth > DEEPEST:
                raise ImportRefused(
                    f"values are nested deeper than {DEEPEST} levels. Flatten.", line=lines.get(key)
                )
            if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
                raise ImportRefused(
                    "a number has more digits than can be kept. Put it in quotation marks.",
                    line=lines.get(key),
                )
            if isinstance(value, dict | list):
                inner = value.values() if isinstance(value, dict) else value
                waiting += [(item, depth + 1) for item in inner]


def _key_lines(head: str, pattern: str, *, first_line: int = 2) -> dict[str, int]:
    """Find the line of each key by its look, for messages only."""
    lines: dict[str, int] = {}
    line, at = first_line, 0
    for found in re.finditer(pattern, head, re.MULTILINE):
        line += head.count("\n", at, found.start(1))
        at = found.start(1)
        lines.setdefault(found[1], line)
    return lines


_READERS = {"YAML": _yaml, "TOML": _toml, "JSON": _fenced_json}
