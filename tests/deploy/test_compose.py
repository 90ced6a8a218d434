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

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UPSTREAMS = ["upstream.conf", "upstream.compose.conf"]
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
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=lotse.example.com", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    found = (DEPLOY / upstream).read_text(encoding="utf-8")
    # only what belongs to the machine is replaced: folders, the privileged port, names that resolve inside Docker alone
    for old, new in (("/etc/ssl/lotse/", f"{tmp_path}/"), ("/var/log/nginx/", f"{tmp_path}/"), ("listen 443", "listen 127.0.0.1:44443")):
        assert old in server
        server = server.replace(old, new)
    found = found.replace("server lotse:", "server 127.0.0.1:")
    if not knows_resolve():
        found = found.replace(" resolve;", ";")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{folders}{server}\n{found}}}\n", encoding="utf-8")
    done = subprocess.run(["nginx", "-t", "-e", tmp_path / "error.log", "-c", whole], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def knows_resolve() -> bool:
    """Whether the nginx of this machine is as new as the one compose starts: 1.27.3 brought `server ... resolve`."""
    told = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    number = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", told)
    return number is not None and tuple(map(int, number.groups())) >= (1, 27, 3)


def test_compose_starts_an_nginx_that_knows_resolve(compose: dict[str, Any]) -> None:
    major, minor = map(int, compose["services"]["proxy"]["image"].removeprefix("nginx:").split("."))
    assert (major, minor) >= (1, 28)
