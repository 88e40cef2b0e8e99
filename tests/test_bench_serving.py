"""The serving bench: its parts that need no server, read and reckon right."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from tests import bench_peers, bench_serving
from tests.bench_peers import ghost, wordpress
from tests.bench_peers.__main__ import started
from tests.bench_peers.peer import Peer
from tests.bench_serving import figures, plainblog, plot, processes, servers, tables
from tests.bench_serving.__main__ import missing
from tests.bench_serving.databases import postgresql_url
from tests.bench_serving.loads import BenchRefused, Load, parse_figures

STAT = "42 (a (b) c) S 7 42 42 0 -1 4194304 1 0 0 0 150 30 15 5 20 0 3 0 1 2 3"


def sample(requests, cpu):
    load = Load(requests, seconds=2.0, bytes=requests * 500, p50=4.0, p99=9.0)
    return figures.Sample(load, cpu, Load(100, 1.0, 100, p50=requests / 1000, p99=0.9))


@pytest.mark.parametrize(
    "name",
    [
        f"{package.__name__}.{module.name}"
        for package in (bench_serving, bench_peers)
        for module in iter_modules(package.__path__)
    ],
)
def test_every_module_can_be_imported(name):
    assert import_module(name).__doc__


def test_a_peer_that_cannot_start_is_left_out_with_the_reason(tmp_path, monkeypatch, capsys):
    peer = Peer(tmp_path, core=0, articles=tmp_path / "articles.json", newest={})
    monkeypatch.setattr(wordpress, "SOURCE", tmp_path / "nowhere")

    with ExitStack() as stack:
        assert started("wordpress", peer, stack) == []

    assert "apt-get install wordpress" in capsys.readouterr().out


def test_a_command_that_fails_is_told_of(tmp_path):
    peer = Peer(tmp_path, core=0, articles=tmp_path / "articles.json", newest={})

    with pytest.raises(BenchRefused, match="out of order"):
        peer.run(["sh", "-c", "echo out of order >&2; exit 1"])


def test_a_process_is_read_whatever_its_name():
    assert processes.parse_stat(STAT) == processes.Process(42, "a (b) c", parent=7, ticks=200)


def test_a_family_is_all_that_was_started_below():
    every = {
        pid: processes.Process(pid, "", parent, ticks=1)
        for pid, parent in {1: 0, 7: 1, 8: 7, 9: 8, 10: 1}.items()
    }

    assert {process.pid for process in processes.family([7, 99], every)} == {7, 8, 9}


def test_memory_is_what_is_shared_in_proportion():
    assert processes.parse_pss("Rss:  900 kB\nPss:   12 kB\nPss_Dirty:  4 kB\n") == 12 * 1024
    assert processes.parse_pss("") == 0


def test_this_process_has_used_time_and_memory():
    sum(range(300_000))

    assert processes.cpu_seconds([os.getpid()]) > 0
    assert processes.memory([os.getpid()]) > 1_000_000


def test_what_wrk_tells_is_read():
    output = "Running\nFIGURES 5000 2000000 900000 0 250 1750\n"

    assert parse_figures(output) == Load(5000, 2.0, 900_000, p50=0.25, p99=1.75)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("FIGURES 10 1 1 3 1 1", "3 requests failed beside 10"),
        ("FIGURES 0 1 1 0 1 1", "no request was answered"),
        ("unable to connect", "unable to connect"),
    ],
)
def test_a_load_that_failed_gives_no_figure(output, words):
    with pytest.raises(BenchRefused, match=words):
        parse_figures(output)


def test_figures_are_the_medians_of_the_turns():
    found = figures.summarise([sample(1000, 2.0), sample(3000, 2.0), sample(1200, 2.0)], memory=5)

    assert (found.per_cpu_second, found.per_second, found.bytes) == (600, 600, 500)
    assert (found.p50, found.p99, found.memory) == (1.2, 0.9, 5)
    assert found.spread == pytest.approx(1000 / 600)
    assert found.microseconds == pytest.approx(1e6 / 600)


def test_no_time_is_no_figure():
    with pytest.raises(BenchRefused, match="--seconds"):
        figures.summarise([sample(1000, 0.0)])


def test_growth_is_what_the_worst_costs_of_the_smallest():
    least, worst = figures.growth({100_000: [3.5, 9.0, 3.0], 1000: [2.5, 2.0, 8.0]})

    assert list(least.items()) == [(1000, 2.0), (100_000, 3.0)]
    assert worst == 1.5


def test_a_table_gives_ratios_to_the_limit_first():
    found = {
        "the limit": figures.summarise([sample(8000, 1.0)]),
        "ours": figures.summarise([sample(4000, 1.0)]),
    }

    lines = tables.serving("article", found, limit="the limit").splitlines()

    assert [line.split("|")[2].strip() for line in lines[2:]] == ["1.00", "0.50"]
    assert lines[3].split("|")[3].strip() == "4,000"
    assert len({len(line) for line in lines}) == 1


def test_a_table_without_the_limit_gives_none():
    found = {"ours": figures.summarise([sample(4000, 1.0)])}

    assert tables.serving("article", found, limit="the limit").splitlines()[2].split("|")[
        2
    ].strip() == ("–")


def test_growth_beyond_the_goal_is_marked():
    costs = {"home": {1000: [2.0], 9000: [2.2]}, "latest": {1000: [2.0], 9000: [4.0]}}

    written = tables.growing(costs)

    assert "1.10 |" in written
    assert "2.00 ! |" in written
    assert "9,000 posts" in written


@pytest.mark.parametrize(
    ("value", "words"), [(1, "1.00"), (0.47, "0.47"), (0.0321, "0.032"), (0.00042, "0.0004")]
)
def test_a_small_ratio_is_not_nothing(value, words):
    assert tables.ratio(value) == words


def test_a_plot_is_well_formed_and_longer_for_more():
    drawn = plot.bars(
        "Pages & more", [("nginx", 80_000), ("prsite <x>", 400)], own="prsite", unit=""
    )

    svg = ET.fromstring(drawn)
    widths = {
        bar.get("class"): float(bar.get("width"))
        for bar in svg.iter("{http://www.w3.org/2000/svg}rect")
    }
    assert widths["bar"] > widths["own"] > 1
    assert "prefers-color-scheme: dark" in drawn


def test_a_plot_of_equal_values_can_be_drawn():
    assert "<rect" in plot.bars("Same", [("a", 100), ("b", 100)], own="x", unit="")


def test_the_plain_blog_is_python_throughout(tmp_path):
    project = plainblog.write(tmp_path, page=b"<p>Page</p>")

    for path in project.rglob("*.py"):
        compile(path.read_text(), path, "exec")
    assert (project / "blog" / "page.html").read_bytes() == b"<p>Page</p>"


def test_a_database_is_named_after_its_size():
    assert postgresql_url("postgres://ada@db:5432/postgres", 1000) == (
        "postgres://ada@db:5432/prsite_bench_1000"
    )


def test_a_server_that_does_not_start_is_told_of_with_its_words(tmp_path: Path):
    with pytest.raises(BenchRefused, match="no such thing"):
        servers.start(
            "culprit",
            ["sh", "-c", "echo no such thing; exit 3"],
            port=servers.free_port(),
            core=min(os.sched_getaffinity(0)),
            folder=tmp_path,
        )


def test_ghost_gets_every_article_with_its_author_and_tags():
    article = {
        "title": "It's a \\ title",
        "slug": "a-title",
        "html": "<p>Line\nline</p>",
        "standfirst": "",
        "published_at": "2026-01-05T08:00:00+00:00",
        "category": "Crisis",
        "tags": ["Notes", "Crisis"],
    }

    written = list(ghost._statements([article], "0" * 24))

    tables = [line.split()[2] for line in written if line.startswith("INSERT")]
    assert tables == ["tags", "tags", "posts", "posts_authors", "posts_tags", "posts_tags"]
    [post] = [line for line in written if line.startswith("INSERT INTO posts ")]
    assert r"'It\'s a \\ title'" in post
    assert r"'<p>Line\nline</p>'" in post
    assert "'2026-01-05 08:00:00'" in post


def test_what_is_missing_is_named_with_its_package(monkeypatch, capsys):
    monkeypatch.setattr("tests.bench_serving.__main__.is_there", lambda command: command != "nginx")

    assert missing() == ["nginx"]

    assert "apt-get install nginx-light" in capsys.readouterr().out
