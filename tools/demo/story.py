"""How a made-up project lives: people, branches, merges, releases and bots, the same on every machine.

Chance comes from `random.Random(seed).random()` alone, whose sequence Python promises not to change.
"""
from __future__ import annotations

import dataclasses
import math
import random

from fast_import import Change, FastImport, Person

DAY_S = 86_400
PEOPLE = [
    Person(b"Ada Holm", b"ada@orchard.example", b"+0100"),
    Person("José Ibáñez".encode(), b"jose@orchard.example", b"-0300"),
    Person("大島 ゆき".encode(), b"yuki@lighthouse.example", b"+0900"),
    Person(b"Priya Raman", b"1042+priya-r@users.noreply.github.com", b"+0530"),
    Person(b"Tom Baker", b"tom@nursery.example", b"-0500"),
    Person(b"Tom Baker", b"Tom@Nursery.example ", b"-0500"),  # the same address, written otherwise
    Person("Zoë Vranck".encode(), b"zoe@lighthouse.example", b"+0200"),
    Person(b"Sagar Thapa", b"sagar@orchard.example", b"+0545"),
    Person(b"Newfoundland Nell", b"nell@lighthouse.example", b"-0330"),
    Person(b"Kiri Te Ao", b"kiri@orchard.example", b"+1300"),
    Person("Łukasz Żak".encode(), b"lukasz@nursery.example", b"+0100"),
    Person(b"O'Brien, Dr. Maeve", b"maeve@lighthouse.example", b"+0000"),
]
UPDATE_BOT = Person(b"dependabot[bot]", b"49699333+dependabot[bot]@users.noreply.github.com")
RELEASE_BOT = Person(b"github-actions[bot]", b"41898282+github-actions[bot]@users.noreply.github.com")
WEB_COMMITTER = Person(b"GitHub", b"noreply@github.com")

VERBS = ["Add", "Fix", "Tidy", "Speed up", "Document", "Test", "Rework", "Drop", "Guard", "Explain"]
THINGS = ["the parser", "retry rules", "cold start", "the index", "time zones", "paging", "the cache", "error texts",
          "the command line", "log lines", "branch names", "the build", "start-up", "the schema"]
LIBRARIES = ["zlib", "openssl", "boost", "sqlite", "fmt", "spdlog", "curl"]


@dataclasses.dataclass(frozen=True)
class Plan:
    """The size and habits of one repository."""

    name: str
    seed: int
    about: str  # what GitHub shows below the name
    commits: int
    days: int  # from the first commit to the last
    stars: int
    quiet_days: int = 0  # from the last commit to today
    default_branch: str = "main"
    people: int = 6  # how many of PEOPLE take part
    releases: int = 1
    open_lines: int = 9  # at most, at the same time
    updates: float = 0.03  # the share of steps in which a bot begins an update
    abandoned: float = 0.15  # the share of lines that are closed without being merged


@dataclasses.dataclass
class Line:
    """A line of work that is not merged yet."""

    number: int  # of its pull request
    branch: str
    tip: int
    author: Person
    title: str


@dataclasses.dataclass(frozen=True)
class Pull:
    """What git has of a pull request: refs/pull/N/head, and refs/pull/N/merge while it can be merged."""

    head: int
    merge: int | None = None


class Story:
    """`today_s`: the time that the plan's days are counted back from."""

    def __init__(self, plan: Plan, importer: FastImport, today_s: int) -> None:
        self.plan = plan
        self.importer = importer
        self.refs: dict[str, int] = {}  # branch -> mark, of what stays alive
        self.pulls: dict[int, Pull] = {}
        self.last_s = today_s - plan.quiet_days * DAY_S
        self.now_s = self.last_s - plan.days * DAY_S
        self._rng = random.Random(plan.seed)
        self._open: list[Line] = []
        self._numbers = 0

    def tell(self) -> None:
        """Commits until the plan is full; then every open line stays as a live branch with an open pull request."""
        if self.plan.commits == 0:
            return
        root = Change(PEOPLE[0], self.now_s, b"Start\n")
        self.refs[self.plan.default_branch] = self.importer.commit(root, [], "README", b"started\n")
        release_every = self.plan.commits // (self.plan.releases + 1) + 1
        while self.importer.commits < self.plan.commits:
            self._pass_time()
            self._step()
            if self.importer.commits // release_every > self._released():
                self._release()
        for line in self._open:
            self.refs[line.branch] = line.tip
            self.pulls[line.number] = Pull(line.tip, self._try_to_merge(line))

    def tell_next_day(self) -> tuple[dict[str, int], list[str]]:
        """What happens after the first look: branches and where they go, and the names of those that are deleted.

        The default branch grows, one line of work is rewritten, one is merged and its branch deleted."""
        moves: dict[str, int] = {}
        deleted: list[str] = []
        if len(self._open) < 2:
            return moves, deleted
        rewritten, merged = self._open[0], self._open[1]
        self._pass_time()
        fresh = self.write(self._work(rewritten.author), [self.main_tip])
        moves[rewritten.branch] = self.write(self._work(rewritten.author), [fresh])
        self._merge(merged)
        deleted.append(merged.branch)
        for _ in range(3):
            self.main_tip = self.write(self._work(self._someone()), [self.main_tip])
        moves[self.plan.default_branch] = self.main_tip
        return moves, deleted

    def write(self, change: Change, parents: list[int]) -> int:
        # Few paths, written over and over: what matters here is the graph, not the trees.
        path = f"src/part{self._below(12)}.txt"
        content = b"%s\n%d\n" % (change.message.splitlines()[0] if change.message else b"", self.importer.commits)
        return self.importer.commit(change, parents, path, content)

    @property
    def main_tip(self) -> int:
        return self.refs[self.plan.default_branch]

    @main_tip.setter
    def main_tip(self, mark: int) -> None:
        self.refs[self.plan.default_branch] = mark

    def _step(self) -> None:
        chance = self._rng.random()
        room = len(self._open) < self.plan.open_lines
        if chance < 0.06 and room:
            self._begin_line()
        elif chance < 0.06 + self.plan.updates and room:
            self._begin_update()
        elif chance < 0.50 and self._open:
            line = self._pick(self._open)
            line.tip = self.write(self._work(line.author), [line.tip])
        elif chance < 0.57 and self._open:
            self._end(self._open.pop(self._below(len(self._open))))
        else:
            self.main_tip = self.write(self._work(self._someone()), [self.main_tip])

    def _begin_line(self) -> None:
        author = self._someone()
        verb, thing = self._pick(VERBS), self._pick(THINGS)
        self._numbers += 1
        branch = f"feature/{self._numbers}-{thing.replace(' ', '-')}"
        tip = self.write(self._work(author, f"{verb} {thing}"), [self.main_tip])
        self._open.append(Line(self._numbers, branch, tip, author, f"{verb} {thing}"))

    def _begin_update(self) -> None:
        library = self._pick(LIBRARIES)
        self._numbers += 1
        version = f"{self._below(9)}.{self._below(20)}.{self._below(10)}"
        title = f"Bump {library} to {version}"
        message = f"{title}\n\nSigned-off-by: dependabot[bot] <support@github.com>\n"
        change = Change(UPDATE_BOT, self.now_s, message.encode(), committer=WEB_COMMITTER)
        tip = self.write(change, [self.main_tip])
        self._open.append(Line(self._numbers, f"dependabot/{library}-{version}", tip, UPDATE_BOT, title))

    def _end(self, line: Line) -> None:
        if self._rng.random() < self.plan.abandoned:
            self.pulls[line.number] = Pull(line.tip)
            if self._rng.random() < 0.5:  # closed, and nobody deleted the branch
                self.refs[line.branch] = line.tip
        elif self._rng.random() < 0.4:
            self._squash(line)
        else:
            self._merge(line)
            if self._rng.random() < 0.15:  # merged, and nobody deleted the branch
                self.refs[line.branch] = line.tip

    def _merge(self, line: Line) -> None:
        message = f"Merge pull request #{line.number} from demo/{line.branch}\n\n{line.title}\n"
        change = Change(self._someone(), self.now_s, message.encode(), committer=WEB_COMMITTER)
        self.main_tip = self.write(change, [self.main_tip, line.tip])
        self.pulls[line.number] = Pull(line.tip)

    def _squash(self, line: Line) -> None:
        message = f"{line.title} (#{line.number})\n"
        change = Change(line.author, self.now_s, message.encode(), committer=WEB_COMMITTER)
        self.main_tip = self.write(change, [self.main_tip])
        self.pulls[line.number] = Pull(line.tip)

    def _try_to_merge(self, line: Line) -> int:
        """The commit that GitHub keeps while a pull request can be merged."""
        change = Change(WEB_COMMITTER, self.now_s, f"Merge {line.branch} into {self.plan.default_branch}\n".encode())
        return self.write(change, [self.main_tip, line.tip])

    def _released(self) -> int:
        return sum(branch.startswith("release/") for branch in self.refs)

    def _release(self) -> None:
        number = self._released() + 1
        tip = self.main_tip
        for _ in range(3):
            self._pass_time()
            tip = self.write(self._work(self._someone()), [tip])
        change = Change(RELEASE_BOT, self.now_s, b"Release %d.0\n" % number)
        self.refs[f"release/{number}.x"] = self.write(change, [tip])

    def _work(self, author: Person, subject: str = "") -> Change:
        message = (subject or f"{self._pick(VERBS)} {self._pick(THINGS)}") + "\n"
        if self._rng.random() < 0.3:
            other = self._someone()
            message += f"\nSeen while reviewing.\n\nCo-authored-by: {other.name.decode()} <{other.email.decode()}>\n"
        applied_late = self._rng.random() < 0.1  # rebased or picked some days later
        late_s = self._below(9 * DAY_S) if applied_late else 0
        return Change(author, self.now_s - late_s, message.encode(), committed_epoch_s=self.now_s)

    def _pass_time(self) -> None:
        """To the time of the next commit: on average what the plan still has time for."""
        left = max(1, self.plan.commits - self.importer.commits)
        mean_s = max(60.0, (self.last_s - self.now_s) / left)
        self.now_s += 1 + int(-mean_s * math.log(1.0 - self._rng.random()))
        at_weekend = (self.now_s // DAY_S) % 7 in (2, 3)  # the epoch began on a Thursday
        if at_weekend and self._rng.random() < 0.7 and self.now_s + 2 * DAY_S < self.last_s:
            self.now_s += 2 * DAY_S
        self.now_s = min(self.now_s, self.last_s)

    def _someone(self) -> Person:
        # Squared: some do much more than others.
        return PEOPLE[int(self._rng.random() ** 2 * self.plan.people)]

    def _pick(self, choices: list):
        return choices[self._below(len(choices))]

    def _below(self, bound: int) -> int:
        return int(self._rng.random() * bound)
