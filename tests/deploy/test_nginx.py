"""What nginx does with the shipped configuration, in front of Granian with the shipped flags."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.deploy.running import CONFIGURATION, get

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept_Encoding": "gzip, deflate, br, zstd",
}


def cache_says(port: int, path: str = "/", **headers: Any) -> str:
    return get(port, path, **headers).headers["X-Cache"]


def until(port: int, wanted: str, path: str = "/") -> None:
    """Ask again and again until the cache says what is wanted, which a minute must suffice for."""
    for _attempt in range(600):
        if cache_says(port, path) == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"the cache never said {wanted}")


def logged_with(last: str, log: Path) -> str:
    """Return what is logged once the last is, which nginx writes down after it has answered."""
    for _attempt in range(100):
        logged = log.read_text()
        if last in logged:
            return logged
        time.sleep(0.1)
    raise AssertionError(f"{last} was never logged")


def test_page_comes_through_with_the_applications_own_headers(site, front):
    direct, through = (get(port, "/") for port in (site.port, front))

    assert through.status == 200
    assert b"<main" in through.body
    assert through.headers["Cache-Control"] == direct.headers["Cache-Control"]
    assert through.headers["X-Cache-Control"] is None
    policy = "Content-Security-Policy"
    assert through.headers.get_all(policy) == direct.headers.get_all(policy)


def test_second_reader_is_answered_from_the_cache(front):
    first, second = get(front, "/posts/"), get(front, "/posts/")

    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("MISS", "HIT")
    assert second.body == first.body


def test_copy_in_the_cache_answers_an_unchanged_page_with_304(front):
    tag = get(front, "/").headers["ETag"]

    answer = get(front, "/", If_None_Match=tag)

    assert (answer.status, answer.headers["X-Cache"], answer.body) == (304, "HIT", b"")
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("cookie", ["session=a", "csrf=a; __Host-session=b", "x=y;session=a"])
def test_whoever_is_logged_in_is_not_answered_from_the_cache(front, cookie):
    get(front, "/")

    assert cache_says(front, Cookie=cookie) == "BYPASS"
    assert cache_says(front) == "HIT"


def test_other_cookies_are_no_reason_to_pass_the_cache_by(front):
    get(front, "/")

    assert cache_says(front, Cookie="csrf=a; obsession=b") == "HIT"


def test_login_is_never_kept(front):
    answers = [get(front, "/admin/login/") for _reader in range(2)]

    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "MISS"]
    assert answers[0].body != answers[1].body
    assert "no-store" in answers[0].headers["Cache-Control"]


def test_address_of_a_preview_is_neither_kept_nor_logged(front, tmp_path):
    token = "x" * 43

    answers = [get(front, f"/preview/{token}/") for _reader in range(2)]
    get(front, "/posts/")

    assert [answer.status for answer in answers] == [404, 404]
    assert [answer.headers["X-Cache"] for answer in answers] == [None, None]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert token not in logged_with("GET /posts/", tmp_path / "access.log")


def test_address_of_a_preview_is_in_no_log_of_errors(site, front, tmp_path):
    site.kill()
    token = "x" * 43

    answers = [get(front, path).status for path in (f"/preview/{token}/", "/posts/not-kept/")]

    assert answers == [502, 502]
    assert token not in logged_with("/posts/not-kept/", tmp_path / "nginx.log")


def test_post_is_passed_on(front):
    get(front, "/")

    answer = get(front, "/", method="POST")

    assert answer.status in {403, 405}
    assert answer.headers["X-Cache"] in {None, "", "MISS"}
    assert cache_says(front) == "HIT"


def test_answers_are_kept_apart_by_kind_and_not_by_wording(front):
    path = re.search(rb'href="(/posts/[\w-]+/)"', get(front, "/").body)[1].decode()
    get(front, path, **BROWSER)

    other_browser = BROWSER | {"Accept_Encoding": "br;q=1, gzip"}
    markdown = BROWSER | {"Accept": "text/markdown"}
    plain = BROWSER | {"Accept_Encoding": "br;q=0, gzip;q=0"}

    assert cache_says(front, path, **other_browser) == "HIT"
    assert cache_says(front, path, **plain) == "MISS"
    answer = get(front, path, **markdown)
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert get(front, path, **BROWSER).headers["Content-Type"] == "text/html; charset=utf-8"


def test_page_is_compressed_on_the_way(front):
    plain = get(front, "/")

    packed = get(front, "/", Accept_Encoding="gzip")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_pages_go_on_while_the_application_is_away(site, front):
    page = get(front, "/").body
    site.kill()

    until(front, "STALE")

    answer = get(front, "/")
    assert (answer.status, answer.body) == (200, page)
    assert get(front, "/archive/").status == 502


def test_nobody_reads_what_is_older_than_three_seconds(site, front):
    """A copy that was left alone is not handed out to the next reader; it is fetched anew."""
    get(front, "/tags/")

    time_to_be_too_old = time.monotonic() + 3
    while time.monotonic() < time_to_be_too_old:
        time.sleep(0.1)

    assert cache_says(front, "/tags/") == "EXPIRED"


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_static_file_comes_packed_from_the_disk(site, front, coding, unpack):
    path = re.search(rb'href="(/static/site\.[0-9a-f]{12}\.css)"', get(front, "/").body)[1].decode()

    plain, packed = get(front, path), get(front, path, Accept_Encoding=coding)

    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["Content-Type"] == "text/css; charset=utf-8"
    assert packed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["X-Cache"] is None
    assert plain.headers["Content-Encoding"] is None
    assert unpack(packed.body) == plain.body == (site.folder / path[1:]).read_bytes()


@pytest.mark.parametrize("path", ["/", "/posts/", "/admin/login/", "/feed.atom", "/sitemap.xml"])
def test_answers_vary_by_nothing_that_the_key_of_the_cache_lacks(site, path):
    varying = get(site.port, path).headers.get("Vary", "")

    assert set(varying.split(", ")) <= {"", "Accept", "Accept-Encoding", "Cookie"}


@pytest.mark.parametrize("name", ["site.js", "icon.svg", "fonts/hanken-grotesk-500.woff2"])
def test_static_file_is_what_the_application_would_send(site, front, name):
    direct, through = (get(port, f"/static/{name}") for port in (site.port, front))

    assert through.status == direct.status == 200
    assert through.body == direct.body
    for header in ("Content-Type", "Cache-Control", "Access-Control-Allow-Origin"):
        assert through.headers[header] == direct.headers[header].replace('"', "")


def test_upload_is_served_under_the_applications_rules(site, front):
    (site.folder / "media" / "pictures").mkdir(parents=True, exist_ok=True)
    (site.folder / "media" / "pictures" / "red.webp").write_bytes(b"WEBP")

    direct, through = (get(port, "/media/pictures/red.webp") for port in (site.port, front))

    assert through.body == direct.body == b"WEBP"
    for header in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
        assert through.headers.get_all(header) == direct.headers.get_all(header)
    for answer in (direct, through):
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox"} <= set(policy)


def test_missing_files_are_answered_by_the_publication(front):
    for path in ("/static/nope.css", "/media/nope.webp"):
        answer = get(front, path)

        assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_visitor_cannot_pretend_to_come_by_https(site, front):
    """Only what nginx itself saw counts; else a page would be kept under the wrong scheme."""
    site.stop()
    strict = replace(site, environment=site.environment | {"HTTPS_ONLY": "true"}, process=None)
    strict.start()

    answer = get(front, "/authors/", X_Forwarded_Proto="https")

    strict.stop()
    assert answer.status == 301
    assert answer.headers["Location"] == "https://www.example.org/authors/"


def test_nothing_is_kept_where_a_cache_further_out_is_told_of_changes(site, front):
    site.stop()
    far = replace(site, environment=site.environment | {"SHARED_CACHE_SECONDS": "60"}, process=None)
    far.start()

    answers = [get(front, "/authors/") for _reader in range(2)]

    far.stop()
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "MISS"]
    assert "s-maxage=60" in answers[0].headers["Cache-Control"]


def test_tls_brings_http_2_and_is_known_to_the_application(tls_front):
    offer = ssl._create_unverified_context()
    offer.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", tls_front)) as plain,
        offer.wrap_socket(plain, server_hostname="www.example.org") as secure,
    ):
        agreed = secure.selected_alpn_protocol()

    answer = get(tls_front, "/series/", tls=True)

    assert agreed == "h2"
    assert answer.status == 200


def test_upload_of_the_size_that_is_allowed_passes_nginx():
    allowed = re.search(r"client_max_body_size (\d+)m;", CONFIGURATION.read_text())

    assert allowed is not None
    assert int(allowed[1]) > 25
