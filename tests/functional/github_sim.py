"""The stand-in for GitHub (tools/github-sim) as the tests drive it: its options, its control port, and its truth.

The truth is read by queries of the tests' own, as a user that the product does not know, so that neither the product's
queries nor its budgets take part in it.
"""
from __future__ import annotations

import datetime
import itertools
import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness import PROJECT, Cpsg, environment

TOKEN = "ghp_" + "a" * 36
OTHER_TOKEN = "ghp_" + "b" * 36  # of another user
TWIN_TOKEN = "ghp_" + "c" * 36  # of the first user
TRUTH_TOKEN = "ghp_" + "t" * 36
USERS = {TOKEN: "alice", OTHER_TOKEN: "bob", TWIN_TOKEN: "alice", TRUTH_TOKEN: "auditor"}
START_S = 120

PULL_FIELDS = """number title state isDraft createdAt updatedAt closedAt mergedAt
  author { __typename login } mergedBy { login } baseRefName baseRefOid headRefName headRefOid
  headRepository { nameWithOwner } additions deletions changedFiles reviewDecision
  commits { totalCount } comments { totalCount }
  reviews(first: 100) { totalCount nodes { submittedAt } } labels(first: 100) { nodes { name } }"""
PULLS = f"""query Truth($o: String!, $n: String!, $after: String) {{ repository(owner: $o, name: $n) {{
  pullRequests(first: 30, after: $after) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {PULL_FIELDS} }} }} }} }}"""
RELEASES = """query Truth($o: String!, $n: String!, $after: String) { repository(owner: $o, name: $n) {
  releases(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
    nodes { name tagName publishedAt isPrerelease } } } }"""
REPOSITORY = """query Truth($o: String!, $n: String!) { repository(owner: $o, name: $n) {
  databaseId nameWithOwner description homepageUrl createdAt updatedAt pushedAt isArchived isFork visibility
  stargazerCount forkCount diskUsage primaryLanguage { name } licenseInfo { spdxId } watchers { totalCount }
  open: issues(states: OPEN) { totalCount } closed: issues(states: CLOSED) { totalCount }
  openPulls: pullRequests(states: OPEN) { totalCount } closedPulls: pullRequests(states: CLOSED) { totalCount }
  mergedPulls: pullRequests(states: MERGED) { totalCount } releases { totalCount }
  tags: refs(refPrefix: "refs/tags/") { totalCount }
  languages(first: 100, orderBy: {field: SIZE, direction: DESC}) { edges { size node { name } } }
  repositoryTopics(first: 100) { nodes { topic { name } } } } }"""


class Refused(Exception):
    """An answer of the control port that is no success."""


class GithubSim:
    """One running stand-in. Tests take repositories of their own (`new_name`), and `reset` undoes everything else."""

    _counter = itertools.count(1)

    def __init__(self, directory: Path, *options: str):
        tokens = [part for token, login in USERS.items() for part in ("--token", f"{token}={login}")]
        command = [str(PROJECT / "script/node"), "--runtime", str(PROJECT / "tools/github-sim/src/main.ts"), "--control-port", "0",
                   *tokens, *options]
        # With the machine's own settings, for it may have to be installed first.
        subprocess.run([command[0], "--runtime", "node", "--version"], check=True, stdout=subprocess.DEVNULL)
        directory.mkdir(parents=True, exist_ok=True)
        self.log = (directory / "github-sim.log").open("w")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=directory,
                                        env=environment(), stdin=subprocess.DEVNULL)
        self.url, self.control_url, self.ca_file = "", "", ""
        self._read_addresses()
        self.defaults = self.control("GET", "/settings")

    def _read_addresses(self) -> None:
        too_long = threading.Timer(START_S, self.process.kill)
        too_long.start()
        for line in self.process.stdout:
            for prefix, name in (("control on ", "control_url"), ("listening on ", "url"), ("ca file ", "ca_file")):
                if line.startswith(prefix):
                    setattr(self, name, line[len(prefix):].strip())
            if self.url:
                break
        too_long.cancel()
        assert self.url, f"the stand-in did not start; see {self.log.name}"

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)  # it removes hundreds of repositories
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def new_name(self, word: str = "tool") -> str:
        return f"acme/{word}-{next(self._counter)}"

    def reset(self) -> None:
        self.control("DELETE", "/faults")
        self.control("POST", "/settings", {k: v for k, v in self.defaults.items() if k != "clockSkewS"})
        self.control("DELETE", "/limits")
        self.control("DELETE", "/report")
        for token, login in USERS.items():
            self.control("POST", "/tokens", {"token": token, "login": login})

    # ---- the control port ----

    def control(self, method: str, path: str, body: object = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.read().decode(errors='replace')}") from None

    def create(self, name: str | None = None, **options: object) -> str:
        name = name or self.new_name()
        self.control("POST", "/repositories", {"full_name": name, "commits": 12, "branches": 3, **options})
        return name

    def change(self, repository: str, change: str, /, **body: object) -> dict:
        return self.control("POST", f"/repositories/{repository}/{change}", body)

    def delete(self, name: str) -> None:
        self.control("DELETE", f"/repositories/{name}")

    def fault(self, action: dict, times: int | None = 1, skip: int = 0, **match: object) -> None:
        self.control("POST", "/faults", {"match": match, "times": times, "skip": skip, "action": action})

    def fault_hits(self) -> int:
        """How many requests met a fault so far; they may not be answered yet."""
        return sum(fault["hits"] for fault in self.control("GET", "/faults"))

    def settings(self, **values: object) -> None:
        self.control("POST", "/settings", values)

    def report(self) -> dict:
        return self.control("GET", "/report")

    def requests(self, kind: str | None = None) -> list[dict]:
        found = self.control("GET", "/requests?limit=20000")
        found = found["requests"] if isinstance(found, dict) else found
        return [one for one in found if one["account"] != "auditor" and (kind is None or one["kind"] == kind)]

    def git_dir(self, name: str) -> Path:
        return Path(self.control("GET", f"/repositories/{name}")["git_dir"])

    # ---- the truth ----

    def ask(self, query: str, **variables: object) -> dict:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"authorization": f"Bearer {TRUTH_TOKEN}", "user-agent": "tests", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/api/graphql", data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            found = json.loads(answer.read())
        assert "errors" not in found, found
        return found["data"]

    def pulls(self, name: str) -> list[dict]:
        owner, short = name.split("/")
        found: list[dict] = []
        after = None
        while True:
            page = self.ask(PULLS, o=owner, n=short, after=after)["repository"]["pullRequests"]
            found += [pull_shape(node) for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return sorted(found, key=lambda pull: pull["number"])
            after = page["pageInfo"]["endCursor"]

    def star_weeks(self, name: str, page: int) -> list[dict]:
        url = f"{self.url}/api/repos/{name}/stargazers/history?per_page=30&page={page}"
        headers = {"authorization": f"Bearer {TRUTH_TOKEN}", "user-agent": "tests", "x-github-api-version": "2026-03-10"}
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
            return json.loads(answer.read())

    def stars_gained(self, name: str) -> dict[datetime.date, int]:
        """How many of the present stars were given on each day, from the week of the creation to the present one."""
        gained: dict[datetime.date, int] = {}
        for page in itertools.count(1):
            weeks = self.star_weeks(name, page)
            for week in weeks:
                sunday = datetime.datetime.fromtimestamp(week["week"], datetime.timezone.utc).date()
                gained.update({sunday + datetime.timedelta(days=index): stars for index, stars in enumerate(week["days"])})
            if not weeks:
                return gained

    def releases(self, name: str) -> list[dict]:
        """As the API lists them: the newest first, then by the bytes of the tag, descending."""
        owner, short = name.split("/")
        found: list[dict] = []
        after = None
        while True:
            page = self.ask(RELEASES, o=owner, n=short, after=after)["repository"]["releases"]
            found += [{"name": node["name"], "tag": node["tagName"], "published_at": node["publishedAt"],
                       "prerelease": node["isPrerelease"]} for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return sorted(found, key=lambda one: (one["published_at"], one["tag"].encode()), reverse=True)
            after = page["pageInfo"]["endCursor"]

    def statistics(self, name: str) -> dict:
        owner, short = name.split("/")
        return statistics_shape(self.ask(REPOSITORY, o=owner, n=short)["repository"])


def seconds_between(first: str, last: str) -> int:
    def parse(text: str) -> float:
        return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    return int(parse(last) - parse(first))


def pull_shape(node: dict) -> dict:
    """A pull request as INTERFACES has it, from the stand-in's own answer."""
    author, merged_by, repo = node["author"], node["mergedBy"], node["headRepository"]
    reviews = sorted(review["submittedAt"] for review in node["reviews"]["nodes"] if review["submittedAt"])
    decision = node["reviewDecision"]
    return {
        "number": node["number"], "title": node["title"], "state": node["state"].lower(), "draft": node["isDraft"],
        "author": author and author["login"], "bot": bool(author) and author["__typename"] == "Bot",
        "base": {"ref": node["baseRefName"], "oid": node["baseRefOid"]},
        "head": {"ref": node["headRefName"], "oid": node["headRefOid"], "repo": repo and repo["nameWithOwner"]},
        "created_at": node["createdAt"], "updated_at": node["updatedAt"], "closed_at": node["closedAt"],
        "merged_at": node["mergedAt"], "merged_by": merged_by and merged_by["login"], "additions": node["additions"],
        "deletions": node["deletions"], "changed_files": node["changedFiles"],
        "commits": node["commits"]["totalCount"], "comments": node["comments"]["totalCount"],
        "reviews": node["reviews"]["totalCount"], "review_decision": decision and decision.lower(),
        "labels": sorted(label["name"] for label in node["labels"]["nodes"]),
        "first_review_at": reviews[0] if reviews else None,
        "lead_time_s": seconds_between(node["createdAt"], node["mergedAt"]) if node["mergedAt"] else None,
    }


def statistics_shape(node: dict) -> dict:
    """Those members of a project that GitHub alone tells."""
    owner, name = node["nameWithOwner"].split("/")
    counts = {state: node[f"{state}Pulls"]["totalCount"] for state in ("open", "closed", "merged")}
    languages = [{"name": edge["node"]["name"], "bytes": edge["size"]} for edge in node["languages"]["edges"]]
    return {
        "github_id": node["databaseId"], "owner": owner, "name": name, "full_name": node["nameWithOwner"],
        "description": node["description"], "homepage": node["homepageUrl"] or None,
        "topics": sorted(topic["topic"]["name"] for topic in node["repositoryTopics"]["nodes"]),
        "license": (node["licenseInfo"] or {}).get("spdxId"), "visibility": node["visibility"].lower(),
        "archived": node["isArchived"], "fork": node["isFork"],
        "language": (node["primaryLanguage"] or {}).get("name"),
        "languages": sorted(languages, key=lambda one: (-one["bytes"], one["name"])),
        "stars": node["stargazerCount"], "forks": node["forkCount"], "watchers": node["watchers"]["totalCount"],
        "open_issues": node["open"]["totalCount"], "closed_issues": node["closed"]["totalCount"],
        "size_kb": node["diskUsage"], "releases": node["releases"]["totalCount"], "tags": node["tags"]["totalCount"],
        "created_at": node["createdAt"], "updated_at": node["updatedAt"], "pushed_at": node["pushedAt"],
        "pull_requests": {**counts, "total": sum(counts.values())},
    }


# ---- the product against it ----

class GithubCpsg(Cpsg):
    """cpsg with the stand-in as its GitHub; tokens go by the environment, as they should."""

    def __init__(self, directory: Path, sim: GithubSim, *tokens: str, **settings: object):
        super().__init__(directory, sim.url, github__api_url=f"{sim.url}/api", github__graphql_url=f"{sim.url}/api/graphql",
                         **settings)
        self.sim = sim
        if tokens:
            self.env["CPSG_GITHUB_TOKENS"] = ",".join(tokens)
        if sim.ca_file:
            self.set(net__ca_file=sim.ca_file)

    def pulls(self, project: str) -> list[dict]:
        return [json.loads(line) for line in self.export("pulls", project).splitlines()]

    def equals_truth(self, name: str) -> None:
        """Everything stored of the project is what the stand-in has: statistics, pull requests, branches, commits."""
        shown = self.show(name)
        truth = self.sim.statistics(name)
        assert {key: shown[key] for key in truth} == truth
        assert self.pulls(name) == self.sim.pulls(name)
        git_dir = self.sim.git_dir(name)
        listing = git(git_dir, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads")
        live = [branch for branch in self.branches(name) if branch["deleted_at"] is None]
        assert sorted(f"{branch['name']} {branch['oid']}" for branch in live) == sorted(listing.split("\n")[:-1])
        oids = git(git_dir, "rev-list", "--branches").split()
        stored = [commit["oid"] for commit in self.commits(name)]
        assert len(stored) == len(set(stored)) and set(stored) == set(oids)
        assert shown["commits_all"] == len(oids)


def git(directory: Path, *arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", "-C", str(directory), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def in_the_next_second() -> None:
    """GitHub's times are whole seconds, and so are the marks of a probe: what is done now looks later than what was."""
    time.sleep(1.01 - time.time() % 1)
