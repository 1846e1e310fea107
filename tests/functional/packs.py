"""Answers of a git server made byte by byte: packs, good and bad, and the pkt-lines around them."""
from __future__ import annotations

import functools
import hashlib
import struct
import zlib

from history import EMPTY_TREE

COMMIT, TREE, BLOB, TAG, OFS_DELTA, REF_DELTA = 1, 2, 3, 4, 6, 7


def pkt(data: bytes) -> bytes:
    return b"%04x%b" % (len(data) + 4, data)


def fetch_answer(pack: bytes) -> bytes:
    """A whole protocol v2 answer to `fetch` that was sent `done`."""
    bands = b"".join(pkt(b"\x01" + pack[at:at + 60_000]) for at in range(0, len(pack), 60_000))
    return pkt(b"packfile\n") + bands + b"0000"


def commit(message: bytes = b"made by hand\n", parents: list[str] = ()) -> bytes:
    lines = [b"tree " + EMPTY_TREE.encode(), *(b"parent " + parent.encode() for parent in parents),
             b"author A <a@example.com> 1500000000 +0000", b"committer A <a@example.com> 1500000000 +0000"]
    return b"\n".join(lines) + b"\n\n" + message


def object_id(kind: str, content: bytes) -> bytes:
    return hashlib.sha1(b"%b %d\0" % (kind.encode(), len(content)) + content).digest()


def varint(value: int) -> bytes:
    """As a delta writes sizes: seven bits a byte, the lowest first."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def entry_header(kind: int, size: int) -> bytes:
    first, rest = kind << 4 | size & 0x0F, size >> 4
    return bytes([first | 0x80]) + varint(rest) if rest else bytes([first])


def offset(distance: int) -> bytes:
    """As an ofs-delta writes the distance to its base."""
    out = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        out.insert(0, distance & 0x7F | 0x80)
    return bytes(out)


def entry(kind: int, content: bytes, *, base: bytes = b"", size: int | None = None) -> bytes:
    """`base` is the oid or the encoded offset; `size` a lie about the length."""
    return entry_header(kind, len(content) if size is None else size) + base + zlib.compress(content)


def copy_op(start: int, size: int) -> bytes:
    return b"\xff" + struct.pack("<I", start) + struct.pack("<I", size)[:3]


def insert_op(data: bytes) -> bytes:
    return bytes([len(data)]) + data


def delta(base_size: int, result_size: int, *ops: bytes) -> bytes:
    return varint(base_size) + varint(result_size) + b"".join(ops)


def pack(*entries: bytes, count: int | None = None, version: int = 2, magic: bytes = b"PACK") -> bytes:
    content = magic + struct.pack(">II", version, len(entries) if count is None else count) + b"".join(entries)
    return content + hashlib.sha1(content).digest()


@functools.cache
def bomb(inflated_bytes: int) -> bytes:
    """Zeros, deflated a thousand times smaller."""
    deflater, zeros = zlib.compressobj(9), bytes(1 << 20)
    return b"".join(deflater.compress(zeros) for _ in range(inflated_bytes >> 20)) + deflater.flush()
