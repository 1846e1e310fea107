"""A history of people and messages in every form that the rules for them treat in its own way."""
from __future__ import annotations

from pathlib import Path

from history import FIRST_TIME, Repository

# What must not be found in a store that may not hold addresses.
SECRETS = [b"ann@example.com", b"dora@example.com", b"frida@example.com", b"same@example.com", b"same@EXAMPLE.com",
           "jörg@äpfel.example".encode(), b"trailer@example.com", b"title@example.com"]

LONG_TEXT = ("long\n\n" + "x" * 65_528 + "é" + "y" * 5_000 + "\n").encode()
# Whole it is beyond the limit, masked it is not.
ADDRESS_IN_LONG_MESSAGE = b"a.person.with.a.long.name@mail.example.com"
LONG_WITH_ADDRESSES = b"addresses\n\n" + (ADDRESS_IN_LONG_MESSAGE + b"\n") * 1_700

COMMITS: list[tuple[str, bytes]] = [
    ("Same <same@EXAMPLE.com>", b"subject for trailer@example.com\n\nSigned-off-by: T <trailer@example.com>\n"),
    ("Same <same@example.com>", b"\n\nbegins with blank lines and trailer@example.com\n"),
    ("Same Again <same@example.com>", b"only a subject"),
    ("ann <>", b"no address\n\n\n"), ("bob <>", b"nor here\n"), ("cid < >", b"nor here\n"), ("ann <>", b"again ann\n"),
    ("ann@example.com <ann@example.com>", b"a name that is an address\n"),
    ("ann@example.com <ann@example.com>", b"the same\n"),
    ("dora@example.com <>", b"a name that is an address, and no other\n"),
    ("elsa@example.com <>", b"another one of these\n"),
    ('"frida@example.com" <frida@example.com>', b"with marks around it\n"),
    ("12+gina@users.noreply.github.com <gina@example.com>", b"a name that holds a login\n"),
    ("Hugo <34+hugo@users.noreply.github.com>", b"an address that holds one\n"),
    ("Jörg <JÖRG@ÄPFEL.example>", "Grüße an jörg@äpfel.example.\n".encode()),
    ("Jörg <jörg@äpfel.example>", b"the same in other letters\n"),
    ("dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>", b"a program\n"),
    ("Kim <kim@example.com>", LONG_TEXT), ("Kim <kim@example.com>", LONG_WITH_ADDRESSES),
    ("Lea <<broken@example.com>", b"a broken address\n"), (" <nameless@example.com>", b"no name\n"),
]


def make_people(path: Path) -> Repository:
    """The same objects whenever it is called."""
    repository = Repository.create(path)
    tip: list[str] = []
    for number, (who, message) in enumerate(COMMITS):
        author = f"{who} {FIRST_TIME + 60 * number} +0100".encode()
        committer = f"{COMMITS[-1 - number][0]} {FIRST_TIME + 60 * number + 1} +0000".encode()
        tip = [repository.raw_commit(parents=tip, author=author, committer=committer, message=message)]
        if number == 10:
            repository.point("work", tip[0])
    repository.point("main", tip[0])
    repository.set_default("main")
    return repository
