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
    commits: int
    first_epoch_s: int
    days: int
    default_branch: str
    people: int  # how many of PEOPLE take part
    releases: int


@dataclasses.dataclass
class Line:
    """A line of work that is not merged yet."""

    number: int  # of its pull request
    branch: str
    tip: int
    author: Person


class Story:
    def __init__(self, plan: Plan, importer: FastImport) -> None:
        self.plan = plan
        self.importer = importer
        self.refs: dict[str, int] = {}  # branch -> mark, of what stays alive
        self.now_s = plan.first_epoch_s
        self._rng = random.Random(plan.seed)
        self._open: list[Line] = []
        self._pulls = 0

    def tell(self) -> None:
        """Commits until the plan is full; then every open line stays as a live branch."""
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
        if chance < 0.06 and len(self._open) < 9:
            self._begin_line()
        elif chance < 0.09 and len(self._open) < 9:
            self._begin_update()
        elif chance < 0.50 and self._open:
            line = self._pick(self._open)
            line.tip = self.write(self._work(line.author), [line.tip])
        elif chance < 0.57 and self._open:
            self._merge(self._open.pop(self._below(len(self._open))))
        else:
            self.main_tip = self.write(self._work(self._someone()), [self.main_tip])

    def _begin_line(self) -> None:
        author = self._someone()
        self._pulls += 1
        branch = f"feature/{self._pulls}-{self._pick(THINGS).replace(' ', '-')}"
        self._open.append(Line(self._pulls, branch, self.write(self._work(author), [self.main_tip]), author))

    def _begin_update(self) -> None:
        library = self._pick(LIBRARIES)
        self._pulls += 1
        version = f"{self._below(9)}.{self._below(20)}.{self._below(10)}"
        message = f"Bump {library} to {version}\n\nSigned-off-by: dependabot[bot] <support@github.com>\n"
        change = Change(UPDATE_BOT, self.now_s, message.encode(), committer=WEB_COMMITTER)
        branch = f"dependabot/{library}-{version}"
        self._open.append(Line(self._pulls, branch, self.write(change, [self.main_tip]), UPDATE_BOT))

    def _merge(self, line: Line) -> None:
        message = f"Merge pull request #{line.number} from {line.branch}\n"
        change = Change(self._someone(), self.now_s, message.encode(), committer=WEB_COMMITTER)
        self.main_tip = self.write(change, [self.main_tip, line.tip])
        if self._rng.random() < 0.15:  # merged, and nobody deleted the branch
            self.refs[line.branch] = line.tip

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

    def _work(self, author: Person) -> Change:
        message = f"{self._pick(VERBS)} {self._pick(THINGS)}\n"
        if self._rng.random() < 0.3:
            other = self._someone()
            message += f"\nSeen while reviewing.\n\nCo-authored-by: {other.name.decode()} <{other.email.decode()}>\n"
        applied_late = self._rng.random() < 0.1  # rebased or picked some days later
        late_s = self._below(9 * DAY_S) if applied_late else 0
        return Change(author, self.now_s - late_s, message.encode(), committed_epoch_s=self.now_s)

    def _pass_time(self) -> None:
        mean_s = self.plan.days * DAY_S / self.plan.commits
        self.now_s += 1 + int(-mean_s * math.log(1.0 - self._rng.random()))
        if (self.now_s // DAY_S) % 7 in (2, 3) and self._rng.random() < 0.7:  # the epoch began on a Thursday
            self.now_s += 2 * DAY_S

    def _someone(self) -> Person:
        # Squared: some do much more than others.
        return PEOPLE[int(self._rng.random() ** 2 * self.plan.people)]

    def _pick(self, choices: list):
        return choices[self._below(len(choices))]

    def _below(self, bound: int) -> int:
        return int(self._rng.random() * bound)
