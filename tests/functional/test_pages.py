"""Protects: the built binary answers a browser with the dashboard's page and files: to everybody, in the coding that it takes,
under the policy that keeps it safe, and no path leads to anything else. How: the binary is asked as browsers and attackers
do; what it sends is compared with what the dashboard's build wrote. Without the dashboard it says how to get it."""
from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Cpsg, PROJECT, Served, wait_until

BUILT = PROJECT / "build/dashboard"
PAGES = ["/", "/?q=go", "/p/vercel/next.js", "/p/acme/.github/pulls", "/compare", "/operations/"]
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Encoding": "gzip, deflate, br, zstd"}


class Client:
    """One connection that stays, as a browser's does."""

    def __init__(self, served: Served):
        host, port = served.url.removeprefix("http://").rsplit(":", 1)
        self.connection = http.client.HTTPConnection(host, int(port), timeout=20)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """`__` in a header's name is a dash; codings are left as they are."""
        self.connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            self.connection.putheader(name.replace("__", "-"), value)
        self.connection.endheaders()
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.fixture
def served(cpsg: Cpsg) -> Iterator[Served]:
    with cpsg.set(server__anonymous_read="off", server__hosts="stats.example").serving() as served:
        yield served


@pytest.fixture
def client(served: Served) -> Client:
    return Client(served)


@pytest.fixture
def page(client: Client) -> str:
    _, headers, body = client.ask("/")
    if not headers["content-type"].startswith("text/html"):
        pytest.skip("this binary was built without the dashboard; script/build builds it in")
    return body.decode()


def assets(page: str) -> list[str]:
    """The files that the page names."""
    found = sorted(set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page)))
    assert found, page
    return found


def test_every_page_needs_no_key_and_is_one_document(client: Client) -> None:
    bodies = set()
    for path in PAGES:
        status, headers, body = client.ask(path)
        assert status == 200 and body, path
        assert headers["cache-control"] == "no-cache" and headers["etag"].startswith('"')
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
        assert "ratelimit" not in headers and headers["vary"] == "Accept-Encoding"
        bodies.add(body)
        again, kept, nothing = client.ask(path, If__None__Match=headers["etag"], Cookie="cpsg=x")
        assert again == 304 and nothing == b"" and kept["etag"] == headers["etag"]
        length = headers["content-length"]
        status, headers, nothing = client.ask(path, "HEAD")
        assert status == 200 and nothing == b"" and headers["content-length"] == length
        assert client.ask(path, "POST")[0] == 405
    assert len(bodies) == 1
    assert client.ask("/v1/projects")[0] == 401, "what the pages show needs one"


def test_windows_are_kept_apart_where_a_browser_heeds_it(client: Client) -> None:
    """Of an origin that is neither https nor its own machine, it writes into the console that it passes the policy over."""
    for headers, kept in [({}, True), ({"Host": "stats.example"}, False),
                          ({"Host": "stats.example", "X__Forwarded__Proto": "https"}, True)]:
        _, answered, _ = client.ask("/", **headers)
        assert answered.get("cross-origin-opener-policy") == ("same-origin" if kept else None), headers


def test_a_browser_gets_each_file_in_the_coding_that_it_takes(client: Client, page: str) -> None:
    for path in assets(page):
        status, headers, plain = client.ask(path)
        assert status == 200 and "content-encoding" not in headers
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert re.match(r"(text/javascript|text/css|image/svg\+xml)", headers["content-type"]), (path, headers)
        _, zipped_headers, zipped = client.ask(path, Accept__Encoding="gzip")
        assert zipped_headers["content-encoding"] == "gzip" and gzip.decompress(zipped) == plain
        _, brotli_headers, brotli = client.ask(path, **{name.replace("-", "__"): value for name, value in BROWSER.items()})
        assert brotli_headers["content-encoding"] == "br" and len(brotli) <= len(zipped)
        tags = {each["etag"] for each in (headers, zipped_headers, brotli_headers)}
        assert len(tags) == 3, "they are three different texts"
        assert client.ask(path, Accept__Encoding="br", If__None__Match=brotli_headers["etag"])[0] == 304
        assert client.ask(path, Accept__Encoding="gzip", If__None__Match=brotli_headers["etag"])[0] == 200


def test_what_is_embedded_is_what_was_built(client: Client, page: str) -> None:
    files = sorted(path for path in BUILT.rglob("*") if path.is_file() and path.suffix not in (".br", ".gz"))
    assert files, "the binary has a dashboard, but there is none beside it"
    for file in files:
        path = "/" + file.relative_to(BUILT).as_posix()
        asked = {"/index.html": "/", "/embed.html": "/embed/a/b/stars"}.get(path, path)
        for coding, ending in (("br", ".br"), ("gzip", ".gz"), ("identity", "")):
            status, _, body = client.ask(asked, Accept__Encoding=coding)
            assert status == 200 and body == Path(f"{file}{ending}").read_bytes(), f"{asked} as {coding}"


def test_a_file_that_is_missing(client: Client) -> None:
    for path in ("/assets/none-0000.js", "/wp-login.php", "/.well-known/change-password", "/..%2f..%2fetc%2fpasswd"):
        status, headers, body = client.ask(path)
        assert status == 404 and json.loads(body)["code"] == "not_found", path
        assert headers["content-type"] == "application/problem+json" and headers["cache-control"] == "no-store"


def test_a_person_is_told_on_the_page(client: Client, page: str) -> None:
    status, headers, body = client.ask("/none.html", Accept=BROWSER["Accept"])
    assert status == 404 and body.decode() == page and headers["vary"] == "Accept, Accept-Encoding"
    status, headers, _ = client.ask("/v1/none", Accept=BROWSER["Accept"])
    assert headers["content-type"] == "application/problem+json", "the API speaks one language"


@pytest.mark.parametrize("path", ["/assets/../index.html", "/p/../v1/projects", "/p//b", "/p/a/%00", "/p/a/%", "/%2e%2e/etc", "//x"])
def test_a_path_with_two_readings_is_refused_and_a_person_told_on_the_page(client: Client, page: str, path: str) -> None:
    status, _, body = client.ask(path)
    assert status == 400 and json.loads(body)["code"] == "request_invalid", body
    status, headers, body = client.ask(path, Accept=BROWSER["Accept"])
    assert status == 404 and body.decode() == page and headers["cache-control"] == "no-store", "never as if it were a page"


def test_a_long_path(client: Client) -> None:
    assert client.ask("/p/" + "x" * 5_000)[0] == 200
    assert client.ask("/p/" + "x" * 100_000)[0] in (414, 431)


def test_only_names_of_ours_have_pages(served: Served, page: str) -> None:
    client = Client(served)
    assert client.ask("/", Host="stats.example")[0] == 200
    for path in ("/", "/embed/a/b/stars", assets(page)[0], "/robots.txt", "/none.html"):
        status, _, body = client.ask(path, Host="evil.example", Accept=BROWSER["Accept"])
        assert status == 421 and json.loads(body)["code"] == "host_refused", path


def test_pages_count_for_no_limit(cpsg: Cpsg) -> None:
    with cpsg.set(server__requests_per_minute_per_address=2).serving() as served:
        client = Client(served)
        for _ in range(5):
            assert client.ask("/")[0] == 200
        answers = [client.ask("/v1/projects")[0] for _ in range(4)]
        assert answers[0] == 200 and 429 in answers
        assert client.ask("/p/acme/graph")[0] == 200, "a browser that asked too often can still say so"


def test_frames_are_for_configured_sites(cpsg: Cpsg) -> None:
    with cpsg.set(server__embed_origins="https://Blog.example:443,http://localhost:3000").serving() as served:
        client = Client(served)
        _, headers, _ = client.ask("/embed/vercel/next.js/stars")
        assert "; frame-ancestors https://blog.example http://localhost:3000;" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert client.ask("/")[1]["content-security-policy"] == POLICY
    refused = cpsg.set(server__embed_origins="*").run("check")
    assert refused.code == 2 and "server.embed_origins" in refused.stderr


def test_what_browsers_and_crawlers_ask_every_server_for(client: Client) -> None:
    status, headers, body = client.ask("/robots.txt")
    assert status == 200 and body == b"User-agent: *\nDisallow: /\n" and "max-age" in headers["cache-control"]
    status, headers, _ = client.ask("/favicon.ico")
    assert status == 200 and headers["content-type"].startswith("image/")


def test_requests_on_one_connection_are_answered_in_order(served: Served) -> None:
    paths = ["/", "/v1/me", "/robots.txt", "/none.js", "/p/a/b.c", "/healthz", "/"]
    host, port = served.url.removeprefix("http://").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: n{number}\r\n\r\n"
                                   for number, path in enumerate(paths)).encode())
        connection.shutdown(socket.SHUT_WR)
        got = b"".join(iter(lambda: connection.recv(65536), b""))
    assert re.findall(rb"HTTP/1\.1 (\d{3})", got) == [b"200", b"200", b"200", b"404", b"200", b"200", b"200"]
    assert re.findall(rb"X-Request-Id: n(\d)", got) == [b"%d" % number for number in range(len(paths))]


def test_where_the_pages_are_is_said_at_the_start(served: Served, client: Client) -> None:
    is_built = client.ask("/")[1]["content-type"].startswith("text/html")
    wanted = f"the dashboard: {served.url}/" if is_built else "script/build"
    # It is said on another stream than the address that the test waited for.
    wait_until(lambda: any(wanted in line for line in served.lines), message=lambda: served.lines)
