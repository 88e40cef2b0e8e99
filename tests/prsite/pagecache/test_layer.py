"""Answers that are kept are those that would be made now, and nobody gets another's."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import time_machine
import zstandard

from prsite.pagecache.entries import Answer, Entry, Store
from prsite.pagecache.rules import Moments
from tests.prsite.pagecache.doubles import Database, Publication, cache, get

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def publication() -> Publication:
    return Publication()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def site(publication, database):
    return cache(publication, database)


# ---------------------------------------------------------------- keeping


def test_page_is_made_once(site, publication):
    first, second = get(site), get(site)

    assert first == second
    assert first.body == publication.pages["/"]
    assert len(publication.asked) == publication.closed == 1


def test_change_is_seen_by_the_next_request(site, publication, database):
    get(site)
    publication.pages["/"] = b"changed"
    database.change()

    assert get(site).body == b"changed"


def test_page_that_changes_while_it_is_made_is_not_kept(site, publication, database):
    publication.while_answering = database.change
    get(site)
    publication.while_answering = lambda: None
    publication.pages["/"] = b"changed"

    assert get(site).body == b"changed"


@pytest.mark.parametrize("address", ["/", "/search/?q=word"])
def test_page_that_changes_while_it_is_made_is_made_again(publication, database, address):
    """It may show a bit of before and a bit of after."""
    site = cache(publication, database)
    publication.pages |= {"/": b"before and after", "/search/": b"before and after"}

    def change_once() -> None:
        if len(publication.asked) == 1:
            database.change()
        else:
            publication.pages |= {"/": b"after", "/search/": b"after"}

    publication.while_answering = change_once

    assert get(site, address).body == b"after"
    assert len(publication.asked) == 2


def test_page_that_changes_all_the_time_is_answered_all_the_same(site, publication, database):
    publication.while_answering = database.change

    assert get(site).status == "200 OK"
    assert len(publication.asked) == 3


def test_page_that_is_gone_is_gone(site, publication, database):
    get(site)
    del publication.pages["/"]
    database.change()

    assert get(site).status == "404 Not Found"


def test_what_is_not_there_is_not_kept(site, publication):
    get(site, "/nowhere/")
    publication.pages["/nowhere/"] = b"here now"

    assert get(site, "/nowhere/").body == b"here now"


@pytest.mark.parametrize(
    "headers",
    [
        {"Set-Cookie": "a=b"},
        {"Vary": "Cookie"},
        {"Vary": "Accept, Accept-Language"},
        {"Vary": "*"},
        {"Cache-Control": "private"},
        {"Cache-Control": "no-store"},
    ],
)
def test_what_is_meant_for_one_visitor_is_not_kept(publication, database, headers):
    publication.headers = headers
    site = cache(publication, database)

    get(site)
    get(site)

    assert len(publication.asked) == 2


def test_minute_that_passes_ends_a_page(publication, database):
    at = NOON + timedelta(minutes=5)
    site = cache(
        publication, database, next_moments=lambda now: Moments(at if now < at else None, None)
    )
    with time_machine.travel(NOON, tick=False) as clock:
        get(site)
        publication.pages["/"] = b"scheduled"
        clock.move_to(at - timedelta(seconds=1))
        before = get(site)
        clock.move_to(at)

        assert before.body != b"scheduled"
        assert get(site).body == b"scheduled"


def test_clock_that_is_set_back_ends_a_page(site, publication):
    with time_machine.travel(NOON, tick=False) as clock:
        get(site)
        publication.pages["/"] = b"earlier"
        clock.move_to(NOON - timedelta(hours=1))

        assert get(site).body == b"earlier"


def test_without_memory_every_page_is_made_anew_and_the_same(publication, database):
    kept = get(cache(publication, database))
    site = cache(publication, database, megabytes=0)

    assert get(site) == get(site) == kept
    assert len(publication.asked) == 3


def test_memory_is_bounded(publication, database):
    publication.pages = {f"/{number}/": bytes(50_000) for number in range(100)}
    site = cache(publication, database)
    for path in publication.pages:
        get(site, path)

    assert site._store.bytes < 1024 * 1024
    assert len(site._store) > 5
    made = len(publication.asked)
    get(site, "/99/")
    assert len(publication.asked) == made


def test_what_is_asked_for_often_stays_when_memory_is_short(publication, database):
    publication.pages = {f"/{number}/": bytes(50_000) for number in range(100)}
    site = cache(publication, database)
    for path in publication.pages:
        get(site, path)
        get(site, "/0/")

    assert sum(asked["PATH_INFO"] == "/0/" for asked in publication.asked) == 1


def test_page_larger_than_a_quarter_of_the_memory_is_not_kept(publication, database):
    publication.pages["/"] = bytes(150_000)
    site = cache(publication, database)

    get(site)

    assert len(site._store) == 0


# ---------------------------------------------------------------- whose page it is


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "a=b; session=abc"},
        {"HTTP_COOKIE": "a=b;session =abc"},
        {"HTTP_AUTHORIZATION": "Basic abc"},
    ],
)
def test_known_visitors_are_answered_by_the_application(site, publication, headers):
    get(site)
    publication.pages["/"] = b"for you alone"

    assert get(site, **headers).body == b"for you alone"
    assert get(site).body != b"for you alone"


def test_cookies_of_no_matter_are_not_seen_by_the_application(site, publication):
    get(site, HTTP_COOKIE="_ga=1")
    get(site, HTTP_COOKIE="mysession=1")
    get(site)

    assert len(publication.asked) == 1
    assert "HTTP_COOKIE" not in publication.asked[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "PURGE"])
def test_other_methods_reach_the_application(site, publication, method):
    get(site)

    get(site, method=method)

    assert publication.asked[-1]["REQUEST_METHOD"] == method


@pytest.mark.parametrize("path", ["/admin/", "/static/site.css"])
def test_private_paths_reach_the_application_as_they_come(site, publication, path):
    get(site, path, HTTP_COOKIE="a=b")
    get(site, path, HTTP_IF_NONE_MATCH='"x"')

    assert [asked.get("HTTP_COOKIE") for asked in publication.asked] == ["a=b", None]
    assert publication.asked[1]["HTTP_IF_NONE_MATCH"] == '"x"'


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "www.example.org"},
        {"wsgi.url_scheme": "https"},
        {"SCRIPT_NAME": "/below"},
        {"HTTP_ACCEPT": "text/markdown"},
    ],
)
def test_host_scheme_and_form_have_pages_of_their_own(site, publication, other):
    get(site)

    get(site, **other)

    assert len(publication.asked) == 2


@pytest.mark.parametrize("host", ["TestServer", "testserver:80", "testserver:9", "testserver."])
def test_spellings_of_a_host_have_one_page(site, publication, host):
    get(site)
    get(site, HTTP_HOST=host)

    assert len(publication.asked) == 1


def test_scheme_is_a_proxys_word_only_where_there_is_one(publication, database):
    for trusts_proxy, number in ((False, 1), (True, 2)):
        publication.asked.clear()
        site = cache(publication, database, trusts_proxy=trusts_proxy)
        for scheme in ("http", "https", "nonsense"):
            get(site, HTTP_X_FORWARDED_PROTO=scheme)

        assert len(publication.asked) == number


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING"])
def test_endless_headers_are_left_to_the_application(site, publication, header):
    for _again in range(2):
        get(site, **{header: "x" * 2_000})

    assert len(publication.asked) == 2
    assert len(site._store) == 0


def test_nothing_of_a_visitor_is_kept(site):
    get(site, HTTP_COOKIE="_ga=secret", HTTP_REFERER="secret", HTTP_USER_AGENT="secret")

    ((_key, entry),) = site._store.latest(1)
    assert "secret" not in repr(entry.environ)


def test_page_with_a_query_is_kept_when_it_is_asked_for_again(site, publication):
    for number in range(3):
        for page in range(5):
            get(site, f"/?page={page}")
        assert len(site._store) == (5 if number else 0)
    assert len(publication.asked) == 10


def test_redirect_carries_the_whole_query(publication, database):
    publication.status = "301 Moved Permanently"
    site = cache(publication, database)

    get(site, "/?utm_source=letter&page=2")

    assert [asked["QUERY_STRING"] for asked in publication.asked] == [
        "page=2",
        "utm_source=letter&page=2",
    ]


def test_parameters_that_no_page_depends_on_neither_split_nor_reach_a_page(site, publication):
    get(site, "/?utm_source=a&fbclid=1")
    get(site, "/?utm_source=b")
    get(site)

    assert [asked["QUERY_STRING"] for asked in publication.asked] == [""]


def test_parameters_of_a_page_are_read_in_one_spelling(site, publication):
    for query in ("page=2", "%70age=2", "a=1&page=2", "page=2&b"):
        get(site, f"/?{query}")
    get(site, "/?page=1&page=2")

    assert [asked["QUERY_STRING"] for asked in publication.asked] == [
        "page=2",
        "page=2",
        "page=1&page=2",
    ]


def test_empty_search_is_kept_and_no_other(site, publication):
    publication.pages["/search/"] = b"search"
    for query in ("", "utm=1", "q=a", "q=a", "%71=a"):
        get(site, f"/search/?{query}")

    assert [asked["QUERY_STRING"] for asked in publication.asked] == ["", "q=a", "q=a", "%71=a"]


def test_path_without_its_slash_keeps_its_query(site, publication):
    get(site, "/posts?utm=1")
    get(site, "/posts?utm=1")

    assert [asked["QUERY_STRING"] for asked in publication.asked] == ["utm=1", "utm=1"]


def test_endless_headers_are_not_remembered(site):
    get(site, HTTP_COOKIE="a=" + "b" * 5_000)

    assert not site._recognised


# ---------------------------------------------------------------- HTTP


def test_head_is_the_answer_without_its_body(site, publication):
    whole = get(site)

    head = get(site, method="HEAD")

    assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")
    assert len(publication.asked) == 1


def test_head_of_a_page_that_is_not_kept_makes_it(site, publication):
    assert get(site, method="HEAD").headers["Content-Length"] == str(len(publication.pages["/"]))
    assert publication.asked[0]["REQUEST_METHOD"] == "GET"


@pytest.mark.parametrize(
    ("asked", "encoding", "decode"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("zstd, gzip", "zstd", lambda body: zstandard.ZstdDecompressor().decompress(body)),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("gzip;q=1, br;q=0.1", "gzip", gzip.decompress),
        ("gzip, identity;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
    ],
)
def test_answers_are_compressed_as_asked(site, publication, asked, encoding, decode):
    response = get(site, HTTP_ACCEPT_ENCODING=asked)

    assert response.headers["Content-Encoding"] == encoding
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers["Content-Length"] == str(len(response.body))
    assert decode(response.body) == publication.pages["/"]


@pytest.mark.parametrize(
    "asked", ["", "identity", "gzip;q=0", "br;q=0, *;q=0", "br;q=x", "odd", "identity, br;q=0.1"]
)
def test_nothing_is_compressed_unasked(site, publication, asked):
    assert get(site, HTTP_ACCEPT_ENCODING=asked).body == publication.pages["/"]


def test_pictures_and_trifles_are_not_compressed(publication, database):
    publication.pages = {"/a/": b"short"}
    assert "Content-Encoding" not in get(cache(publication, database), "/a/").headers
    publication.pages, publication.headers = {"/a/": b"x" * 1000}, {"Content-Type": "image/png"}
    site = cache(publication, database)
    assert "Content-Encoding" not in get(site, "/a/", HTTP_ACCEPT_ENCODING="br").headers


def test_every_form_has_a_tag_of_its_own_that_answers_304(site):
    tags = set()
    for encoding in ("", "br", "gzip", "zstd"):
        tag = get(site, HTTP_ACCEPT_ENCODING=encoding).headers["ETag"]
        tags.add(tag)
        for known in (tag, f'W/{tag}, "other"', "*"):
            same = get(site, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=known)
            assert (same.status, same.body) == ("304 Not Modified", b"")
            assert same.headers["ETag"] == tag
            assert "Content-Length" not in same.headers
        other = get(site, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH='"other"')
        assert other.status == "200 OK"
    assert len(tags) == 4
    assert not any(tag.startswith("W/") for tag in tags)


def test_304_of_a_changed_page_is_a_200(site, publication, database):
    tag = get(site).headers["ETag"]
    publication.pages["/"] = b"changed"
    database.change()

    assert get(site, HTTP_IF_NONE_MATCH=tag).status == "200 OK"


def test_date_is_sent_when_it_is_sure(site):
    with time_machine.travel(NOON, tick=False) as clock:
        get(site)
        clock.shift(59)
        assert "Last-Modified" not in get(site).headers
        clock.shift(1)
        date = get(site).headers["Last-Modified"]

        assert date == "Sun, 01 Mar 2026 12:00:00 GMT"
        assert get(site, HTTP_IF_MODIFIED_SINCE=date).status == "304 Not Modified"
        earlier = "Sun, 09 Sep 2001 01:46:40 GMT"
        assert get(site, HTTP_IF_MODIFIED_SINCE=earlier).status == "200 OK"
        assert get(site, HTTP_IF_MODIFIED_SINCE="nonsense").status == "200 OK"
        both = {"HTTP_IF_MODIFIED_SINCE": date, "HTTP_IF_NONE_MATCH": '"other"'}
        assert get(site, **both).status == "200 OK"


def test_date_of_another_process_is_not_taken_for_this_ones(publication, database):
    """One process dates a page before the minute at which it changes, the other was idle then."""
    moments = Moments(NOON, None)
    sites = [
        cache(
            publication,
            database,
            next_moments=lambda now: moments if now < NOON else Moments(None, None),
        )
        for _process in range(2)
    ]
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as clock:
        get(sites[0])
        clock.shift(60)
        date = get(sites[0]).headers["Last-Modified"]
        clock.move_to(NOON + timedelta(minutes=2))
        for site in sites:
            get(site)
        clock.shift(60)

        for site in sites:
            assert get(site, HTTP_IF_MODIFIED_SINCE=date).status == "200 OK"


SHARED = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"


def test_caches_on_the_way_are_told_of_pages_that_are_kept(publication, database):
    site = cache(publication, database, shared_seconds=60)
    publication.pages["/search/"] = b"search"

    assert get(site).headers["Cache-Control"] == f"{SHARED}, stale-if-error=86400"
    assert get(site).headers["Surrogate-Key"] == "publication"
    assert get(site, "/search/?q=a").headers["Cache-Control"] == "no-cache"
    assert get(site, "/nowhere/").headers["Cache-Control"] == "no-cache"
    assert get(cache(publication, database)).headers["Cache-Control"] == "no-cache"


def test_caches_on_the_way_may_keep_no_page_beyond_its_minute(publication, database):
    site = cache(
        publication, database, shared_seconds=60, next_moments=lambda _now: Moments(NOON, NOON)
    )
    with time_machine.travel(NOON - timedelta(minutes=9), tick=False) as clock:
        assert get(site).headers["Cache-Control"] == SHARED
        clock.move_to(NOON - timedelta(seconds=121))
        assert get(site).headers["Cache-Control"] == SHARED
        for seconds, words in (
            (90, "s-maxage=60, stale-while-revalidate=30"),
            (60, "s-maxage=60"),
            (2, "s-maxage=2"),
            (1.5, "s-maxage=1"),
        ):
            clock.move_to(NOON - timedelta(seconds=seconds))
            assert get(site).headers["Cache-Control"] == f"public, max-age=0, {words}"
        clock.move_to(NOON - timedelta(milliseconds=5))
        assert get(site).headers["Cache-Control"] == "no-cache"


def test_caches_on_the_way_may_not_keep_what_is_not_kept_here(publication, database):
    """Nobody knows how long it holds: it may have changed while it was made."""
    site = cache(publication, database, shared_seconds=60)

    assert get(site, "/?page=2").headers["Cache-Control"] == "no-cache"
    publication.while_answering = database.change
    assert get(site).headers["Cache-Control"] == "no-cache"


def test_what_a_view_says_of_caches_stays(publication, database):
    publication.headers = {"Cache-Control": "public, max-age=600"}

    assert get(cache(publication, database)).headers["Cache-Control"] == "public, max-age=600"


def test_answers_tell_how_they_came_about(site, publication, database):
    publication.pages["/search/"] = b"search"

    assert get(site).how == "prsite; fwd=miss; stored"
    assert get(site).how == get(site, method="HEAD").how == "prsite; hit"
    assert get(site, HTTP_ACCEPT_ENCODING="br").how == "prsite; hit"
    assert get(site, HTTP_IF_NONE_MATCH="*").how == "prsite; hit"
    assert get(site, "/search/?q=a").how == get(site, "/nowhere/").how == "prsite; fwd=bypass"
    database.change()
    assert get(site).how == "prsite; fwd=miss; stored"
    database.go()
    assert get(site).how == "prsite; hit; detail=stale"


# ---------------------------------------------------------------- many at once


def test_page_that_many_ask_for_at_once_is_made_once(site, publication):
    together = threading.Barrier(8)
    answers = []

    def ask() -> None:
        together.wait(5)
        answers.append(get(site))

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(5)

    assert len(publication.asked) == 1
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)
    assert not site._making


def test_page_that_is_not_there_is_made_once_for_those_who_ask_together(site, publication):
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(5)

    publication.while_answering = wait
    askers = [threading.Thread(target=get, args=[site, "/nowhere/"]) for _ in range(8)]
    askers[0].start()
    assert begun.wait(5)
    for asker in askers[1:]:
        asker.start()
    while site._making and next(iter(site._making.values())).waiting < 8:
        threading.Event().wait(0.001)
    go_on.set()
    for asker in askers:
        asker.join(5)

    assert len(publication.asked) == 1
    assert not site._making


def test_page_whose_making_fails_is_tried_again(site, publication):
    def fail() -> None:
        raise ZeroDivisionError

    publication.while_answering = fail
    with pytest.raises(ZeroDivisionError):
        get(site)
    publication.while_answering = lambda: None

    assert get(site).status == "200 OK"


def test_pages_asked_for_last_are_warm_after_a_change(site, publication, database):
    publication.pages |= {f"/{number}/": b"x" for number in range(5)}
    for path in publication.pages:
        get(site, path)
    database.change()

    get(site)
    for thread in threading.enumerate():
        if thread.name == "warming":
            thread.join(5)
    made = len(publication.asked)
    for path in publication.pages:
        get(site, path)

    assert made == len(publication.asked) == 2 * len(publication.pages)
    assert database.closed_by == ["warming"]


# ---------------------------------------------------------------- without a database


def test_pages_are_served_on_while_the_database_is_gone(site, publication, database):
    before = get(site)
    database.go()

    stale = get(site)

    assert stale.body == before.body
    assert stale.headers.pop("Warning") == '110 - "Response is Stale"'
    assert stale.headers.pop("Cache-Control") == "no-store"
    assert "Surrogate-Key" not in stale.headers
    assert stale.headers["ETag"] == before.headers["ETag"]
    assert get(site, HTTP_IF_NONE_MATCH=before.headers["ETag"]).status == "304 Not Modified"


def test_other_pages_say_that_the_database_is_gone(site, publication, database):
    get(site)
    database.go()

    for address in ("/other/", "/search/?q=a"):
        response = get(site, address)
        assert (response.status, response.body) == (
            "503 Service Unavailable",
            b"The database is gone.",
        )
        assert response.headers["Retry-After"] == "30"
        assert response.headers["Cache-Control"] == "no-store"
    assert get(site, "/other/", method="HEAD").body == b""
    assert len(publication.asked) == 1


def test_database_that_comes_back_is_asked_at_once(site, publication, database):
    get(site)
    database.go()
    get(site)
    database.come_back()
    database.change()
    publication.pages["/"] = b"after"

    response = get(site)

    assert response.body == b"after"
    assert "Warning" not in response.headers


def test_page_that_was_replaced_before_the_database_went_does_not_come_back(
    site, publication, database
):
    publication.pages["/other/"] = b"taken back since"
    get(site, "/other/")
    del publication.pages["/other/"]
    database.change()
    get(site)
    database.go()

    assert get(site, "/other/").status == "503 Service Unavailable"


def test_post_that_expires_while_the_database_is_gone_is_not_shown(publication, database):
    site = cache(publication, database, next_moments=lambda _now: Moments(NOON, NOON))
    with time_machine.travel(NOON - timedelta(minutes=1), tick=False) as clock:
        get(site)
        database.go()
        assert get(site).status == "200 OK"
        clock.move_to(NOON)

        assert get(site).status == "503 Service Unavailable"


def test_post_that_goes_live_while_the_database_is_gone_waits(publication, database):
    site = cache(publication, database, next_moments=lambda _now: Moments(NOON, None))
    with time_machine.travel(NOON - timedelta(minutes=1), tick=False) as clock:
        get(site)
        database.go()
        clock.move_to(NOON)

        assert get(site).status == "200 OK"


def test_slow_database_is_waited_for_where_nothing_is_kept(site, publication, database):
    get(site)
    publication.pages["/other/"] = b"slowly"
    database.slow_down()

    assert get(site).headers["Warning"]
    assert get(site, "/other/").body == b"slowly"
    assert get(site, "/other/").body == b"slowly"
    assert len(publication.asked) == 3


def test_slow_database_holds_up_one_at_a_time(site, publication, database):
    get(site)
    database.slow_down()
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(5)

    publication.while_answering = wait
    first = threading.Thread(target=get, args=[site, "/other/"])
    first.start()
    assert begun.wait(5)

    assert get(site, "/another/").status == "503 Service Unavailable"
    assert get(site).status == "200 OK"
    go_on.set()
    first.join(5)


def test_page_that_was_made_when_the_database_went_is_shown(site, publication, database):
    publication.while_answering = database.go

    assert get(site).status == "200 OK"


def test_store_is_used_and_filled_at_once():
    store = Store(200_000)
    is_over = threading.Event()
    failures: list[Exception] = []

    def use() -> None:
        while not is_over.is_set():
            try:
                for key in range(12):
                    store.use(key)
                store.latest(5)
            except RuntimeError as error:
                failures.append(error)

    user = threading.Thread(target=use)
    user.start()
    for number in range(3_000):
        store.put(number % 12, Entry(Answer("200 OK", [], bytes(5_000))))
    is_over.set()
    user.join(5)

    assert not failures
    assert store.bytes <= 200_000
