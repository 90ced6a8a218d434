"""The files for operating Lotse behind nginx fit together: on one machine and in compose."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.settings import Settings
from tests.deploy.proxy import whole_configuration

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UPSTREAMS = ["upstream.conf", "upstream.compose.conf"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
SERVER = re.compile(r"^\s*server\s+([\w.-]+):(\d+)(?:\s+\w+)*;", re.MULTILINE)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file as Docker reads it."""
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def mounts(compose: dict[str, Any], service: str) -> dict[str, str]:
    """Source by target of the files and folders a service mounts from the checkout."""
    pairs = (entry.split(":") for entry in compose["services"][service]["volumes"])
    return {target: source for source, target, *_ in pairs if source.startswith(".")}


def test_everything_compose_mounts_or_builds_is_there(compose: dict[str, Any]) -> None:
    sources = [source for name in compose["services"] for source in mounts(compose, name).values()]
    build = compose["services"]["lotse"]["build"]
    context = DEPLOY / build["context"]
    assert len(sources) >= 4
    assert not [source for source in sources if not (DEPLOY / source).exists()]
    assert (context / build["dockerfile"]).is_file()


def test_the_proxy_of_compose_calls_the_service_and_not_itself(compose: dict[str, Any]) -> None:
    mounted = mounts(compose, "proxy")
    inside = [DEPLOY / source for target, source in mounted.items() if target.startswith("/etc/nginx/conf.d/")]
    (host, port), = SERVER.findall("".join(path.read_text(encoding="utf-8") for path in inside))
    services = compose["services"]
    assert host in services
    assert host != "proxy"
    assert set(services[host]["networks"]) & set(services["proxy"]["networks"])
    assert int(port) == Settings().port
    assert services[host]["environment"]["LOTSE_HOST"] == "0.0.0.0"


def test_on_one_machine_nginx_calls_the_address_lotse_listens_on() -> None:
    assert SERVER.findall((DEPLOY / "upstream.conf").read_text(encoding="utf-8")) == [(Settings().host, str(Settings().port))]


def test_every_setting_that_is_given_exists(compose: dict[str, Any]) -> None:
    unit = (DEPLOY / "lotse.service").read_text(encoding="utf-8")
    given = [*compose["services"]["lotse"]["environment"], *re.findall(r"(LOTSE_\w+)=", unit)]
    assert len(given) >= 5
    assert not set(given) - {f"LOTSE_{field.name.upper()}" for field in fields(Settings)}


def test_only_the_proxy_is_reachable_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_lotse_itself_reaches_no_network_but_the_one_it_shares_with_the_proxy(compose: dict[str, Any]) -> None:
    assert [compose["networks"][name] for name in compose["services"]["lotse"]["networks"]] == [{"internal": True}]


def test_nothing_runs_as_root_or_can_change_its_own_files(compose: dict[str, Any]) -> None:
    users = {"lotse": re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]}
    for name, service in compose["services"].items():
        assert service.get("user", users.get(name)) not in (None, "root", "0", "0:0")
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "cap_add" not in service
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_state_and_library_are_where_the_image_looks_for_them(compose: dict[str, Any]) -> None:
    given = dict(re.findall(r"(LOTSE_\w+)=(\S+)", DOCKERFILE))
    targets = [entry.split(":")[1] for entry in compose["services"]["lotse"]["volumes"]]
    assert targets == [given["LOTSE_VAR"], given["LOTSE_CONTENT"]]
    assert not set(given) - {f"LOTSE_{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize("path", [".git", ".venv", "var", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis",
                                  "engine/web/__pycache__", "deploy/certificates/privkey.pem"])
def test_what_is_local_or_secret_stays_out_of_the_image(path: str) -> None:
    assert ignored(path)


@pytest.mark.parametrize("path", ["api.py", "engine/web", "requirements.txt", "scripts/setup", "scripts/run", "widgets/src",
                                  "deploy/Dockerfile"])
def test_what_the_service_needs_gets_into_the_image(path: str) -> None:
    assert (ROOT / path).exists()
    assert not ignored(path)


def ignored(path: str) -> bool:
    """Whether a pattern of .dockerignore names the path; `**/` there stands for any folders or none."""
    lines = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    return any(fnmatch.fnmatch(path, line) or fnmatch.fnmatch(f"/{path}", line.replace("**/", "*/")) for line in lines)


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="needs nginx and openssl")
@pytest.mark.parametrize("upstream", UPSTREAMS)
def test_nginx_takes_the_shipped_configuration(upstream: str, tmp_path: Path) -> None:
    whole = whole_configuration(tmp_path, upstream)
    done = subprocess.run(["nginx", "-t", "-e", tmp_path / "error.log", "-c", whole], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_compose_starts_an_nginx_that_knows_resolve(compose: dict[str, Any]) -> None:
    major, minor = map(int, compose["services"]["proxy"]["image"].removeprefix("nginx:").split("."))
    assert (major, minor) >= (1, 28)
