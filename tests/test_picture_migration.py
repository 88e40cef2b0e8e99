"""What is set on pictures survives the migration to more places, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import factories

HERE = ("posts", "0014_pictures")

pytestmark = pytest.mark.django_db(transaction=True)


def go(target: tuple[str, str]) -> Any:
    call_command("migrate", *target, verbosity=0)
    return (
        MigrationExecutor(connection)
        .loader.project_state([target])
        .apps.get_model("posts", "Picture")
    )


@pytest.fixture(autouse=True)
def _forward_again():
    yield
    call_command("migrate", verbosity=0)


def test_places_are_kept_forwards_and_become_lines_backwards():
    kept = {"top": "top", "middle": "middle", "bottom": "bottom"}
    new = {"highest leftmost": "top", "lowest right": "bottom", "left": "middle", "top left": "top"}
    for number, focus in enumerate([*kept, *new]):
        factories.make_picture(filename=f"{number}.png", focus=focus)
    factories.make_picture(filename="silent.png", alt="", awaits_words=True)
    node = MigrationExecutor(connection).loader.graph.node_map[HERE]
    before = next(parent.key for parent in node.parents if parent.key[0] == "posts")

    old = go(before)
    lines = list(old.objects.order_by("pk").values_list("focus", "is_decorative"))
    now = go(HERE)

    assert lines == [(line, False) for line in (kept | new).values()] + [("middle", True)]
    assert list(now.objects.order_by("pk").values_list("focus", flat=True)) == [
        line for line, _is_decorative in lines
    ]
    assert now.objects.filter(digest="", weight=None).count() == 8
