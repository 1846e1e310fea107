"""Servers under load: nginx and cpsg as processes, wrk as their client, and what each took of the processor and of memory."""
from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C"}

# What wrk says at the end, as one line of JSON; with `pipelined`, so many requests are sent at once.
SCRIPT = """
local pipelined = %d
init = function(args)
  local one = wrk.format()
  whole = string.rep(one, pipelined)
end
request = function() return whole end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests":%%d,"duration_us":%%d,"p99_us":%%d,"errors":%%d}\\n', summary.requests,
    summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""

NGINX = """
daemon off;
master_process off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 20000; }}
http {{
  access_log {access_log};
  default_type application/json;
  keepalive_requests 1000000000;
  client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy; fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
  {upstreams}
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ {location} }} }}
}}
"""


@dataclasses.dataclass
class Load:
    """What wrk saw. Answers other than 2xx and 3xx are errors."""

    requests: int
    duration_us: int
    p99_us: int
    errors: int

    @property
    def us_per_request(self) -> float:
        return self.duration_us / self.requests


def wrk(url: str, directory: Path, seconds: float, connections: int, pipelined: int = 1, **headers: str) -> Load:
    script = directory / f"wrk-{pipelined}.lua"
    script.write_text(SCRIPT % pipelined)
    fields = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s", "-s", script, *fields, url]
    done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, env=ENVIRONMENT)
    load = Load(**json.loads(done.stdout.splitlines()[-1]))
    if not load.requests:
        raise RuntimeError(f"{url} answered nothing: {done.stdout}")
    return load


def cpu_us(pid: int) -> float:
    """Of the whole process, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S * 1e6


def pss_bytes(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return 1024 * int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1])


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


@dataclasses.dataclass
class Running:
    process: subprocess.Popen
    url: str

    @property
    def pid(self) -> int:
        return self.process.pid


@contextlib.contextmanager
def running(command: list[object], url: str, port: int, log: Path) -> Iterator[Running]:
    with log.open("wb") as output:
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, env=ENVIRONMENT)
        try:
            wait_for(port, process)
            yield Running(process, url)
        finally:
            process.terminate()
            process.wait(30)


@contextlib.contextmanager
def nginx(directory: Path, location: str, upstreams: str = "", access_log: str = "off") -> Iterator[Running]:
    """One worker that answers everything by `location`, on a port of its own."""
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(NGINX.format(directory=directory, port=port, location=location, upstreams=upstreams,
                                          access_log=access_log))
    program = next((path for path in ("/usr/sbin/nginx", "/usr/bin/nginx") if os.access(path, os.X_OK)), "nginx")
    with running([program, "-e", directory / "error.log", "-p", directory, "-c", configuration],
                 f"http://127.0.0.1:{port}", port, directory / "output.log") as server:
        yield server


@contextlib.contextmanager
def cpsg(binary: Path, store: Path, log: Path, port: int = 0, **settings: object) -> Iterator[Running]:
    """`cpsg serve` on that store; settings have `__` for the dot."""
    port = port or free_port()
    given = {"store.url": f"sqlite:{store}", "server.listen": f"127.0.0.1:{port}", "log.level": "warning",
             **{name.replace("__", "."): value for name, value in settings.items()}}
    pairs = [part for name, value in given.items() for part in ("--set", f"{name}={value}")]
    with running([binary, *pairs, "serve"], f"http://127.0.0.1:{port}", port, log) as server:
        yield server
