#!/usr/bin/env python3
"""A stand-in for github.com's git service: real repositories over smart HTTP, with faults on demand.

Runs `git http-backend` for every repository below a root directory, as GitHub serves `https://github.com/owner/name.git`
(with or without `.git`, in any case). Used by the demo, the functional tests and the benchmarks; needs git and Python's
standard library alone.

From a shell:      git_server.py --root DIR --port 0        prints `listening on http://127.0.0.1:PORT`
As a library:      with GitServer(root) as server: server.faults.append(Fault(command="fetch", truncate_at=1000))

A request is first matched against the faults (the first that fits is used), then against the required credentials, then
handed to git. Every request is recorded in `server.requests` before its answer begins.
"""
from __future__ import annotations

import argparse
import base64
import contextlib
import dataclasses
import fcntl
import gzip
import http.server
import os
import re
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

PIECE_BYTES = 1 << 20
REQUEST_BODY_MAX_BYTES = 64 << 20
HEADER_MAX_BYTES = 64 << 10
RESULT_TYPE = "application/x-git-upload-pack-result"
ADVERTISEMENT_TYPE = "application/x-git-upload-pack-advertisement"


@dataclasses.dataclass
class Request:
    """What a client asked, and what it got so far."""

    method: str
    path: str  # without the query
    query: str
    headers: dict[str, str]  # names in lower case
    body: bytes  # inflated
    command: str  # "discovery" (GET info/refs), "ls-refs", "fetch", else ""
    status: int = 0
    sent_bytes: int = 0  # of the answer's body


@dataclasses.dataclass
class Fault:
    """One way to misbehave. It hits requests whose path and command fit, `times` times (None: always).

    `status`, `body` and `redirect` (prefix and replacement of the path) answer without asking git; `edit` changes git's
    own answer as a whole, `headers` are added to either; the others disturb the transfer after that many bytes.
    """

    path: str = ""  # a regular expression to find in the path
    command: str | None = None
    times: int | None = 1
    status: int | None = None
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    body: bytes | None = None
    redirect: tuple[str, str] | None = None
    edit: Callable[[bytes], bytes] | None = None
    truncate_at: int | None = None  # the body ends there, and the connection
    reset_at: int | None = None  # TCP reset there
    stall_at: int | None = None  # nothing more after that, until the client leaves or the server closes
    corrupt_at: int | None = None  # this byte is inverted
    piece_bytes: int | None = None  # slow: pieces of this size ...
    piece_delay_s: float = 0.0  # ... with a pause before each
    before: Callable[[Request], None] | None = None  # called ahead of the answer
    hits: int = 0

    def fits(self, request: Request) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        return self.command in (None, request.command) and re.search(self.path, request.path) is not None


class ConnectionEnds(Exception):
    """The answer was cut on purpose, or the client left: nothing more can be sent on this connection."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "git_server"
    disable_nagle_algorithm = True
    server: "GitServer"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        pass

    def do_GET(self) -> None:
        try:
            request = self._read_request()
            fault = self.server.admit(request)
            if fault.before:
                fault.before(request)
            if fault.redirect or fault.status is not None or fault.body is not None:
                self._answer_fault(request, fault)
            elif not self.server.authorized(request):
                challenge = {"WWW-Authenticate": 'Basic realm="git_server"'}
                self._send(request, 401, challenge, [b"authentication required\n"], fault)
            else:
                self._answer_by_git(request, fault)
            if self.server.on_finished:
                self.server.on_finished(request)
        except (ConnectionEnds, ConnectionError, TimeoutError, ssl.SSLError):
            self.close_connection = True

    do_POST = do_GET

    # ---- requests ----

    def _read_request(self) -> Request:
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition("?")
        body = self._read_body(headers)
        if headers.get("content-encoding") == "gzip":
            with contextlib.suppress(OSError, EOFError, zlib.error):
                body = gzip.decompress(body)
        command = ""
        if self.command == "GET" and path.endswith("/info/refs"):
            command = "discovery"
        elif found := re.match(rb"[0-9a-f]{4}command=([a-z-]+)", body):
            command = found[1].decode()
        return Request(self.command, urllib.parse.unquote(path), query, headers, body, command)

    def _read_body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            length = int(headers.get("content-length", "0"))
            if length > REQUEST_BODY_MAX_BYTES:
                raise ConnectionEnds
            return self.rfile.read(length)
        pieces: list[bytes] = []
        while size := int(self.rfile.readline(HEADER_MAX_BYTES).split(b";")[0], 16):
            if size + sum(map(len, pieces)) > REQUEST_BODY_MAX_BYTES:
                raise ConnectionEnds
            pieces.append(self.rfile.read(size))
            self.rfile.readline(HEADER_MAX_BYTES)
        while self.rfile.readline(HEADER_MAX_BYTES).strip():
            pass
        return b"".join(pieces)

    # ---- answers ----

    def _answer_fault(self, request: Request, fault: Fault) -> None:
        headers = dict(fault.headers)
        status = fault.status or 200
        if fault.redirect:
            prefix, replacement = fault.redirect
            query = f"?{request.query}" if request.query else ""
            headers["Location"] = request.path.replace(prefix, replacement, 1) + query
            status = fault.status or 301
        body = fault.body
        if body is None:
            body = b"" if status == 200 else f"{status} on purpose\n".encode()
        if status == 200:
            kind = ADVERTISEMENT_TYPE if request.command == "discovery" else RESULT_TYPE
            headers.setdefault("Content-Type", kind)
        self._send(request, status, headers, [body], fault)

    def _answer_by_git(self, request: Request, fault: Fault) -> None:
        process = subprocess.Popen(
            ["git", "http-backend"], env=self.server.backend_environment(request, self.client_address[0]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        assert process.stdin and process.stdout
        try:
            with contextlib.suppress(OSError):  # a privileged size on some machines; the default works too
                fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIECE_BYTES)
            with contextlib.suppress(BrokenPipeError):  # it may refuse without reading
                process.stdin.write(request.body)
            process.stdin.close()
            status, headers, first = read_cgi_head(process.stdout.fileno())
            headers.update(fault.headers)
            pieces = read_pieces(process.stdout.fileno(), first)
            if fault.edit:
                pieces = iter([fault.edit(b"".join(pieces))])
            self._send(request, status, headers, pieces, fault)
        finally:
            process.kill()
            process.stdout.close()
            process.wait()

    def _send(self, request: Request, status: int, headers: dict[str, str], pieces, fault: Fault) -> None:
        """Sends an answer: of known length if it is one piece, else in chunks."""
        request.status = status
        chunked = not isinstance(pieces, list)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(sum(map(len, pieces))))
        self.end_headers()
        for piece in disturb(pieces, fault):
            if isinstance(piece, str):
                self._misbehave(piece)
            self.connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            request.sent_bytes += len(piece)
        if chunked:
            self.connection.sendall(b"0\r\n\r\n")

    def _misbehave(self, how: str) -> None:
        if how == "stall":
            while not self.server.closing.is_set() and not client_left(self.connection):
                time.sleep(0.02)
        elif how == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
        raise ConnectionEnds


def client_left(connection: socket.socket) -> bool:
    """Or began another request, which no client does in the middle of an answer."""
    return bool(select.select([connection], [], [], 0)[0])


def disturb(pieces, fault: Fault) -> Iterator[bytes | str]:
    """The pieces as the fault lets them through; a word instead of bytes says how the transfer ends."""
    ends = ((fault.truncate_at, "truncate"), (fault.reset_at, "reset"), (fault.stall_at, "stall"))
    end, how = next((one for one in ends if one[0] is not None), (None, ""))
    position = 0
    for piece in pieces if fault.piece_bytes is None else split(pieces, fault.piece_bytes):
        if fault.piece_delay_s:
            time.sleep(fault.piece_delay_s)
        if fault.corrupt_at is not None and 0 <= (at := fault.corrupt_at - position) < len(piece):
            piece = piece[:at] + bytes([piece[at] ^ 0xFF]) + piece[at + 1:]
        if end is not None and position + len(piece) >= end:
            if end > position:
                yield piece[:end - position]
            yield how
        position += len(piece)
        if piece:
            yield piece
    if end is not None:
        yield how


def split(pieces, size: int) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), size):
            yield piece[start:start + size]


def read_cgi_head(descriptor: int) -> tuple[int, dict[str, str], bytes]:
    """Status, headers, and what was read of the body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = os.read(descriptor, HEADER_MAX_BYTES)
        if not piece or len(data) > HEADER_MAX_BYTES:
            return 500, {}, b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    status, headers = 200, {}
    for line in head.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "status":
            status = int(value.split()[0])
        elif name.lower() != "content-length":
            headers[name] = value.strip()
    return status, headers, rest


def read_pieces(descriptor: int, first: bytes) -> Iterator[bytes]:
    if first:
        yield first
    while piece := os.read(descriptor, PIECE_BYTES):
        yield piece


class GitServer(http.server.ThreadingHTTPServer):
    """Listens from construction on; serves in the background while used as a context manager."""
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, root: Path | str, host: str = "127.0.0.1", port: int = 0, *, allow_filter: bool = True,
                 protocol_v2: bool = True, credentials: tuple[str, str] | None = None,
                 tls: tuple[Path, Path] | None = None):
        super().__init__((host, port), Handler)
        self.root = Path(root).resolve()
        self.allow_filter = allow_filter
        self.protocol_v2 = protocol_v2
        self.credentials = credentials  # HTTP Basic user and password that every request needs
        self.faults: list[Fault] = []
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.on_finished: Callable[[Request], None] | None = None
        self._lock = threading.Lock()
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if tls else ''}://{host}:{self.server_address[1]}"

    def __enter__(self) -> "GitServer":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.closing.set()
        self.shutdown()
        self.socket.close()  # answers in progress end by themselves; their threads are daemons

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, ssl.SSLError)):
            super().handle_error(request, client_address)

    def admit(self, request: Request) -> Fault:
        """Records the request and chooses its fault; one that does nothing if none fits."""
        with self._lock:
            self.requests.append(request)
            for fault in self.faults:
                if fault.fits(request):
                    fault.hits += 1
                    return fault
        return Fault()

    def authorized(self, request: Request) -> bool:
        if self.credentials is None:
            return True
        expected = base64.b64encode(":".join(self.credentials).encode()).decode()
        return request.headers.get("authorization") == f"Basic {expected}"

    def reset(self) -> None:
        """Forgets faults and requests."""
        with self._lock:
            self.faults.clear()
            self.requests.clear()

    def traffic(self) -> tuple[int, int]:
        """Requests so far, and bytes of answers' bodies."""
        with self._lock:
            return len(self.requests), sum(request.sent_bytes for request in self.requests)

    def backend_environment(self, request: Request, client: str) -> dict[str, str]:
        settings = {"safe.directory": "*", "uploadpack.allowFilter": str(self.allow_filter).lower()}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment.update(
            GIT_PROJECT_ROOT=str(self.root), GIT_HTTP_EXPORT_ALL="1", GIT_CONFIG_COUNT=str(len(settings)),
            GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL="/dev/null",
            GATEWAY_INTERFACE="CGI/1.1", SERVER_PROTOCOL="HTTP/1.1", REQUEST_METHOD=request.method,
            QUERY_STRING=request.query, PATH_INFO=self.find_path(request.path), REMOTE_ADDR=client,
            CONTENT_TYPE=request.headers.get("content-type", ""), CONTENT_LENGTH=str(len(request.body)))
        for number, (key, value) in enumerate(settings.items()):
            environment[f"GIT_CONFIG_KEY_{number}"] = key
            environment[f"GIT_CONFIG_VALUE_{number}"] = value
        if self.protocol_v2:
            environment["GIT_PROTOCOL"] = request.headers.get("git-protocol", "")
        return environment

    def find_path(self, path: str) -> str:
        """The path with the repository's name as it is on disk: GitHub ignores case and a missing `.git`."""
        parts = path.split("/")
        if len(parts) < 3 or ".." in parts:
            return path
        owner = find_name(self.root, {parts[1].lower()})
        name = owner and find_name(self.root / owner, {parts[2].lower(), parts[2].lower() + ".git"})
        return "/".join(["", owner, name, *parts[3:]]) if owner and name else path


def find_name(directory: Path, names: set[str]) -> str | None:
    return next((entry.name for entry in directory.iterdir() if entry.name.lower() in names), None)


def main() -> int:
    parser = argparse.ArgumentParser(description="Serves the git repositories below a directory over smart HTTP.")
    parser.add_argument("--root", required=True, type=Path, help="directory of OWNER/NAME.git")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--no-filter", action="store_true", help="refuse partial clones, as some servers do")
    parser.add_argument("--verbose", action="store_true", help="one line a request on stderr")
    options = parser.parse_args()
    server = GitServer(options.root, port=options.port, allow_filter=not options.no_filter)
    if options.verbose:
        server.on_finished = lambda r: print(r.method, r.path, r.command, r.status, r.sent_bytes, file=sys.stderr)
    print(f"listening on {server.url}", flush=True)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with server:
        stopped.wait()
    requests, sent_bytes = server.traffic()
    print(f"{requests} requests, {sent_bytes} bytes sent", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
