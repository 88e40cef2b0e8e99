"""The files of `deploy/` name only what is there, and what is documented."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.conftest import require
from tests.prsite.test_settings import ROOT, manage

DEPLOY = ROOT / "deploy"
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
DOCUMENTED = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", CONFIGURATION, re.M))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
UNITS = sorted((DEPLOY / "systemd").iterdir())

# What Python and the images of others read, and prsite does not.
NOT_OURS = {"PATH", "PYTHONUNBUFFERED", "PYTHON", "NGINX"}


def test_everything_the_images_copy_is_there():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    sources = [source for line in copied for source in line.split()]

    assert {"posts", "prsite", "manage.py", "requirements/s3.txt"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_everything_the_images_copy_is_sent_to_the_builder():
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    folders = [entry.removeprefix("!") for entry in kept if entry.startswith("!")]
    sources = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.M)

    assert kept[0] == "*"
    assert [s for s in sources if not any(Path(s).is_relative_to(f) for f in folders)] == []


def test_stages_of_the_images_are_those_that_are_copied_from_and_built():
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.M))
    used = set(re.findall(r"--from=(\w+)", DOCKERFILE))
    builds = [service["build"] for service in COMPOSE["services"].values() if "build" in service]

    assert used | {build["target"] for build in builds} <= stages


def test_image_of_nginx_finds_the_line_that_it_changes():
    changed = re.search(r"sed -i 's/([^/]+)/[^/]+/'", DOCKERFILE)

    assert changed is not None
    assert len(re.findall(changed[1], (DEPLOY / "nginx" / "prsite.conf").read_text())) == 1


def test_image_runs_as_nobody_in_particular_and_watches_itself():
    app = DOCKERFILE.partition(" AS app\n")[2].partition("\nFROM ")[0]

    assert re.search(r"^USER prsite$", app, re.M)
    assert re.search(r'^HEALTHCHECK .*CMD \["python", "-m", "prsite.healthy"\]$', app, re.M)
    assert "--require-hashes" in DOCKERFILE


def test_variables_of_the_image_are_documented():
    named = set(re.findall(r"\b([A-Z][A-Z0-9_]+)=", DOCKERFILE)) - NOT_OURS

    assert {"SECRET_KEY", "VAR_DIR", "WEB_HOST"} <= named
    assert named - DOCUMENTED == set()


def test_variables_of_the_containers_are_documented():
    services = COMPOSE["services"]
    own = {name for service in ("prepare", "app") for name in services[service]["environment"]}
    filled_in = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))

    assert {"DATABASE_URL", "CACHE_URL"} <= own
    assert (own | filled_in) - DOCUMENTED == set()


def test_variables_of_the_example_are_documented_and_the_required_ones_are_there():
    example = (DEPLOY / "prsite.env.example").read_text()
    named = set(re.findall(r"^#?([A-Z0-9_]+)=", example, re.M))

    assert {"SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"} <= named
    assert named - DOCUMENTED == set()


def test_containers_depend_on_containers_that_say_when_they_are_ready():
    services = COMPOSE["services"]

    for name, service in services.items():
        for other, wanted in service.get("depends_on", {}).items():
            assert other in services, (name, other)
            if wanted["condition"] == "service_healthy":
                # An image that is built here brings its own check.
                assert "healthcheck" in services[other] or "build" in services[other]


def test_volumes_of_the_containers_are_declared():
    mounted = {
        volume.partition(":")[0]
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", [])
    }

    assert mounted == set(COMPOSE["volumes"])


def test_settings_of_containers_come_from_a_file_that_git_leaves_alone():
    ignored = (ROOT / ".gitignore").read_text().split()

    assert COMPOSE["services"]["app"]["env_file"] == "prsite.env"
    assert "deploy/prsite.env" in ignored


def test_example_is_what_one_machine_starts_with_once_its_key_is_filled_in(tmp_path):
    example = (DEPLOY / "prsite.env.example").read_text()
    filled_in = example.replace("SECRET_KEY=", "SECRET_KEY=" + "k3y-9" * 13, 1)
    machine = re.sub(r"^#(VAR_DIR|DATABASE_URL=sqlite)", r"\1", filled_in, flags=re.M)
    settings = tmp_path / "prsite.env"
    settings.write_text(machine.replace("/var/lib/prsite", str(tmp_path)))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1"}')

    result = manage("check", "--deploy", "--fail-level", "WARNING", ENV_FILE=str(settings))

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "db").is_dir()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_unit_is_one_that_systemd_understands(unit, tmp_path):
    require("systemd-analyze")
    for other in UNITS:
        text = other.read_text().replace("/opt/prsite", str(ROOT))
        (tmp_path / other.name).write_text(text)

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )

    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("name", ["prsite.service", "prsite-backup.service"])
def test_unit_may_do_little_to_its_machine(name):
    require("systemd-analyze")

    rated = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20"),
            DEPLOY / "systemd" / name,
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert rated.returncode == 0, rated.stdout + rated.stderr
