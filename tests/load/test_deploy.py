"""The files for containers say the same as each other and as the code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import yaml

from scripts.replicas.cluster import NGINX, SECRET
from tests.folders import ROOT

DEPLOY = ROOT / "deploy"


def test_nginx_takes_its_configuration_and_leads_to_the_replicas_of_the_compose_file(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx" / "containers.conf").read_text(encoding="utf-8")
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    replicas = [name for name in services if name != "nginx"]
    assert re.findall(r"server (osteo-\d):8501", text) == replicas
    # nginx looks up every name while it reads: those of containers there are only among containers.
    here = text.replace("/tmp/", f"{tmp_path}/").replace("/etc/nginx/osteo", str(DEPLOY / "nginx"))
    (tmp_path / "nginx.conf").write_text(re.sub(r"osteo-\d:", "127.0.0.1:", here), encoding="utf-8")
    found = subprocess.run([NGINX, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_containers_have_no_rights_that_they_do_not_need() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert all(SECRET in compose["services"][name]["environment"] for name in ("osteo-1", "osteo-2"))
    assert re.search(r"^USER 10001$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_kubernetes_is_told_is_what_is_served() -> None:
    page = (ROOT / "docs" / "REPLICAS.md").read_text(encoding="utf-8")
    (manifest,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    deployment, _, ingress = yaml.safe_load_all(manifest)
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert SECRET in [variable["name"] for variable in container["env"]]
    assert ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
