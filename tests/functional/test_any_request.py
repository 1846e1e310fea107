"""Protects: no request that can be made from the API's own document, sensible or not, gets an answer outside of it.

Short: random requests here. Long (script/soak document): schemathesis, of which CPSG_SCHEMATHESIS names the program.
"""
from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import urllib.parse
from pathlib import Path

from harness import Cpsg, Served
from history import small_project

NAME = "acme/asked"
REQUESTS = 400
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
          "response_schema_conformance,unsupported_method,use_after_free,ensure_resource_availability")
JUNK = ["", "0", "-1", "x", "true", "null", "%00", "a/b", "..", "2026-02-30", "2026-01-31", "9" * 30, "\u00e9\u2028", "\x7f",
        "AAAA", "name,id", "UTC", "' OR 1=1 --", "{}", "a" * 2000]
BODIES = ["", "{}", "[]", "null", "{", '{"url":1}', '{"url":"acme/new"}', '{"url":"' + "a" * 5000 + '"}', '{"name":"n","projects":[]}',
          '{"name":"n","projects":["acme/asked"]}', '{"name":"n","name":"m","projects":["a/b"]}', "[" * 9000]


def value_for(rng: random.Random, schema: dict) -> str:
    """Often one that the schema allows."""
    if rng.random() < 0.4:
        return rng.choice(JUNK)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if schema.get("type") == "array":
        return ",".join(rng.sample(schema["items"].get("enum", ["a"]), 1))
    if "minimum" in schema:
        return str(rng.randint(schema["minimum"], min(schema["maximum"], 1000)))
    if "anyOf" in schema:
        return rng.choice(["2026-01-31", "2020-09-14T12:26:40Z", "2020-09-14T12:26:40+05:30"])
    return rng.choice(["true", "false"]) if schema.get("type") == "boolean" else rng.choice(["main", "acme", "asked", "1"])


def drawn_request(rng: random.Random, document: dict) -> tuple[str, str, dict, str | None]:
    """Method, target, the operation, and a body."""
    path, methods = rng.choice(list(document["paths"].items()))
    method, operation = rng.choice(list(methods.items()))
    query = []
    for parameter in operation["parameters"]:
        if parameter.get("in") == "path":
            sensible = {"owner": "acme", "name": "asked", "number": "1", "id": "b1"}[parameter["name"]]
            value = sensible if rng.random() < 0.8 else rng.choice(JUNK)
            path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(value, safe=""))
        elif parameter.get("in") == "query" and rng.random() < 0.4:
            query.append((parameter["name"], value_for(rng, parameter["schema"])))
    if rng.random() < 0.05:
        query.append((rng.choice(["limti", "", "limit"]), "1"))
    target = path + ("?" + urllib.parse.urlencode(query) if query else "")
    return method.upper(), target, operation, rng.choice(BODIES) if "requestBody" in operation else None


def sent(served: Served, method: str, target: str, body: str | None) -> tuple[int, dict[str, str], object]:
    """The target as it is, and redirects not followed."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=30)
    connection.request(method, target, None if body is None else body.encode(), {"Content-Type": "application/json"})
    response = connection.getresponse()
    text, headers = response.read(), {name.lower(): value for name, value in response.getheaders()}
    connection.close()
    is_json = headers.get("content-type", "") in ("application/json", "application/problem+json")
    return response.status, headers, json.loads(text) if is_json else text


def expect_documented(served: Served, method: str, target: str, operation: dict, body: str | None) -> None:
    status, headers, answer = sent(served, method, target, body)
    assert status < 500, (method, target, body, answer)
    assert str(status) in operation["responses"] or 400 <= status < 500, (method, target, body, status)
    if status >= 400:
        assert headers["content-type"] == "application/problem+json", (method, target, headers)
        assert answer["code"] and answer["request_id"] and answer["status"] == status, (method, target, answer)
    if status == 400:
        assert answer.get("field"), (method, target, body, answer)


def test_no_request_gets_an_answer_outside_the_document(cpsg: Cpsg, root: Path, seed: int) -> None:
    small_project(root / f"{NAME}.git")
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        served.request("POST", "/v1/batches", {"name": "n", "projects": [NAME]})
        document = served.get("/openapi.json")
        if program := os.environ.get("CPSG_SCHEMATHESIS"):
            subprocess.run([program, "run", f"{served.url}/openapi.json", "--checks", CHECKS, "--max-examples", "100",
                            "--seed", str(seed), "--no-color"], check=True)
        rng = random.Random(seed)
        for _ in range(REQUESTS):
            expect_documented(served, *drawn_request(rng, document))
