"""Protects: who may reach `cpsg serve` under which name: health checks by address, viewers through a proxy, and no web page of
somebody else, also where its name resolves to this machine; what the log tells of each request."""
from __future__ import annotations

import contextlib
import http.client
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Cpsg, Served, wait_until
from history import Repository, small_project

NAME = "acme/hosts"
PATH = f"/v1/projects/{NAME}"
VIEWER = "viewer.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


def ask(url: str, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """A request whose Host may be any; `__` in a header's name is a dash."""
    host, port = url.removeprefix("http://").rsplit(":", 1)
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=20)
    try:
        given = {name.replace("__", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=given)
        answer = connection.getresponse()
        body = answer.read().decode()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body
    finally:
        connection.close()


def test_a_health_check_by_address(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        port = served.url.rsplit(":", 1)[1]
        for host in (f"127.0.0.1:{port}", "127.0.0.1", "10.1.2.3:80", "[::1]", "localhost", f"localhost:{port}"):
            assert ask(served.url, "GET", "/healthz", Host=host)[0] == 200, host
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
    cpsg.settings.pop("server.listen", None)
    process = cpsg.start("--set", "server.listen=[::1]:0", "serve", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    served = Served(process)
    assert ask(served.url, "GET", "/healthz")[0] == 200 and "[::1]" in served.url
    served.stop()


def test_a_name_that_was_rebound_neither_reads_nor_deletes(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        evil = f"evil.example:{served.url.rsplit(':', 1)[1]}"
        for method, path in (("GET", PATH), ("GET", "/healthz"), ("GET", "/nothing"), ("DELETE", PATH), ("POST", "/v1/projects")):
            status, _, body = ask(served.url, method, path, Host=evil, Origin=f"http://{evil}")
            assert status == 421 and json.loads(body)["code"] == "host_refused", (method, path, body)
        assert ask(served.url, "GET", f"http://evil.example{PATH}", Host="localhost")[0] == 421, "the absolute form"
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec__Fetch__Site": "cross-site"}):
            status, answer, body = ask(served.url, "DELETE", PATH, **headers)
            assert status == 403 and json.loads(body)["code"] == "origin_refused", headers
            assert "access-control-allow-origin" not in answer
        assert served.get(PATH)["full_name"].lower() == NAME


def test_other_sites_that_are_configured(cpsg: Cpsg, repository: Repository) -> None:
    board = "https://board.example"
    cpsg.sync(NAME)
    with cpsg.set(server__cors_origins=board).serving() as served:
        status, headers, _ = ask(served.url, "OPTIONS", PATH, Origin=board, Access__Control__Request__Method="DELETE")
        assert status == 204 and headers["access-control-allow-origin"] == board
        assert "Origin" in headers["vary"]
        assert ask(served.url, "GET", PATH, Origin=board)[1]["access-control-allow-origin"] == board
        assert ask(served.url, "DELETE", PATH, Origin=board)[0] == 204


NGINX_CONFIGURATION = """
daemon off; pid {directory}/nginx.pid; error_log {directory}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {directory}/a; proxy_temp_path {directory}/b; fastcgi_temp_path {directory}/c;
  uwsgi_temp_path {directory}/d; scgi_temp_path {directory}/e;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {origin};
      proxy_set_header Host {host};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
    }}
  }}
}}
"""


@contextlib.contextmanager
def nginx(directory: Path, origin: str, host: str) -> Iterator[str]:
    """An nginx before `origin` that sends `host` as Host; its address."""
    if NGINX is None:
        pytest.skip("nginx is not installed: nothing was tried through a real proxy; script/bootstrap test installs it")
    directory.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = NGINX_CONFIGURATION.format(directory=directory, port=port, origin=origin, host=host)
    (directory / "nginx.conf").write_text(text)
    process = subprocess.Popen([NGINX, "-p", str(directory), "-e", f"{directory}/error.log", "-c", f"{directory}/nginx.conf"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        def is_up() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False
        wait_until(is_up, message=lambda: (directory / "error.log").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("host", ["$http_host", "$host", "$proxy_host", "localhost"])
def test_a_viewer_through_nginx(cpsg: Cpsg, repository: Repository, host: str, tmp_path: Path) -> None:
    """With the name that the viewer used as Host, and with the origin's own."""
    cpsg.sync(NAME)
    with cpsg.set(server__hosts=VIEWER, server__trusted_proxies="127.0.0.0/8").serving() as served:
        with nginx(tmp_path / "nginx", served.url, host) as front:
            viewer = f"{VIEWER}:{front.rsplit(':', 1)[1]}"
            for name in (VIEWER, viewer):
                assert ask(front, "GET", PATH, Host=name)[0] == 200
            assert ask(front, "GET", "/healthz")[0] == 200, "nginx itself by its address"
            passed_on = host in ("$http_host", "$host")
            assert ask(front, "GET", PATH, Host="evil.example")[0] == (421 if passed_on else 200)
            for origin in ("https://evil.example", "http://evil.example"):
                assert ask(front, "DELETE", PATH, Host=viewer, Origin=origin)[0] == 403
            own_page = {"Host": viewer, "Origin": f"http://{viewer}", "X__Forwarded__For": "198.51.100.7"}
            assert ask(front, "DELETE", PATH, **own_page)[0] == 401, "who comes from elsewhere needs a key"
            key = cpsg.ok("keys", "create", "--name", "viewer", "--scope", "write").stdout.decode().strip()
            status, _, _ = ask(front, "DELETE", PATH, Authorization=f"Bearer {key}", **own_page)
            assert status == 204, "the viewer's own page"
        wait_until(lambda: [line for line in served.lines if "method=DELETE" in line and "status=204" in line])
    (line,) = [line for line in served.lines if "method=DELETE" in line and "status=204" in line]
    assert "client=198.51.100.7 scheme=https" in line, "the client is known through the trusted proxy"


def test_a_client_cannot_choose_its_address(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        ask(served.url, "GET", "/healthz", X__Forwarded__For="198.51.100.7", X__Forwarded__Proto="https")
        wait_until(lambda: [line for line in served.lines if "path=/healthz" in line], message=lambda: served.lines)
    (line,) = [line for line in served.lines if "path=/healthz" in line]
    assert "client=127.0.0.1 scheme=http " in line


def test_the_log_of_a_server(cpsg: Cpsg, repository: Repository) -> None:
    secret = "ghp_" + "x" * 36
    cpsg.env["CPSG_GITHUB_TOKENS"] = f"{secret},{secret}y"
    cpsg.set(log__format="json", log__level="debug")
    with cpsg.serving() as served:
        served.request("POST", "/v1/projects", {"url": NAME})
        wait_until(lambda: served.get(PATH)["status"]["state"] == "ok", message=lambda: served.lines)
        status, headers, _ = ask(served.url, "GET", f"{PATH}/commits?author=jane@example.com", X__Request__Id="find-me")
        assert status == 200 and headers["x-request-id"] == "find-me"
        ask(served.url, "GET", "/healthz", Host="a b")
        served.stop()
    entries = [json.loads(line) for line in served.lines if line.startswith("{")]
    assert len(entries) == len(served.lines) - 1, "every line but the address is one object"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", entry["time"]) for entry in entries)
    (start,) = [e["message"] for e in entries if " serves http" in e["message"]]
    assert "2 tokens" in start and str(cpsg.store) in start and served.url in start
    (found,) = [e for e in entries if e.get("request_id") == "find-me"]
    assert found["path"] == f"{PATH}/commits" and found["status"] == 200 and found["bytes"] > 10
    assert found["method"] == "GET" and 0 < found["duration_ms"] < 20_000 and found["client"] == "127.0.0.1"
    assert [e for e in entries if e.get("status") == 400 and e["request_id"]], "a request that was refused has its line too"
    debug = [e["message"] for e in entries if e["level"] == "debug"]
    assert any(m.startswith("git: POST ") and " answered 200 in " in m for m in debug), debug
    assert any("branches and commits: done" in m for m in debug), debug
    text = "\n".join(served.lines)
    assert secret not in text and "jane" not in text
