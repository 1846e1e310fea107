"""Protects: clients that generators make from the API's document compile, and work: pages, parts, times, writes with a key, problems.

script/soak document runs this, and says by CPSG_DOCUMENT_TOOLS where the generators are (requirements.txt, package.json).
"""
from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from github_sim import GithubCpsg, GithubSim
from harness import PROJECT

HERE = Path(__file__).parent
TOOLS = Path(os.environ["CPSG_DOCUMENT_TOOLS"])
NODE = str(PROJECT / "script/node")


def ran(*command: str, directory: Path, **variables: str) -> str:
    done = subprocess.run(command, cwd=directory, env={**os.environ, **variables, "no_proxy": "*"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def typescript_client(document: Path, directory: Path) -> list[str]:
    """The command that runs it."""
    modules = TOOLS / "typescript/node_modules"
    (directory / "node_modules").symlink_to(modules)
    for name in ("package.json", "tsconfig.json", "use_client.ts"):
        shutil.copy(HERE / name, directory)
    ran(NODE, str(modules / "openapi-typescript/bin/cli.js"), str(document), "--output", "schema.ts", directory=directory)
    ran(NODE, str(modules / "typescript/bin/tsc"), "--project", ".", directory=directory)
    return [NODE, "use_client.ts"]


def python_client(document: Path, directory: Path) -> list[str]:
    path = f"{TOOLS}/bin:{os.environ['PATH']}"  # of the formatter that the generator runs
    said = ran(str(TOOLS / "bin/openapi-python-client"), "generate", "--path", str(document), "--meta", "none", "--output-path",
               "generated_client", "--fail-on-warning", directory=directory, PATH=path)
    assert "warning" not in said.lower(), said
    shutil.copy(HERE / "use_client.py", directory)
    return [str(TOOLS / "bin/python"), "use_client.py"]


@pytest.mark.parametrize("make", [typescript_client, python_client])
def test_a_generated_client_works(sim: GithubSim, github: GithubCpsg, tmp_path: Path, make) -> None:
    name = sim.create(pulls=20)
    github.sync(name)
    with github.set(server__anonymous_read="off").serving() as served:
        document, directory = tmp_path / "openapi.json", tmp_path / "client"
        document.write_text(json.dumps(served.get("/openapi.json")))
        directory.mkdir()
        found = json.loads(ran(*make(document, directory), served.url, github.key("write"), *name.split("/"), directory=directory))
    oids = [commit["oid"] for commit in github.commits(name)]
    assert found.pop("added")[0] == 202
    assert found == {
        "pages": -(-len(oids) // 7), "oids": oids, "full_name": name, "state": "ok", "part": ["full_name", "stars"], "since": 0,
        "merged": [pull["number"] for pull in sim.pulls(name) if pull["state"] == "merged"],
        "problems": [[404, "not_found", None], [422, "url_invalid", "url"], [401, "key_missing", "Authorization"]]}
