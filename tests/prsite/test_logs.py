from __future__ import annotations

import logging

import pytest
from django.conf import settings

from prsite.logs import WithoutTokens

TOKEN = "aB3_-" * 9


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("django.request", logging.ERROR, "", 0, message, args, None)


@pytest.mark.parametrize(
    "made", [("%s: %s", "Not Found", f"/preview/{TOKEN}/"), (f"/preview/{TOKEN}",)]
)
def test_token_of_a_preview_is_left_out(made):
    told = record(*made)

    assert WithoutTokens().filter(told)
    assert TOKEN not in told.getMessage()
    assert "/preview/…" in told.getMessage()


def test_other_records_stay_as_they_are():
    told = record("%s: %s", "Not Found", "/posts/preview/")

    assert WithoutTokens().filter(told)
    assert (told.msg, told.args) == ("%s: %s", ("Not Found", "/posts/preview/"))


def test_every_handler_of_the_settings_leaves_tokens_out():
    handlers = settings.LOGGING["handlers"].values()

    assert all("without_tokens" in handler["filters"] for handler in handlers)


def test_record_whose_arguments_do_not_fit_is_let_pass():
    assert WithoutTokens().filter(record("%s and %s", "one"))
