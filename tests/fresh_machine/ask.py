"""Asks a server that has just come up whether it is what the README promises.

usage: ask.py ADDRESS -- exits 0 when /healthz is well, / is the dashboard's page, and every project of /v1/projects came to the state that the demo has
for it: synced, with commits unless its repository is empty; one of them is not at GitHub any more, to show that.
"""
import json
import sys
import time
import urllib.request

SYNC_TIMEOUT_S = 120
NOT_SYNCED = {"demo/vanished": "no_access"}
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url: str) -> tuple[int, bytes]:
    with NO_PROXY.open(url, timeout=10) as answer:
        return answer.status, answer.read()


def is_finished(project: dict) -> bool:
    expected = NOT_SYNCED.get(project["full_name"], "ok")
    return project["status"]["state"] == expected and (expected != "ok" or project["commits_all"] or project["empty"])


def unfinished(projects: list[dict]) -> list[str]:
    return [p["full_name"] for p in projects if not is_finished(p)]


def main(address: str) -> int:
    status, _ = get(address + "/healthz")
    print(f"/healthz answers {status}")
    if b'<script type="module"' not in get(address + "/")[1]:
        print("/ is no page of the dashboard")
        return 1
    deadline = time.monotonic() + SYNC_TIMEOUT_S
    while True:
        projects = json.loads(get(address + "/v1/projects")[1])["data"]
        waiting = unfinished(projects)
        if projects and not waiting:
            break
        if time.monotonic() > deadline:
            print(f"not synced: {waiting or 'no project at all'}")
            return 1
        time.sleep(1)
    for project in projects:
        print(f"{project['full_name']}: {project['commits_all']} commits, {project['branches']} branches")
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
