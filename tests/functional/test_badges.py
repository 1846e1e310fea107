"""Protects: the pictures of a project that stand in other sites' pages: well-formed whatever they show, kept for as long as the documents say,
of public projects alone, without a key and through a proxy that knows nothing but images; and that `cpsg badge` writes the same bytes."""
from __future__ import annotations

import contextlib
import gzip
import json
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from harness import Cpsg, Served
from history import small_project
from test_keys import ask, bearer, create

KINDS = ("stars stars-30d forks issues pulls lead-time first-review commits commits-30d people-90d branches release-age synced"
         " coverage").split()
CHARTS = "stars commits people lead-time".split()
VALUE = "public, max-age=300, s-maxage=900, stale-while-revalidate=86400, stale-if-error=604800"
PROXY = {"Accept": "image/*", "Accept-Encoding": "gzip", "User-Agent": "github-camo (876de43e)", "Via": "camo (876de43e)"}
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "style", "path", "rect", "text"}
HOSTILE = ["<script>alert(1)</script>", '"><a xlink:href="//x">', "&amp;&#x3c;]]>", "\u05d0\u05d1\u05d2 \u202eevil", "'\u4e2d\u6587'", "x" * 40]


@pytest.fixture
def followed(cpsg: Cpsg, root) -> Cpsg:
    """acme/open, which is public and has numbers, acme/locked, which is private, and acme/dark, of which that is not known."""
    for name in ("open", "locked", "dark"):
        small_project(root / f"acme/{name}.git")
        cpsg.sync(f"acme/{name}")
    with contextlib.closing(sqlite3.connect(cpsg.store)) as store, store:
        store.execute("INSERT INTO statistics (project_no, observed_at, topics, languages, visibility, stars) SELECT project_no, 0, '', '',"
                      " CASE name WHEN 'open' THEN 'public' WHEN 'locked' THEN 'private' END, 12431 FROM projects")
    return cpsg


@contextlib.contextmanager
def serving(cpsg: Cpsg) -> Iterator[Served]:
    with cpsg.serving() as served:
        yield served


def parse(svg: bytes) -> ElementTree.Element:
    """By a strict reader; nothing in it but what draws."""
    tree = ElementTree.fromstring(svg.decode())
    assert tree.tag == f"{SVG}svg" and tree.get("role") == "img"
    words = re.sub("[\u2068\u2069]", "", tree.get("aria-label"))  # what keeps a direction to itself
    assert words.startswith(re.sub("[\u2068\u2069]", "", tree.findtext(f"{SVG}title")))
    for element in tree.iter():
        assert element.tag.removeprefix(SVG) in ALLOWED, element.tag
        assert not [name for name in element.attrib if "href" in name or name.startswith("on")], element.attrib
    for text in tree.iter(f"{SVG}text"):
        assert not re.search("[\x00-\x1f\u202a-\u202e]", text.text or "")
    assert b"url(" not in svg and b"@import" not in svg
    return tree


def paths(name: str) -> list[str]:
    return ([f"/badge/{name}/{kind}.svg" for kind in KINDS] + [f"/card/{name}.svg"] +
            [f"/chart/{name}/{kind}.svg" for kind in CHARTS])


def test_every_picture_is_well_formed_and_small(followed: Cpsg) -> None:
    with serving(followed) as served:
        for path in paths("acme/open") + paths("acme/nobody"):
            for query in ("", "?theme=light&style=plain", "?theme=dark&tz=Asia/Kathmandu&bots=false"):
                answer = ask(served, "GET", path + query)
                assert answer.status == (404 if "nobody" in path else 200), path
                assert answer.headers["content-type"] == "image/svg+xml"
                assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
                assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
                assert answer.headers["x-content-type-options"] == "nosniff"
                parse(answer.body)
                assert len(answer.body) <= (12_000 if path.startswith("/chart") else 2_000), path


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_stay_text(followed: Cpsg, label: str) -> None:
    with serving(followed) as served:
        for path in ("/badge/acme/open/stars.svg", "/card/acme/open.svg", "/chart/acme/open/commits.svg"):
            answer = ask(served, "GET", f"{path}?label={quote(label)}")
            assert answer.status == 200, answer.body
            tree = parse(answer.body)
            shown = label.replace("\u202e", "")
            assert any(shown.startswith((text.text or "").rstrip("\u2026")) for text in tree.iter(f"{SVG}text")), label
        document = ask(served, "GET", f"/badge/acme/open/stars.json?label={quote(label)}").body
        assert document["label"] == label
        assert ask(served, "GET", "/badge/acme/open/stars.svg?label=%00").status == 400


def test_shields_reads_the_json(followed: Cpsg) -> None:
    with serving(followed) as served:
        for kind in KINDS:
            document = ask(served, "GET", f"/badge/acme/open/{kind}.json").body
            assert document["schemaVersion"] == 1 and document["isError"] is False
            assert set(document) == {"schemaVersion", "label", "message", "color", "isError", "cacheSeconds"}
            assert document["label"] and document["message"] and re.fullmatch("[0-9a-f]{6}", document["color"])
        missing = ask(served, "GET", "/badge/acme/nobody/stars.json")
        assert missing.status == 404 and missing.body["isError"] is True and missing.body["message"] == "not followed"


def test_caching_by_outcome(followed: Cpsg) -> None:
    with serving(followed) as served:
        path = "/badge/acme/open/stars.svg"
        value = ask(served, "GET", path)
        assert value.status == 200 and value.headers["cache-control"] == VALUE
        assert parse(value.body).get("aria-label") == "stars: 12.4k"
        same = ask(served, "GET", path, {"If-None-Match": value.headers["etag"]})
        assert same.status == 304 and same.headers["cache-control"] == VALUE and not same.body
        longer = ask(served, "GET", path + "?maxage=86400")
        assert longer.headers["cache-control"].startswith("public, max-age=86400, s-maxage=86400,")
        unknown = ask(served, "GET", "/badge/acme/open/forks.svg?maxage=86400")
        assert unknown.status == 200 and unknown.headers["cache-control"] == "public, max-age=120"
        assert parse(unknown.body).get("aria-label") == "forks: no data yet"
        absent = ask(served, "GET", "/badge/acme/nobody/stars.svg?maxage=86400")
        assert absent.status == 404 and absent.headers["cache-control"] == "public, max-age=60"
        refused = ask(served, "GET", path + "?size=9")
        assert refused.status == 400 and refused.headers["cache-control"] == "no-store"


def test_trouble_of_the_store_is_drawn_and_never_kept(followed: Cpsg) -> None:
    with contextlib.closing(sqlite3.connect(followed.store)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((page,),) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'statistics'")
        ((size,),) = store.execute("PRAGMA page_size")
    with followed.store.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with serving(followed) as served:
        for path in ("/badge/acme/open/stars.svg", "/card/acme/open.svg", "/chart/acme/open/commits.svg?maxage=86400"):
            answer = ask(served, "GET", path)
            assert answer.status == 503 and answer.headers["cache-control"] == "no-store", (path, answer.body)
            assert "unavailable" in parse(answer.body).get("aria-label") and "etag" not in answer.headers
    assert followed.run("badge", "acme/open", "stars").code == 7


def test_trouble_before_the_picture_is_begun_is_drawn_too(followed: Cpsg) -> None:
    """Who asks is looked at first; here their keys cannot be read."""
    key = create(followed, "reads")
    with contextlib.closing(sqlite3.connect(followed.store)) as store, store:
        store.execute("ALTER TABLE api_keys RENAME TO lost")
    with serving(followed) as served:
        for path in ("/badge/acme/open/stars.svg", "/card/acme/open.svg", "/chart/acme/open/commits.svg?theme=dark"):
            answer = ask(served, "GET", path, bearer(key))
            assert answer.status == 503 and "no-store" in answer.headers["cache-control"], (path, answer.body)
            assert answer.headers["content-type"] == "image/svg+xml" and "unavailable" in parse(answer.body).get("aria-label")
        document = ask(served, "GET", "/badge/acme/open/stars.json", bearer(key))
        assert document.status == 503 and document.body["isError"] is True
        assert ask(served, "GET", "/v1/projects", bearer(key)).body["code"]


def test_what_an_image_proxy_sees(followed: Cpsg) -> None:
    with contextlib.closing(sqlite3.connect(followed.store)) as store, store:
        store.execute("INSERT INTO earlier_names (project_no, full_name, full_name_lower)"
                      " SELECT project_no, 'Old/Name', 'old/name' FROM projects WHERE name = 'open'")
    with serving(followed) as served:
        moved = ask(served, "GET", "/badge/old/name/stars.svg?theme=dark", PROXY)
        assert moved.status == 301 and moved.headers["location"] == "/badge/acme/open/stars.svg?theme=dark"
        assert "set-cookie" not in moved.headers
        for path in paths("acme/open"):
            answer = ask(served, "GET", path, PROXY)
            assert answer.status == 200 and answer.headers["content-type"] == "image/svg+xml"
            zipped = answer.headers.get("content-encoding") == "gzip"
            parse(gzip.decompress(answer.body) if zipped else answer.body)
            head = ask(served, "HEAD", path, PROXY)
            assert head.status == 200 and not head.body and head.headers["etag"] == answer.headers["etag"]


def statuses(served: Served, headers: dict[str, str] | None = None) -> list[int]:
    return [ask(served, "GET", f"/badge/acme/{name}/commits.svg", headers).status for name in ("open", "locked", "dark", "nobody")]


def test_only_public_projects_have_pictures(followed: Cpsg) -> None:
    key = create(followed, "reads")
    with serving(followed) as served:
        assert statuses(served) == statuses(served, bearer(key)) == [200, 404, 404, 404]
        hidden, absent = (ask(served, "GET", f"/badge/acme/{name}/commits.svg").body for name in ("locked", "nobody"))
        assert hidden == absent
        plain, keyed = (ask(served, "GET", "/badge/acme/open/commits.svg", headers) for headers in ({}, bearer(key)))
        assert plain.body == keyed.body and keyed.headers["cache-control"] == "private, no-store"
        compared = ask(served, "GET", "/chart/acme/open/commits.svg?vs=acme/locked")
        assert "acme/locked is not followed" in parse(compared.body).get("aria-label")


@pytest.mark.parametrize(("anonymous", "nobody", "with_key"), [
    ("on", [200, 200, 200, 404], [200, 200, 200, 404]),
    ("public", [200, 404, 404, 404], [200, 200, 200, 404]),
    ("off", [401, 401, 401, 401], [200, 200, 200, 404]),
])
def test_private_pictures_where_they_are_wanted(followed: Cpsg, anonymous: str, nobody: list[int], with_key: list[int]) -> None:
    key = create(followed, "reads")
    followed.set(server__anonymous_read=anonymous, badges__private="true")
    with serving(followed) as served:
        assert statuses(served) == nobody and statuses(served, bearer(key)) == with_key


def test_the_command_writes_what_the_route_answers(followed: Cpsg) -> None:
    with serving(followed) as served:
        asked = [(f"/badge/acme/open/{kind}.svg", [kind]) for kind in KINDS]
        asked += [(f"/badge/acme/open/{kind}.json", [kind, "--json"]) for kind in KINDS]
        asked += [("/card/acme/open.svg?metrics=stars,commits&spark=people&width=300",
                   ["card", "--metrics", "stars,commits", "--spark", "people", "--width", "300"])]
        asked += [(f"/chart/acme/open/{kind}.svg?range=all&by=age&theme=dark",
                   [f"chart-{kind}", "--range", "all", "--by", "age", "--theme", "dark"]) for kind in CHARTS]
        for path, words in asked:
            answer = ask(served, "GET", path)
            written = followed.ok("badge", "Acme/Open", *words).stdout
            body = json.dumps(answer.body, separators=(",", ":")).encode() if path.endswith(".json") else answer.body
            assert written.rstrip(b"\n") == body.rstrip(b"\n"), path


def test_the_command_shows_private_projects_and_says_what_is_wrong(followed: Cpsg) -> None:
    assert b"commits: " in followed.ok("badge", "acme/locked", "commits").stdout
    for code, words, said in [
            (3, ("acme/nobody", "stars"), "acme/nobody is not stored; cpsg sync acme/nobody fetches it"),
            (2, ("acme/open", "cheese"), "there is no picture 'cheese'"), (2, ("acme/open", "card", "--json"), "card is none"),
            (2, ("acme/open", "stars", "--theme", "blue"), "theme must be"),
            (2, ("acme/open", "stars", "--width", "300"), "what does: --label, --style, --theme, --color, --tz, --bots\n"),
            (2, ("acme/open", "stars", "--json", "--theme", "dark"), "--theme does not go with stars"),
            (2, ("acme/open", "chart-stars", "--vs", "a/b,a/c,a/d,a/e,a/f"), "vs ")]:
        result = followed.run("badge", *words)
        assert result.code == code and result.stdout == b"" and len(result.stderr_lines()) == 1, (words, result)
        assert said in result.stderr and "maxage" not in result.stderr, (words, result)


def test_an_empty_label_leaves_that_part_out(followed: Cpsg) -> None:
    with serving(followed) as served:
        answer = ask(served, "GET", "/badge/acme/open/stars.svg?label=").body
    assert b"stars" not in answer
    for words in (["--label="], ["--label", ""]):
        assert followed.ok("badge", "acme/open", "stars", *words).stdout == answer, words


def test_without_a_database_the_command_says_where_it_looked(cpsg: Cpsg) -> None:
    result = cpsg.run("badge", "acme/open", "stars")
    assert result.code == 3 and result.stdout == b"", result
    assert f"there is no database at {cpsg.store}; cpsg sync acme/open makes it" in result.stderr
    assert not cpsg.store.exists()


def test_a_picture_that_cannot_be_written_is_a_failure(followed: Cpsg) -> None:
    with open("/dev/full", "wb") as full:
        assert followed.start("badge", "acme/open", "stars", stdout=full).wait(30) == 2, "as of all commands"
