"""Protects: whatever a remote sends instead of a pack, cpsg says so in one line, with the right code, and keeps its data.

The remote's answer to `fetch` is replaced by one made byte by byte. A store that was synced before must export the same
afterwards, and the next sync from the honest remote must succeed.
"""
from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import packs
import truth
from git_server import Fault, GitServer
from harness import BINARY, Cpsg
from history import Repository, small_project
from matching import assert_project_is_true

NAME = "acme/target"
GOOD = packs.commit()
GOOD_ENTRY = packs.entry(packs.COMMIT, GOOD)
HUGE = 1 << 40
BOMB_BYTES = 1 << 30


def deltas(*ops: bytes, base_size: int = len(GOOD), result_size: int = 10) -> bytes:
    content = packs.delta(base_size, result_size, *ops)
    return packs.pack(GOOD_ENTRY, packs.entry(packs.OFS_DELTA, content, base=packs.offset(len(GOOD_ENTRY))))


def mutual_deltas() -> bytes:
    """Two ref-deltas, each naming an object that would need the other."""
    content = packs.delta(10, 10, packs.copy_op(0, 10))
    return packs.pack(*(packs.entry(packs.REF_DELTA, content, base=bytes([n]) * 20) for n in (1, 2)))


def wrong_checksum() -> bytes:
    good = packs.pack(GOOD_ENTRY)
    return good[:-1] + bytes([good[-1] ^ 1])


# What stands in the pack, and the error that it is. No pack holds what was asked for unless it says so.
BAD_PACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no pack": (lambda: b"", "bad_data"),
    "bad magic": (lambda: packs.pack(GOOD_ENTRY, magic=b"KCAP"), "bad_data"),
    "version 4": (lambda: packs.pack(GOOD_ENTRY, version=4), "bad_data"),
    "fewer objects than announced": (lambda: packs.pack(GOOD_ENTRY, count=2), "bad_data"),
    "more objects than announced": (lambda: packs.pack(GOOD_ENTRY, GOOD_ENTRY, count=1), "bad_data"),
    "four thousand million objects": (lambda: packs.pack(GOOD_ENTRY, count=0xFFFFFFFF), "limit_exceeded"),
    "wrong checksum": (wrong_checksum, "bad_data"),
    "bytes after the checksum": (lambda: packs.pack(GOOD_ENTRY) + b"more", "bad_data"),
    "not what was asked for": (lambda: packs.pack(GOOD_ENTRY), "remote_damaged"),  # and listed again
    "empty": (lambda: packs.pack(), "remote_damaged"),
    "type 0": (lambda: packs.pack(packs.entry(0, GOOD)), "bad_data"),
    "type 5": (lambda: packs.pack(packs.entry(5, GOOD)), "bad_data"),
    "shorter than its size": (lambda: packs.pack(packs.entry(packs.COMMIT, GOOD, size=len(GOOD) + 1)), "bad_data"),
    "longer than its size": (lambda: packs.pack(packs.entry(packs.COMMIT, GOOD, size=len(GOOD) - 1)), "bad_data"),
    "a size beyond all bounds": (lambda: packs.pack(packs.entry(packs.COMMIT, GOOD, size=HUGE)), "limit_exceeded"),
    "a size of too many bytes": (
        lambda: packs.pack(b"\x9f" + b"\xff" * 12 + b"\x7f" + packs.zlib.compress(GOOD)), "bad_data|limit_exceeded"),
    "not zlib": (lambda: packs.pack(packs.entry_header(packs.COMMIT, 100) + b"\x00garbage" * 20), "bad_data"),
    "zlib bomb of a small size": (
        lambda: packs.pack(packs.entry_header(packs.COMMIT, 200) + packs.bomb(BOMB_BYTES)), "bad_data"),
    "zlib bomb of a true size": (
        lambda: packs.pack(packs.entry_header(packs.COMMIT, BOMB_BYTES) + packs.bomb(BOMB_BYTES)), "limit_exceeded"),
    "delta: copies beyond the base": (lambda: deltas(packs.copy_op(len(GOOD) - 5, 10)), "bad_data"),
    "delta: copies from far outside": (lambda: deltas(packs.copy_op(0xFFFFFFF0, 10)), "bad_data"),
    "delta: another base size": (lambda: deltas(packs.copy_op(0, 10), base_size=7), "bad_data"),
    "delta: result too long": (lambda: deltas(packs.copy_op(0, 20)), "bad_data"),
    "delta: result too short": (lambda: deltas(packs.copy_op(0, 3)), "bad_data"),
    "delta: reserved instruction": (lambda: deltas(b"\x00"), "bad_data"),
    "delta: insert cut": (lambda: deltas(b"\x7fabc"), "bad_data"),
    "delta: copy cut": (lambda: deltas(b"\xff\x01"), "bad_data"),
    "delta: huge result": (lambda: deltas(packs.copy_op(0, 10), result_size=HUGE), "limit_exceeded|bad_data"),
    "delta: base before the pack": (
        lambda: packs.pack(GOOD_ENTRY, packs.entry(packs.OFS_DELTA, b"\x0a\x0a", base=packs.offset(1 << 30))), "bad_data"),
    "delta: base is itself": (
        lambda: packs.pack(packs.entry(packs.OFS_DELTA, b"\x0a\x0a", base=packs.offset(0))), "bad_data"),
    "delta: base inside an object": (
        lambda: packs.pack(GOOD_ENTRY, packs.entry(packs.OFS_DELTA, b"\x0a\x0a", base=packs.offset(5))), "bad_data"),
    "delta: base nowhere": (
        lambda: packs.pack(packs.entry(packs.REF_DELTA, b"\x0a\x0a", base=b"\x11" * 20)), "bad_data"),
    "delta: a circle": (mutual_deltas, "bad_data"),
    "a commit without tree": (lambda: packs.pack(packs.entry(packs.COMMIT, b"author nobody\n")), "bad_data"),
    "a commit whose parent is no oid": (
        lambda: packs.pack(packs.entry(packs.COMMIT, GOOD.replace(b"author", b"parent xyz\nauthor", 1))), "bad_data"),
}


@pytest.fixture
def repository(root) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, repository: Repository) -> Cpsg:
    """A store that knows the repository as it was before three commits more."""
    cpsg.set(privacy__emails="keep", net__stall_timeout_ms=20_000).sync(NAME)
    repository.grow("main", 3, random.Random(2))
    return cpsg


def assert_refused(cpsg: Cpsg, server: GitServer, repository: Repository, fault: Fault, codes: str) -> str:
    """The sync fails so, changes nothing, and the next one from the honest remote succeeds."""
    before = cpsg.exports(NAME)
    fault.times = None
    server.faults.append(fault)
    report = cpsg.run("sync", "--json", "--no-wait", NAME).json_lines()[0]
    assert report["error"] and report["error"]["code"] in codes.split("|"), report
    result = cpsg.fails(report["error"]["code"], NAME)
    assert fault.hits > 0
    assert cpsg.exports(NAME) == before
    server.faults.clear()
    assert cpsg.sync(NAME)["new"]["commits"] == 3
    assert_project_is_true(cpsg, NAME, repository, truth.keep_email)
    return result.stderr


@pytest.mark.parametrize("case", BAD_PACKS)
def test_a_bad_pack(synced: Cpsg, server: GitServer, repository: Repository, case: str) -> None:
    make, codes = BAD_PACKS[case]
    fault = Fault(command="fetch", body=packs.fetch_answer(make()))
    assert_refused(synced, server, repository, fault, codes)


@pytest.mark.parametrize("case", ["zlib bomb of a small size", "zlib bomb of a true size"])
def test_a_bomb_takes_no_memory(synced: Cpsg, server: GitServer, case: str) -> None:
    server.faults.append(Fault(command="fetch", body=packs.fetch_answer(BAD_PACKS[case][0]()), times=None))
    result = synced.run("sync", "--json", NAME)
    assert result.code == 6
    sanitized = b"__asan_init" in BINARY.read_bytes()  # keeps freed memory in quarantine
    # As the program itself has it: what wait4() says includes this process, of which it began as a copy.
    assert result.json_lines()[0]["peak_rss_bytes"] < (600 if sanitized else 150) * 1024 * 1024


WHOLE = packs.fetch_answer(packs.pack(GOOD_ENTRY))
BAD_FRAMES = {
    "empty": b"",
    "a flush alone": b"0000",
    "not hexadecimal": b"zzzz" + WHOLE,
    "a length of three": b"0003" + WHOLE,
    "a length beyond what follows": packs.pkt(b"packfile\n") + b"fff0\x01PACK",
    "a length beyond the protocol's": packs.pkt(b"packfile\n") + b"ffff\x01" + bytes(65530) + b"0000",
    "cut in a length": WHOLE[:-2],
    "no end": WHOLE[:-4],
    "an unknown section": packs.pkt(b"surprise\n") + WHOLE,
    "an unknown band": packs.pkt(b"packfile\n") + packs.pkt(b"\x07PACK") + b"0000",
    "a band without a number": packs.pkt(b"packfile\n") + b"0004" + b"0000",
    "a web page": b"<!DOCTYPE html><html><body>Sign in</body></html>",
}


@pytest.mark.parametrize("case", BAD_FRAMES)
def test_a_bad_frame(synced: Cpsg, server: GitServer, repository: Repository, case: str) -> None:
    fault = Fault(command="fetch", body=BAD_FRAMES[case])
    codes = {"empty": "remote_error", "a web page": "bad_data|unsupported_remote"}.get(case, "bad_data")
    assert_refused(synced, server, repository, fault, codes)


@pytest.mark.parametrize("words", [b"ERR upload-pack: not our ref " + b"1" * 40, b"ERR \x1b[31mred\x07 a@example.com\n"])
def test_the_remote_says_err(synced: Cpsg, server: GitServer, repository: Repository, words: bytes) -> None:
    fault = Fault(command="fetch", body=packs.pkt(words))
    stderr = assert_refused(synced, server, repository, fault, "remote_error")
    assert "\x1b" not in stderr and "\x07" not in stderr


def test_a_fatal_band(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    body = packs.pkt(b"packfile\n") + packs.pkt(b"\x03upload-pack: disk on fire\n") + b"0000"
    assert "disk on fire" in assert_refused(synced, server, repository, Fault(command="fetch", body=body), "remote_error")


def invert_pack_byte(where: float):
    """Inverts a byte of git's own pack; one of the progress messages around it would not matter."""
    def edit(body: bytes) -> bytes:
        start = body.index(b"\x01PACK") + 1
        size = int(body[start - 5:start - 1], 16) - 5
        at = start + int(size * where)
        return body[:at] + bytes([body[at] ^ 0xFF]) + body[at + 1:]
    return edit


DAMAGE = {
    "cut": lambda where: Fault(command="fetch", truncate_at=int(300 * where)),  # three commits take more
    "cut cleanly": lambda where: Fault(command="fetch", edit=lambda body: body[:int(len(body) * where)]),
    "corrupt": lambda where: Fault(command="fetch", edit=invert_pack_byte(where)),
}


@pytest.mark.parametrize("where", [0.0, 0.02, 0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("how", DAMAGE)
def test_gits_own_answer_is_damaged(
        synced: Cpsg, server: GitServer, repository: Repository, how: str, where: float) -> None:
    codes = {"cut": "network", "cut cleanly": "bad_data" if where else "remote_error",
             "corrupt": "bad_data|limit_exceeded"}
    assert_refused(synced, server, repository, DAMAGE[how](where), codes[how])


def test_ref_deltas_whose_base_comes_later_are_fine(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    """The three commits in one pack by hand: the two older as deltas of the newest, which comes last."""
    oids = repository.text("rev-list", "-3", "main").split()
    contents = [repository.git("cat-file", "commit", oid) for oid in oids]
    base = contents[0]
    entries = []
    for content in contents[1:]:
        ops = [packs.insert_op(content[at:at + 100]) for at in range(0, len(content), 100)]
        body = packs.delta(len(base), len(content), *ops)
        entries.append(packs.entry(packs.REF_DELTA, body, base=bytes.fromhex(oids[0])))
    body = packs.fetch_answer(packs.pack(*entries, packs.entry(packs.COMMIT, base)))
    server.faults.append(Fault(command="fetch", body=body))
    assert synced.sync(NAME)["new"]["commits"] == 3
    assert_project_is_true(synced, NAME, repository, truth.keep_email)
