"""A container's check of its own health asks as a proxy does."""

from __future__ import annotations

import socket

import pytest

from prsite.healthy import refusal


@pytest.fixture
def address(live_server, monkeypatch, settings):
    """Point the check at a running server that answers under the publication's name alone."""
    settings.ALLOWED_HOSTS = ["www.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    monkeypatch.setenv("SITE_URL", "https://www.example.org")
    monkeypatch.setenv("WEB_PORT", live_server.url.rpartition(":")[2])


@pytest.mark.usefixtures("address")
def test_server_that_answers_is_healthy():
    assert refusal() == ""


@pytest.mark.usefixtures("address")
def test_server_that_refuses_is_not(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://elsewhere.example.org")

    assert refusal() == "The server answers 400"


@pytest.mark.usefixtures("address")
def test_server_that_is_away_is_not(monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("WEB_PORT", str(unused.getsockname()[1]))

        assert refusal().startswith("The server does not answer: ")
