"""The shipped nginx configuration on this machine: only folders, privileged ports and Docker's names are replaced."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def whole_configuration(folder: Path, upstream: str, port: int = 44443, backend: int = 8080) -> Path:
    """A complete configuration file in `folder`, with a certificate made for it.

    Args:
        upstream: one of the two shipped upstream files. port: where nginx listens. backend: where Lotse listens.
    """
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=lotse.example.com", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
                   check=True, capture_output=True)
    server = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (("/etc/ssl/lotse/", f"{folder}/"), ("/var/log/nginx/", f"{folder}/"),
                     ("listen 443", f"listen 127.0.0.1:{port}"), ("listen [::]:443", f"listen [::1]:{port}")):
        assert old in server
        server = server.replace(old, new)
    found = (DEPLOY / upstream).read_text(encoding="utf-8").replace("server lotse:", "server 127.0.0.1:")
    found = found.replace("127.0.0.1:8080", f"127.0.0.1:{backend}")
    if not knows_resolve():
        found = found.replace(" resolve;", ";")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in _TEMPORARY)
    whole = folder / "nginx.conf"
    whole.write_text(f"pid {folder}/pid;\ndaemon off;\nevents {{}}\nhttp {{\n{folders}access_log off;\n{server}\n{found}}}\n",
                     encoding="utf-8")
    return whole


def knows_resolve() -> bool:
    """Whether the nginx of this machine is as new as the one compose starts: 1.27.3 brought `server ... resolve`."""
    told = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    number = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", told)
    return number is not None and tuple(map(int, number.groups())) >= (1, 27, 3)
