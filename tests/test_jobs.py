"""Protects: how script/test runs its stages side by side.

A build is made once, and its failure fails each stage that needs it. A stage that raises or takes too long is a failure
that names it. The output of each stays whole. Stages take no more than the processors, and some run alone. A stop ends
everything that was started.
"""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jobs import Job, Result, Shell, run_jobs, summarise
from outcome import Outcome, check
from stages import BUILDS, STAGES, with_builds

WELL = Outcome(passed=1)


def well(_: Shell) -> Outcome:
    return WELL


class Together:
    """Stages that meet: each waits a moment for others and remembers who runs with it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: set[str] = set()
        self.seen: list[frozenset[str]] = []

    def stage(self, name: str) -> Callable[[Shell], Outcome]:
        def run(_: Shell) -> Outcome:
            with self.lock:
                self.running.add(name)
                self.seen.append(frozenset(self.running))
            time.sleep(0.2)
            with self.lock:
                self.running.remove(name)
            return WELL
        return run


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., list[Result]]:
    return lambda *jobs, processors=2: run_jobs(list(jobs), processors, tmp_path)


def test_a_build_is_made_once_and_before_the_stages_that_need_it(run) -> None:
    order: list[str] = []

    def remember(name: str) -> Callable[[Shell], Outcome]:
        return lambda _: order.append(name) or WELL

    results = run(Job("first", remember("first"), 9, needs=("b",)), Job("second", remember("second"), 9, needs=("b",)),
                  Job("b", remember("b"), 9, build=True))
    assert order[0] == "b" and sorted(order) == ["b", "first", "second"]
    assert [result.job.name for result in results] == ["first", "second", "b"], "in the order of the table"


def test_a_build_that_fails_fails_each_stage_that_needs_it(run, capsys) -> None:
    ran: list[str] = []
    results = run(Job("base", lambda _: check("does not build", False), 9, build=True),
                  Job("all", lambda _: ran.append("all") or WELL, 9, needs=("base",), build=True),
                  Job("unit", lambda _: ran.append("unit") or WELL, 9, needs=("all",)),
                  Job("functional", lambda _: ran.append("functional") or WELL, 9, needs=("base",)),
                  Job("form", well, 9))
    assert not ran
    everything = summarise(results, 1)
    assert everything.line() == "1 passed, 2 failed, 0 skipped", "a build is no test of its own"
    assert everything.failures == ["needs all, which failed", "needs base, which failed"]
    output = capsys.readouterr().out
    assert "FAILED   unit: needs all, which failed\n" in output
    assert output.endswith("1 passed, 2 failed, 0 skipped\n")


def test_a_build_has_a_line_and_is_not_counted(run, capsys) -> None:
    assert summarise(run(Job("b", well, 9, build=True), Job("unit", well, 9, needs=("b",))), 1).passed == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("b ") and line.endswith("well") for line in lines)


def test_a_stage_that_raises_is_a_failure_and_the_others_go_on(run, capsys) -> None:
    def broken(_: Shell) -> Outcome:
        raise ValueError("of the stage")

    bad, good = run(Job("broken", broken, 9), Job("good", well, 9))
    assert bad.outcome.failures == ["broken: ValueError('of the stage')"] and good.outcome == WELL
    assert "Traceback" in capsys.readouterr().out


def test_a_stage_that_takes_too_long_is_named_and_its_children_end(run, tmp_path: Path) -> None:
    note = tmp_path / "child"
    script = f"sleep 60 & echo $! > {note}; wait"
    (result,) = run(Job("slow", lambda shell: check("never", shell.run("bash", "-c", script)), 0.5))
    assert result.outcome.failures == ["slow: not over after 0 s"] and result.seconds < 20
    assert ended(int(note.read_text()))


def ended(pid: int) -> bool:
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        try:
            if state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_the_output_of_stages_side_by_side_stays_whole(run, capfd) -> None:
    def talk(word: str) -> Callable[[Shell], Outcome]:
        return lambda shell: check(word, shell.run("bash", "-c", f"for i in 1 2 3 4; do echo {word}; sleep 0.05; done"))

    run(Job("one", talk("apple"), 9), Job("two", talk("pear"), 9))
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if "begins" in line][1].startswith("==== two begins")
    for name, word in (("one", "apple"), ("two", "pear")):
        start = lines.index(f"==== {name}")
        assert lines[start + 1:start + 5] == [word] * 4 and lines[start + 5].startswith(f"==== {name}")


def test_stages_take_no_more_than_the_processors(run) -> None:
    together = Together()
    run(*(Job(name, together.stage(name), 9, processors=size) for name, size in
          [("a", 1), ("b", 1), ("c", 2), ("d", 1), ("e", 1), ("f", 1)]))
    assert max(len(seen) for seen in together.seen) == 2, "two light ones run side by side"
    assert all(len(seen) == 1 for seen in together.seen if "c" in seen)


def test_a_stage_wider_than_the_machine_runs_all_the_same(run) -> None:
    assert run(Job("wide", well, 9, processors=8), processors=1)[0].outcome == WELL


def test_builds_run_one_at_a_time_beside_stages(run) -> None:
    together = Together()
    run(Job("b1", together.stage("b1"), 9, build=True), Job("b2", together.stage("b2"), 9, build=True),
        Job("wide", together.stage("wide"), 9, processors=2))
    assert not any({"b1", "b2"} <= seen for seen in together.seen)
    assert any({"b1", "wide"} <= seen for seen in together.seen)


def test_a_stage_that_is_alone_has_no_company(run) -> None:
    together = Together()
    run(Job("b", together.stage("b"), 9, build=True), Job("lonely", together.stage("lonely"), 9, alone=True),
        Job("a", together.stage("a"), 9), Job("c", together.stage("c"), 9))
    assert [seen for seen in together.seen if "lonely" in seen] == [{"lonely"}]


def test_builds_have_the_lower_priority(run) -> None:
    levels: dict[str, int] = {}

    def look(name: str) -> Callable[[Shell], Outcome]:
        def run_it(shell: Shell) -> Outcome:
            shell.run("nice")
            levels[name] = int(shell.log.read_text())
            return WELL
        return run_it

    run(Job("b", look("b"), 9, build=True), Job("s", look("s"), 9))
    assert levels["b"] > levels["s"]


STOPPED = """
import sys
from pathlib import Path
from jobs import Job, run_to_the_end
from outcome import check
folder = Path(sys.argv[1])
def wait(name):
    script = f"sleep 60 & echo $! > {folder}/{name}.pid; wait"
    return Job(name, lambda shell: check(name, shell.run("bash", "-c", script)), 60)
sys.exit(run_to_the_end([wait("one"), wait("two")], 2, folder))
"""


def in_background() -> None:
    """As a shell without job control starts what stands before `&`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_all_children(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", STOPPED, str(tmp_path)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)}, cwd=tmp_path,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=in_background)
    notes = [tmp_path / "one.pid", tmp_path / "two.pid"]
    deadline = time.monotonic() + 20
    while not all(note.exists() and note.read_text().strip() for note in notes):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    assert process.wait(20) == 130
    assert all(ended(int(note.read_text())) for note in notes)


def test_every_stage_has_its_builds() -> None:
    names = [job.name for job in with_builds(STAGES)]
    assert names == [job.name for job in BUILDS + STAGES], "and every build has a stage"
    unit = [stage for stage in STAGES if stage.name == "unit"]
    assert [job.name for job in with_builds(unit)] == ["build-cpsg", "build-release", "unit"]
