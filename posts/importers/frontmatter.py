"""Front matter: the keys at the top of a file, in YAML, TOML or JSON, and the text below them."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from posts.importers.values import ImportRefused
from posts.importers.yamlreading import read_yaml

LARGEST = 128 * 1024  # characters; the largest in the wild have a twentieth of that

_FENCES = {
    "---": ("YAML", re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)),
    "+++": ("TOML", re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)),
    ";;;": ("JSON", re.compile(r"^;;;[ \t]*$", re.MULTILINE)),
}
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
    return read_toml(head, first_line=2), _key_lines(head, r"^[ \t]*[\"']?([\w-]+)[\"']?[ \t]*=")


def read_toml(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """Read TOML; `first_line` is where `text` begins in its file. Raises ImportRefused."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.search(str(error))
        line = first_line + int(found[1]) - 1 if found else None
        reason = _TOML_LINE.sub("", str(error)).strip() or "values are nested too deeply"
        raise ImportRefused(
            f"this is not sound TOML: {reason}. Text values need quotation marks.", line=line
        ) from error


def _fenced_json(head: str) -> tuple[dict[str, Any], dict[str, int]]:
    inner = head.strip()
    # Some trees leave the outer braces out between these fences.
    values = read_json(
        inner if inner.startswith("{") else "{" + inner.rstrip(",") + "}", first_line=2
    )
    return values, _key_lines(head, r'^[ \t]*"([^"]+)"[ \t]*:')


def read_json(text: str, *, first_line: int = 1) -> Any:
    """Read JSON, with no key twice; `first_line` as above. Raises ImportRefused."""
    try:
        return json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        raise _json_refusal(error.msg, first_line + error.lineno - 1) from error
    except (ValueError, RecursionError) as error:
        raise _json_refusal(str(error), None) from error


def _braced(text: str) -> FrontMatter:
    """Read the JSON object that a file begins with; the body starts behind its brace."""
    try:
        values, end = json.JSONDecoder(object_pairs_hook=_unique_keys).raw_decode(text)
    except json.JSONDecodeError as error:
        raise _json_refusal(error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _json_refusal(str(error), None) from error
    _check_size(text[:end])
    lines = _key_lines(text[:end], r'^[ \t]*"([^"]+)"[ \t]*:', first_line=1)
    return FrontMatter(values, text[end:].lstrip("\n"), "JSON", lines)


def _json_refusal(reason: str, line: int | None) -> ImportRefused:
    return ImportRefused(
        f"this is not sound JSON: {reason or 'values are nested too deeply'}. "
        "Check commas, quotation marks and braces.",
        line=line,
    )


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = Counter(key for key, _value in pairs).most_common(1)[0][0]
        raise ValueError(f"the key “{twice[:60]}” is here twice")
    return values


def _key_lines(head: str, pattern: str, *, first_line: int = 2) -> dict[str, int]:
    """Find the line of each key by its look, for messages only."""
    lines: dict[str, int] = {}
    for found in re.finditer(pattern, head, re.MULTILINE):
        lines.setdefault(found[1], first_line + head.count("\n", 0, found.start(1)))
    return lines


_READERS = {"YAML": _yaml, "TOML": _toml, "JSON": _fenced_json}
