"""Uses the client that is generated from the API's document, and prints what it got. check_clients.py compares.

usage: use_client.py URL KEY OWNER NAME
"""
from __future__ import annotations

import datetime
import json
import sys

from generated_client import AuthenticatedClient, Client
from generated_client.api.projects import add_project, get_project, list_commits, list_projects, list_pulls
from generated_client.models import AddProjectBody, ListPullsState, Problem
from generated_client.types import UNSET

FAR = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


def all_commits(client: AuthenticatedClient, owner: str, name: str) -> tuple[int, list[str]]:
    oids: list[str] = []
    cursor = UNSET
    pages = 0
    while cursor is not None:
        page = list_commits.sync(owner, name, client=client, limit=7, cursor=cursor)
        oids += [commit.oid for commit in page.data]
        cursor = page.next_
        pages += 1
    return pages, oids


def told(problem: Problem) -> list:
    assert isinstance(problem, Problem), problem
    return [problem.status, problem.code.value, problem.field or None]


def main(url: str, key: str, owner: str, name: str) -> None:
    client = AuthenticatedClient(base_url=url, token=key)
    pages, oids = all_commits(client, owner, name)
    whole = get_project.sync(owner, name, client=client)
    part = get_project.sync(owner, name, client=client, fields="full_name,stars")
    merged = list_pulls.sync(owner, name, client=client, state=ListPullsState.MERGED)
    added = add_project.sync_detailed(client=client, body=AddProjectBody(url=f"{owner}/new-to-python"))
    problems = [get_project.sync(owner, "missing", client=client),
                add_project.sync(client=client, body=AddProjectBody(url="ftp://wrong")),
                list_projects.sync(client=Client(base_url=url))]
    print(json.dumps({
        "pages": pages, "oids": oids, "full_name": whole.full_name, "state": whole.status.state.value,
        "part": list(part.to_dict()), "since": len(list_commits.sync(owner, name, client=client, since=FAR).data),
        "merged": [pull.number for pull in merged.data], "added": [added.status_code, added.parsed.full_name],
        "problems": [told(each) for each in problems]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
