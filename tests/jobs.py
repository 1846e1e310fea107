"""Runs jobs side by side: builds, and the stages of tests that need them.

    results = run_jobs([Job("build", make_it, timeout_s=600, build=True),
                        Job("unit", test_it, timeout_s=60, needs=("build",))], processors=2, logs=folder)

A job begins once what it needs is made. Builds run one at a time and with low priority, so they take what the stages
leave of the processors. Stages begin in the order given, as long as those that run want no more processors than there
are. A job that is `alone` shares the machine with nothing. Each job writes a log of its own, which is printed whole
when the job ends.
"""
from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Collection
from pathlib import Path

from outcome import Outcome, check, total

PROJECT = Path(__file__).resolve().parents[1]
END_S = 10  # from SIGTERM to SIGKILL


class TimedOut(Exception):
    """The job's time is over."""


class Stopped(Exception):
    """The whole run was stopped."""


class Shell:
    """Runs the commands of one job, one after the other: into the job's log, and not beyond its time."""

    def __init__(self, log: Path, timeout_s: float, priority: int = 0):
        self.log = log
        self.file = log.open("w")
        self._deadline = time.monotonic() + timeout_s
        self._priority = ("nice", "-n", str(priority)) if priority else ()
        self._process: subprocess.Popen | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self, *command: str, **environment: str) -> bool:
        """Whether the command succeeded."""
        with self._lock:
            if self._stopped:
                raise Stopped
            # A group of its own, so that its children end with it; not a session, between which `nice` may not count.
            process = subprocess.Popen([*self._priority, *command], cwd=PROJECT, env={**os.environ, **environment},
                                       stdin=subprocess.DEVNULL, stdout=self.file, stderr=subprocess.STDOUT,
                                       process_group=0)
            self._process = process
        try:
            code = process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            end_group(process)
            raise TimedOut from None
        finally:
            with self._lock:
                self._process = None  # its number may be given to another
        if self._stopped:
            signal_group(process, signal.SIGKILL)
            raise Stopped
        return code == 0

    def say(self, text: str) -> None:
        print(text, file=self.file, flush=True)

    def ask_to_stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._process:
                signal_group(self._process, signal.SIGTERM)

    def stop(self) -> None:
        if process := self._process:
            end_group(process)


def signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def end_group(process: subprocess.Popen) -> None:
    """Ends a command and all that it started."""
    signal_group(process, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    signal_group(process, signal.SIGKILL)
    process.wait()


@dataclasses.dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[Shell], Outcome]
    timeout_s: float
    needs: tuple[str, ...] = ()  # names of builds
    processors: int = 1  # how many a stage keeps busy
    build: bool = False
    alone: bool = False


@dataclasses.dataclass(frozen=True)
class Result:
    job: Job
    seconds: float
    outcome: Outcome

    def line(self) -> str:
        text = self.outcome.line()
        if self.job.build:
            text = "FAILED: " + ", ".join(self.outcome.failures) if self.outcome.failed else "well"
        return f"{self.job.name:14} {self.seconds:6.0f} s   {text}"


def run_jobs(jobs: list[Job], processors: int, logs: Path) -> list[Result]:
    """The results in the order of the jobs. Ctrl-C ends everything that was started, and is passed on."""
    names = {job.name for job in jobs}
    assert all(names.issuperset(job.needs) for job in jobs), "a job needs what is not made"
    results: dict[str, Result] = {}
    waiting = list(jobs)
    running: dict[concurrent.futures.Future[Result], Job] = {}
    shells: list[Shell] = []
    with concurrent.futures.ThreadPoolExecutor(len(jobs)) as pool:
        try:
            while waiting or running:
                for job in list(waiting):
                    if failed := [name for name in job.needs if name in results and results[name].outcome.failed]:
                        waiting.remove(job)
                        results[job.name] = Result(job, 0, check(f"needs {failed[0]}, which failed", False))
                        end_line(results[job.name])
                    elif may_begin(job, running.values(), results, processors):
                        waiting.remove(job)
                        shells.append(begin(job, logs))
                        running[pool.submit(perform, job, shells[-1])] = job
                for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                    results[running.pop(future).name] = future.result()
                    finish(future.result(), logs)
        except BaseException:
            stop_all(shells)
            raise
    return [results[job.name] for job in jobs]


def may_begin(job: Job, running: Collection[Job], made: Collection[str], processors: int) -> bool:
    if any(name not in made for name in job.needs) or any(other.alone for other in running) or job.alone and running:
        return False
    if job.build:
        return not any(other.build for other in running)
    busy = sum(other.processors for other in running if not other.build)
    return busy == 0 or busy + job.processors <= processors


def log_of(job: Job, logs: Path) -> Path:
    return logs / f"{job.name}.log"


def begin(job: Job, logs: Path) -> Shell:
    print(f"==== {job.name} begins; its output until it ends: {log_of(job, logs)}", flush=True)
    return Shell(log_of(job, logs), job.timeout_s, priority=10 if job.build else 0)


def perform(job: Job, shell: Shell) -> Result:
    """Whatever a job does, it comes to a result."""
    began = time.monotonic()
    with shell.file:
        try:
            outcome = job.run(shell)
        except TimedOut:
            outcome = check(f"{job.name}: not over after {job.timeout_s:.0f} s", False)
        except Exception as error:  # noqa: BLE001 (a fault of the stage itself must not end the others)
            traceback.print_exc(file=shell.file)
            outcome = check(f"{job.name}: {error!r}", False)
    return Result(job, time.monotonic() - began, outcome)


def finish(result: Result, logs: Path) -> None:
    print(f"\n==== {result.job.name}\n{log_of(result.job, logs).read_text(errors='replace')}", end="")
    end_line(result)


def end_line(result: Result) -> None:
    print(f"==== {result.line()}\n", flush=True)


def stop_all(shells: list[Shell]) -> None:
    for shell in shells:
        shell.ask_to_stop()
    for shell in shells:
        shell.stop()


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run_to_the_end(jobs: list[Job], processors: int, logs: Path) -> int:
    """Runs the jobs, prints the summary, and answers the exit code."""
    # SIGINT too: Python leaves it alone where a shell has started it in the background.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    began = time.monotonic()
    try:
        results = run_jobs(jobs, processors, logs)
    except KeyboardInterrupt:
        print("\nstopped; everything that was started has ended", file=sys.stderr)
        return 130
    everything = summarise(results, time.monotonic() - began)
    return 1 if everything.failed or not everything.passed else 0


def summarise(results: list[Result], seconds: float) -> Outcome:
    """Builds have a line and count as no test: one that failed has failed each stage that needs it."""
    stages = [result for result in results if not result.job.build]
    print("\n==== summary")
    for result in results:
        print(result.line())
    print(f"{'all of it':14} {seconds:6.0f} s")
    if seed := os.environ.get("CPSG_TEST_SEED"):
        print(f"CPSG_TEST_SEED={seed} repeats the random moments of this run")
    for result in stages:
        for skip in result.outcome.skips:
            print(f"SKIPPED  {result.job.name}: {skip}")
    for result in stages:
        for failure in result.outcome.failures:
            print(f"FAILED   {result.job.name}: {failure}")
    everything = total(result.outcome for result in stages)
    print(everything.line(), flush=True)
    return everything
