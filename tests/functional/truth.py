"""What git itself says of a repository, in the shapes that cpsg exports."""
from __future__ import annotations

import datetime
import hashlib
import hmac
import re
from collections.abc import Callable

from history import Repository

FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cn", "%ce", "%cd", "%B")
BLANKS = b" \t\r\n\f\v"
MESSAGE_MAX_BYTES = 65_536

COMMIT_KEYS = ["oid", "parents", "author", "committer", "message", "additions", "deletions", "changed_files", "bot",
               "on_default_branch", "unreachable_since", "altered"]
PERSON_KEYS = ["name", "email", "date", "login"]
BRANCH_KEYS = ["name", "oid", "default", "ahead", "behind", "merged", "commits", "committed_at", "author", "deleted_at"]
PROJECT_KEYS = ["id", "github_id", "owner", "name", "full_name", "default_branch", "description", "homepage", "topics",
                "license", "visibility", "archived", "fork", "empty", "renamed_from", "language", "languages", "stars",
                "forks", "watchers", "open_issues", "closed_issues", "size_kb", "releases", "tags", "contributors",
                "created_at", "updated_at", "pushed_at", "commits", "commits_all", "branches", "pull_requests", "status",
                "html_url", "followed_since"]
STATUS_KEYS = ["state", "reason", "code", "since", "next_sync_at", "last_synced_at", "coverage"]

EmailRule = Callable[[bytes], "str | None"]


def keep_email(address: bytes) -> str | None:
    return address.strip(BLANKS).decode(errors="replace") or None


def hash_email(key: bytes) -> EmailRule:
    def rule(address: bytes) -> str | None:
        text = keep_email(address)
        return text and hmac.new(key, text.lower().encode(), hashlib.sha256).hexdigest()[:32]
    return rule


def stored_name(name: bytes, rule: EmailRule) -> str | None:
    """A name that is an address is kept only where addresses are."""
    text = name.strip(BLANKS).decode(errors="replace")
    bare = text.strip(" \t\r\n\f\v<>()[]\"'`,;").removeprefix("mailto:")
    if rule is keep_email or not re.fullmatch(r"[^\s@]+@\S+", bare):
        return text
    return login(bare.encode())


def iso_time(raw: str) -> str | None:
    """`1500000000 +0530` as INTERFACES writes it."""
    seconds, zone = raw.split()
    hours, minutes = divmod(abs(int(zone)), 100)
    offset = hours * 60 + minutes
    offset = 0 if offset >= 24 * 60 else -offset if zone.startswith("-") else offset
    try:
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(seconds), minutes=offset)
    except OverflowError:
        return None
    sign = "-" if offset < 0 else "+"
    return f"{moment.isoformat()}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def epoch(time: str | None) -> float:
    return float("-inf") if time is None else datetime.datetime.fromisoformat(time).timestamp()


def login(address: bytes) -> str | None:
    found = re.fullmatch(rb"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com", address.strip(BLANKS), re.IGNORECASE)
    return found[1].decode() if found else None


def person(name: bytes, address: bytes, date: bytes, rule: EmailRule) -> dict:
    shown = stored_name(name, rule)
    nobody = rule is keep_email and shown == "" and not address.strip(BLANKS)  # git shows an empty address
    return {"name": shown, "email": "" if nobody else rule(address), "date": iso_time(date.decode()),
            "login": login(address) or login(name)}


def identity(someone: dict) -> tuple[str, str]:
    """Two authors are one contributor if this is equal: the stored address, or the name where none is stored."""
    return ("", someone["name"]) if someone["email"] is None else (someone["email"], "")


def read_log(repository: Repository) -> list[list[bytes]]:
    if not repository.heads():
        return []
    form = "%x00".join(FIELDS)
    out = repository.git("log", "--branches", "--no-mailmap", "--date=raw", "-z", f"--format={form}")
    fields = out.split(b"\0")
    assert fields.pop() == b"" and len(fields) % len(FIELDS) == 0
    return [fields[i:i + len(FIELDS)] for i in range(0, len(fields), len(FIELDS))]


def raw_texts(repository: Repository) -> dict[bytes, list[bytes]]:
    """By oid, the bytes of the names and the message before anybody converted them."""
    result = {}
    oids = repository.git("rev-list", "--branches") if repository.heads() else b""
    out, at = repository.git("cat-file", "--batch", stdin=oids), 0
    while at < len(out):
        start = out.index(b"\n", at) + 1
        oid, _, size = out[at:start].split()
        at = start + int(size) + 1
        headers, _, message = out[start:at - 1].partition(b"\n\n")
        names = re.findall(rb"^(?:author|committer) (.*?)(?: ?<.*)?$", headers, re.MULTILINE)[:2]
        result[oid] = [text.strip(BLANKS) for text in (*names, message.partition(b"\0")[0])]
    return result


def head_branch(repository: Repository) -> str | None:
    """What HEAD points to, whether it has commits or not; nothing for a detached HEAD."""
    try:
        return repository.text("symbolic-ref", "HEAD").removeprefix("refs/heads/")
    except RuntimeError:
        return None


def default_branch(repository: Repository) -> str | None:
    """The one that others are compared with: it has commits."""
    name = head_branch(repository)
    return name if name in repository.heads() else None


def commits(repository: Repository, rule: EmailRule) -> list[dict]:
    default = default_branch(repository)
    on_default = set(repository.text("rev-list", f"refs/heads/{default}").split()) if default else set()
    originals = raw_texts(repository)
    result = []
    for fields in read_log(repository):
        oid, parents, author, author_email, authored, committer, committer_email, committed, message = fields
        message_text = message.rstrip(b"\n").decode(errors="replace")
        people = person(author, author_email, authored, rule), person(committer, committer_email, committed, rule)
        names = [name.strip(BLANKS).decode(errors="replace") for name in (author, committer)]
        texts = [text.encode().strip(BLANKS) for text in (*names, message_text)]
        altered = [] if texts == originals[oid] else ["encoding"]
        if len(message_text.encode()) > MESSAGE_MAX_BYTES:
            message_text = message_text.encode()[:MESSAGE_MAX_BYTES].decode(errors="ignore")
            altered.append("message")
        result.append({
            "oid": oid.decode(), "parents": parents.decode().split(), "author": people[0], "committer": people[1],
            "message": message_text, "additions": None, "deletions": None, "changed_files": None,
            "on_default_branch": oid.decode() in on_default, "unreachable_since": None,
            "altered": altered})
    result.sort(key=lambda commit: (-epoch(commit["committer"]["date"]), commit["oid"]))
    return result


def branches(repository: Repository) -> list[dict]:
    default = default_branch(repository)
    result = []
    for name, oid in repository.heads().items():
        ahead = behind = merged = None
        if name == default:
            ahead = behind = 0
        elif default:
            behind, ahead = map(int, repository.text(
                "rev-list", "--left-right", "--count", f"refs/heads/{default}...{oid}").split())
            merged = ahead == 0
        date, _, author = repository.git(
            "log", "-1", "--no-mailmap", "--date=raw", "--format=%cd%n%an", oid).partition(b"\n")
        result.append({
            "name": name.encode(errors="surrogateescape").decode(errors="replace"), "oid": oid,
            "default": name == default, "ahead": ahead, "behind": behind, "merged": merged,
            "commits": int(repository.text("rev-list", "--count", oid)), "committed_at": iso_time(date.decode()),
            "author": author.strip(BLANKS).decode(errors="replace"), "deleted_at": None})
    result.sort(key=lambda branch: branch["name"].encode())
    return result


def counts(repository: Repository, all_commits: list[dict]) -> dict:
    """The part of a project that git knows."""
    default = default_branch(repository)
    heads = repository.heads()
    people = {identity(commit["author"]) for commit in all_commits}
    return {
        "default_branch": head_branch(repository), "empty": not heads,
        "commits": int(repository.text("rev-list", "--count", f"refs/heads/{default}")) if default else 0,
        "commits_all": int(repository.text("rev-list", "--branches", "--count")) if heads else 0,
        "branches": len(heads), "contributors": len(people)}


def commit_set(repository: Repository) -> frozenset[str]:
    return frozenset(repository.text("rev-list", "--branches").split()) if repository.heads() else frozenset()
