"""Protects what operators read: each sync leaves what it brought, cost and why it failed, hours add up to it, batches
tell their pace and failures, a plan reads what people paste, and a removed project leaves none of it."""
from __future__ import annotations

import json

import pytest
from github_sim import GithubCpsg, GithubSim
from harness import wait_until


def test_each_sync_is_logged_with_what_it_brought_and_cost(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=5, branches=2, pulls=3) for _ in range(2)]
    reports = {one["project"]: one for one in github.ok("sync", "--json", *names).json_lines()}
    with github.serving() as served:
        for name in names:
            (entry,) = served.get(f"/v1/projects/{name}/syncs")["data"]
            report = reports[name]
            assert entry["ok"] and entry["code"] is None and entry["message"] is None
            assert entry["new"] == report["new"]
            assert entry["requests"]["git"] == report["requests"]["git"]
            assert 0 < entry["seconds"] <= report["seconds"] + 0.01
            assert entry["bytes"] > 0
        fleet = served.get("/v1/syncs")["data"]
        assert sorted(one["project"] for one in fleet) == sorted(names)
        assert {one["state"] for one in fleet} == {"ok"}
        assert served.get("/v1/syncs?state=failed")["data"] == []
        hours = served.get("/v1/status/history?interval=day")["data"]
        points = sum(one["points"]["graphql"] for one in hours)
        assert points >= sum(one["points"]["graphql"] for one in reports.values()) - 0.001, "refreshes cost points too"
        assert sum(one["syncs"] for one in hours) >= 2 and hours[-1]["partial"]
        status = served.get("/v1/status")
        assert status["syncs_per_hour"] >= 2 and status["store"]["size_bytes"] > 0
        assert status["queue"]["late"] == 0 and status["workers"]["total"] >= 1
        (instance,) = status["instances"]
        assert instance["address"] == served.url and instance["version"] == status["version"]


def test_who_used_the_budget_is_told_by_account(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=3, pulls=2)
    with github.serving() as served:
        served.request("POST", "/v1/projects", {"url": f"{sim.url}/{name}"})
        wait_until(lambda: served.get(f"/v1/projects/{name}")["status"]["state"] == "ok")
        names = {one["account"] for one in served.get("/v1/status")["accounts"]}
    with github.serving() as served:  # what the first one spent just before its end is not lost
        used: dict[str, int] = {}
        for hour in served.get("/v1/status/history")["data"]:
            for budget in hour["budgets"]:
                used[budget["account"]] = used.get(budget["account"], 0) + budget["points"]
    assert used.keys() <= names and sum(used.values()) > 0, "by the names that the status has"


def test_what_a_command_spends_is_told_by_account_too(sim: GithubSim, github: GithubCpsg) -> None:
    (report,) = github.ok("sync", "--json", sim.create(commits=3, pulls=2)).json_lines()
    with github.serving() as served:
        budgets = [each for hour in served.get("/v1/status/history")["data"] for each in hour["budgets"]]
    points = sum(each["points"] for each in budgets)
    assert points >= sum(report["points"].values()) - 0.001 > 0, "refreshes cost points too"


def test_a_failed_sync_says_why_and_what_it_cost(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=3, pulls=1)
    github.sync(name)
    sim.change(name, "push", commits=1)
    sim.fault({"status": 500}, times=None, kind="git")
    (report,) = github.run("sync", "--json", "--audit", name).json_lines()
    assert not report["ok"]
    with github.serving() as served:
        entries = served.get(f"/v1/projects/{name}/syncs")["data"]
        failed = next(one for one in entries if not one["ok"])
        assert failed["code"] == report["error"]["code"] and failed["message"]
        assert failed["requests"]["git"] >= 1
        assert served.get("/v1/syncs?state=failed")["data"][0]["project"] == name
        failures = [each for hour in served.get("/v1/status/history")["data"] for each in hour["failures"]]
        assert any(each["code"] == failed["code"] for each in failures)
        assert served.request("DELETE", f"/v1/projects/{name}?wait=true")[0] == 204
        assert all(one["project"] != name for one in served.get("/v1/syncs")["data"])


def test_a_batch_tells_its_pace_its_cost_and_its_failures(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=3, branches=1, pulls=2) for _ in range(4)]
    with github.serving() as served:
        code, _, made = served.request("POST", "/v1/batches", {"name": "x", "projects": [*names, "acme/never-was"],
                                                               "off_peak": False})
        assert code == 202 and made["off_peak"] is False
        assert made["per_hour"] is None and made["eta_at"] is None and made["points"] == {"spent": 0, "forecast": None}
        batch = f"/v1/batches/{made['id']}"
        wait_until(lambda: served.get(batch)["state"] == "finished", 60)
        done = served.get(batch)
        assert done["per_hour"] is None, "of less than a minute there is no pace"
        assert done["eta_at"] is None and done["waiting"] is None
        assert done["failures"] == [{"code": "not_found", "count": 1}]
        assert done["points"]["spent"] > 0 and done["points"]["forecast"] == pytest.approx(done["points"]["spent"])
        items = {one["full_name"]: one for one in served.get(f"{batch}/projects")["data"]}
        assert items["acme/never-was"]["message"] and items["acme/never-was"]["code"] == "not_found"
        assert items["acme/never-was"]["attempts"] >= 1
        (refused,) = served.get("/v1/projects/acme/never-was/syncs")["data"]
        assert refused["code"] == "not_found" and refused["message"] and not refused["ok"]
        for name in names:
            wait_until(lambda: served.get(f"/v1/projects/{name}/syncs")["data"])
            assert items[name]["message"] is None and items[name]["attempts"] >= 1 and items[name]["seconds"] > 0
        assert [one["id"] for one in served.get("/v1/batches?state=finished")["data"]] == [made["id"]]
        assert served.get("/v1/batches?state=running")["data"] == []


def test_what_budget_did_not_suffice_for_is_not_taken_for_read(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=3, pulls=600)
    sim.settings(graphql_limit=8)
    sim.control("DELETE", "/limits")
    with github.serving() as served:
        path = f"/v1/projects/{name}"
        _, _, made = served.request("POST", "/v1/batches", {"name": "x", "projects": [name], "off_peak": False})
        batch = f"/v1/batches/{made['id']}"
        wait_until(lambda: served.get(path)["status"]["state"] == "waiting_quota", 60)
        told = served.get(batch)
        assert told["state"] == "running" and told["progress"]["done"] == 0
        assert told["waiting"]["reason"] == "quota" and told["waiting"]["until"]
        assert served.get(path)["commits"] == 3, "git needs no budget"
        assert served.get(path)["status"]["coverage"]["pull_requests"] < 1
        summary = served.get(f"{path}/pulls/summary")
        assert (summary["data"], summary["range"], summary["open_by_age"], summary["oldest"]) == ([], None, None, None)
        assert served.get(f"{path}/pulls?total=true")["total"] is None
        assert served.get(f"{path}/overview?blocks=pulls")["pulls"]["result"] == summary
        warning = served.get("/v1/status")["warnings"][0]
        assert warning["code"] == "rate_limited" and "projects wait" in warning["text"] and warning["account"]
    sim.settings(graphql_limit=5000)
    sim.control("DELETE", "/limits")
    github.sync(name)
    with github.serving() as served:
        assert served.get(f"{path}/pulls?total=true")["total"] == 600
        assert served.get(path)["status"]["coverage"]["pull_requests"] == 1
        assert served.get(f"{path}/pulls/summary")["range"]["opened"] == 600
        wait_until(lambda: served.get(batch)["state"] == "finished", 60)
        assert served.get(batch)["progress"]["done"] == 1


def test_a_plan_reads_what_people_paste(sim: GithubSim, github: GithubCpsg) -> None:
    known, fresh = sim.create(pulls=1), sim.create(pulls=120)
    github.sync(known)
    text = f"{known}\ngit clone {sim.url}/{fresh}.git\n{fresh}\nacme/never-was\nhttps://gitlab.com/a/b\n"
    with github.serving() as served:
        def plan(query: str = "") -> dict:
            code, _, answer = served.request("POST", f"/v1/plan{query}", {"text": text})
            assert code == 200
            return answer

        assert [one["verdict"] for one in plan()["lines"]] == ["known", "new", "twice", "new", "invalid"]
        probed = plan("?probe=true")
        assert [one["verdict"] for one in probed["lines"]] == ["known", "new", "twice", "invalid", "invalid"]
        assert probed["forecast"]["pull_requests"] == 120 and probed["forecast"]["unknown_sizes"] == 0
        assert probed["forecast"]["points"] > 2 and probed["forecast"]["points_now"] > 0
        assert probed["lines"][3]["code"] == "not_found"
        assert github.run("show", fresh).code == 3, "nothing is stored"
    listed = json.loads(github.ok("plan", "--json", fresh).stdout)
    assert listed["pull_requests"] == 120
