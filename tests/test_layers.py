"""The rooms of `posts/` import downwards only, and nothing hides an import inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

POSTS = Path(__file__).resolve().parent.parent / "posts"

# The floor of each room; a module imports from lower floors and from its own room.
FLOORS = {
    "rendering": 0,
    "metadata": 0,
    "imaging": 1,
    "sharing": 0,
    "words": 0,
    "moments": 0,
    "addresses": 0,
    "rows": 0,
    "composed": 0,
    "stencils": 0,
    "changes": 0,
    "acting": 0,
    "append_only": 0,
    "routers": 0,
    "places": 0,
    "numbers": 0,
    "alphabet": 0,
    "querysets": 1,
    "models": 2,
    "tallies": 1,
    "counting": 2,
    "archive": 3,
    "articles": 3,
    "paging": 3,
    "directory": 3,
    "transcribing": 4,
    "sitemaps": 4,
    "squares": 0,
    "stamp": 0,
    "estimates": 0,
    "posters": 1,
    "structured": 4,
    "markup": 4,
    "redirects": 3,
    "revisions": 3,
    "notices": 3,
    "reviewing": 4,
    "roles": 4,
    "planning": 4,
    "uses": 3,
    "checking": 4,
    "importers": 4,
    "seeding": 4,
    "search": 3,
    "forms": 4,
    "signals": 4,
    "feeds": 4,
    "views": 5,
    "context_processors": 5,
    "templatetags": 5,
    "admin": 5,
    "management": 5,
    "caching": 6,
    "urls": 6,
    "checks": 6,
    "migrations": 6,
    "apps": 7,
}


def room_of(path: Path) -> str:
    return path.relative_to(POSTS).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in POSTS.rglob("*.py") if path != POSTS / "__init__.py")


def imported_rooms(path: Path) -> set[str]:
    package = ["posts", *path.relative_to(POSTS).with_suffix("").parts][:-1]
    rooms = set()
    for node in running_nodes(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{alias.name}" for alias in node.names] + [module]
        else:
            continue
        rooms |= {name.split(".")[1] for name in names if name.startswith("posts.")}
    return rooms & set(FLOORS)


def running_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk the tree without the blocks that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from running_nodes(node)


def test_every_module_of_posts_has_a_floor():
    assert {room_of(path) for path in modules()} <= set(FLOORS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(POSTS)))
def test_module_imports_only_from_lower_floors_or_its_own_room(path: Path):
    room = room_of(path)

    upwards = {other for other in imported_rooms(path) - {room} if FLOORS[other] >= FLOORS[room]}

    assert not upwards


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(POSTS)))
def test_module_hides_no_import_inside_a_function(path: Path):
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    hidden = [
        inner.lineno
        for function in functions
        # Django asks for checks to be imported in AppConfig.ready().
        if (room_of(path), function.name) != ("apps", "ready")
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert not hidden


def test_the_layer_test_sees_an_upward_import(tmp_path, monkeypatch):
    rooms = tmp_path / "posts"
    (rooms / "rendering").mkdir(parents=True)
    culprit = rooms / "rendering" / "culprit.py"
    culprit.write_text("from posts.models import Post\nfrom ..views import home\n")
    monkeypatch.setattr("tests.test_layers.POSTS", rooms)

    assert imported_rooms(culprit) == {"models", "views"}
