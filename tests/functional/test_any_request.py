"""Protects: no request that can be made from the API's own document, sensible or not, by whomever, gets an answer outside of it.

How: a store with everything that the routes show, and clients of every kind, with keys and without. Short: random requests here.
Long (script/soak document): schemathesis, of which CPSG_SCHEMATHESIS names the program.
"""
from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import subprocess
import urllib.parse
from pathlib import Path

import pytest
from github_sim import GithubCpsg, GithubSim, Refused
from harness import Served

NAME = "acme/asked"
REQUESTS = 120  # of each client
# What is asked with: server.anonymous_read, and the scope of a key; all, and none.
CLIENTS = [("on", ""), ("on", "admin"), ("off", ""), ("off", "read"), ("public", "")]
# Not: that whatever the document allows is accepted. A cursor is what an earlier page gave, and a batch is there or not.
UNCHECKED = "positive_data_acceptance"
# Values that are there, and all ways to be refused.
SCHEMATHESIS_CONFIGURATION = """
[parameters]
"path.owner" = "acme"
"path.name" = "asked"
"path.number" = 1
"path.id" = "b1"
"path.branch" = "main"
"path.oid" = "abcd"
"path.kind" = "stars"
"path.chart" = "commits"
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 412, 413, 414, 415, 422, 429, 431]
"""
JUNK = ["", "0", "-1", "x", "true", "null", "%00", "a/b", "..", "2026-02-30", "2026-01-31", "9" * 30, "\u00e9\u2028", "\x7f",
        "AAAA", "name,id", "UTC", "' OR 1=1 --", "{}", "a" * 2000]
BODIES = ["", "{}", "[]", "null", "{", '{"url":1}', '{"url":"acme/new"}', '{"url":"' + "a" * 5000 + '"}', '{"name":"n","projects":[]}',
          '{"projects":["acme/asked"]}', '{"query":"limit=1"}', '{"query":"limti=1"}', '{"audit":true}', '{"audit":1}',
          '{"name":"n","projects":["acme/asked"]}', '{"name":"n","name":"m","projects":["a/b"]}', "[" * 9000]


def value_for(rng: random.Random, schema: dict) -> str:
    """Often one that the schema allows."""
    if rng.random() < 0.4:
        return rng.choice(JUNK)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if ")(,(" in schema.get("pattern", ""):  # names of members
        return ",".join(rng.sample(schema["pattern"].split("(")[1].split(")")[0].split("|"), 2))
    if "minimum" in schema:
        return str(rng.randint(schema["minimum"], min(schema["maximum"], 1000)))
    if "anyOf" in schema:
        return rng.choice(["2026-01-31", "2020-09-14T12:26:40Z", "2020-09-14T12:26:40+05:30"])
    return rng.choice(["true", "false"]) if schema.get("type") == "boolean" else rng.choice(["main", "acme", "asked", "1"])


def drawn_request(rng: random.Random, document: dict) -> tuple[str, str, dict, bytes | None]:
    """Method, target, the operation, and a body."""
    path, methods = rng.choice(list(document["paths"].items()))
    method, operation = rng.choice(list(methods.items()))
    query = []
    for parameter in operation["parameters"]:
        if parameter.get("in") == "path":
            sensible = {"owner": "acme", "name": "asked", "number": "1", "id": "b1", "branch": "main", "oid": "abcd",
                        "kind": "stars", "chart": "commits"}[parameter["name"]]
            value = sensible if rng.random() < 0.8 else rng.choice(JUNK)
            path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(value, safe=""))
        elif parameter.get("in") == "query" and rng.random() < 0.4:
            query.append((parameter["name"], value_for(rng, parameter["schema"])))
    if rng.random() < 0.05:
        query.append((rng.choice(["limti", "", "limit"]), "1"))
    target = path + ("?" + urllib.parse.urlencode(query) if query else "")
    return method.upper(), target, operation, rng.choice(BODIES).encode() if "requestBody" in operation else None


def sent(served: Served, method: str, target: str, body: bytes | None, key: dict[str, str]) -> tuple[int, dict[str, str], object]:
    """The target as it is, and redirects not followed. Of a stream of events the head alone."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=30)
    connection.request(method, target, body, {"Content-Type": "application/json", **key})
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    text = b"" if headers.get("content-type") == "text/event-stream" else response.read()
    connection.close()
    is_json = headers.get("content-type", "") in ("application/json", "application/problem+json")
    return response.status, headers, json.loads(text) if is_json else text


def expect_documented(served: Served, method: str, target: str, operation: dict, body: bytes | None, key: dict[str, str]) -> None:
    status, headers, answer = sent(served, method, target, body, key)
    assert status < 500, (method, target, body, answer)
    # A name that is empty leaves the path of the list, which has other methods.
    is_other_path = status == 405 and "//" in target.partition("?")[0] + "/" and headers["allow"]
    assert is_other_path or str(status) in operation["responses"], (method, target, body, status, answer)
    # A picture says itself what it cannot show, where the document tells so.
    is_drawn = headers.get("content-type") in operation["responses"].get(str(status), {}).get("content", {})
    if status >= 400 and not (is_drawn and headers["content-type"] != "application/problem+json"):
        assert headers["content-type"] == "application/problem+json", (method, target, headers)
        assert answer["code"] and answer["request_id"] and answer["status"] == status, (method, target, answer)
    if status == 400:
        assert answer.get("field"), (method, target, body, answer)


def ask_by_schemathesis(program: str, served: Served, directory: Path, seed: int, key: dict[str, str]) -> None:
    """Everything but the stream of events, which never ends, and the removal of the one project that there is."""
    configuration = directory / "schemathesis.toml"
    configuration.write_text(SCHEMATHESIS_CONFIGURATION)
    headers = [part for name, value in key.items() for part in ("--header", f"{name}: {value}")]
    subprocess.run([program, "--config-file", str(configuration), "run", f"{served.url}/openapi.json", *headers,
                    "--exclude-checks", UNCHECKED, "--exclude-operation-id", "follow_events", "--exclude-operation-id",
                    "remove_project", "--max-examples", "100", "--generation-database", "none", "--seed", str(seed), "--no-color"],
                   check=True, cwd=directory)


@pytest.mark.parametrize(("anonymous_read", "scope"), CLIENTS)
def test_no_request_gets_an_answer_outside_the_document(sim: GithubSim, github: GithubCpsg, seed: int, anonymous_read: str,
                                                         scope: str) -> None:
    with contextlib.suppress(Refused):  # it is there already
        sim.create(NAME, pulls=3)
    github.sync(NAME)
    key = {"Authorization": f"Bearer {github.key(scope)}"} if scope else {}
    github.ok("batch", "create", "n", NAME)
    github.env["CPSG_GITHUB_WEBHOOK_SECRET"] = "a secret of the tests"
    with github.set(server__anonymous_read=anonymous_read).serving() as served:
        document = served.get("/openapi.json")
        if program := os.environ.get("CPSG_SCHEMATHESIS"):
            ask_by_schemathesis(program, served, github.directory, seed, key)
        rng = random.Random(seed)
        for _ in range(REQUESTS):
            expect_documented(served, *drawn_request(rng, document), key)
