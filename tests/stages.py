"""Runs the project's tests in stages, goes on after a failure, and closes with one line of counts over all of them.

usage: script/test [--quick] [STAGE]...     --quick leaves out sanitizers, fuzz targets, stand_in and dashboard

The tables at the end say which builds and stages there are; jobs.py runs them side by side.
"""
from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
from pathlib import Path

from jobs import PROJECT, Job, Shell, run_to_the_end
from outcome import Outcome, check, read_junit, total

REPORTS = PROJECT / "build/test-reports"
PROCESSORS = len(os.sched_getaffinity(0))
FUZZ_SECONDS = "10"
# Those with threads of their own; the rest would only cost time under ThreadSanitizer.
CONCURRENT_MODULES = ["base", "storage_sqlite", "http", "github_accounts", "github_ledger", "github_client", "history", "pulls", "fleet",
                      "api", "sync"]
# The functional tests that feed the program what it must not trust; the others add no memory errors, only time.
HOSTILE_SUITES = ["test_bad_packs.py", "test_bad_remote.py", "test_bad_store.py", "test_truth_generated.py",
                  "test_github_faults.py"]

sys.path.insert(0, str(PROJECT / "tools"))
import real_histories  # noqa: E402


def build(shell: Shell, preset: str, *targets: str, wrapper: tuple[str, ...] = ()) -> Outcome:
    options = [part for target in targets for part in ("--target", target)]
    return check("does not build", shell.run(*wrapper, "script/build", "--preset", preset, *options))


def run_pytest(shell: Shell, name: str, *arguments: str, **environment: str) -> Outcome:
    report = REPORTS / f"{name}.xml"
    well = shell.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments,
                     **environment)
    return agree(name, well, read_junit(report))


def run_ctest(shell: Shell, name: str, preset: str, *arguments: str, wrapper: tuple[str, ...] = ()) -> Outcome:
    report = REPORTS / f"{name}.xml"
    well = shell.run(*wrapper, "ctest", "--test-dir", f"build/{preset}", "--parallel", str(PROCESSORS),
                     "--output-on-failure", "--no-tests=error", "--progress", "--output-junit", str(report), *arguments)
    return agree(name, well, read_junit(report))


def agree(name: str, well: bool, outcome: Outcome) -> Outcome:
    """A runner that failed without a failed test has failed all the same."""
    return outcome if well or outcome.failed else outcome + check(f"{name}: the runner itself", False)


def structure(shell: Shell) -> Outcome:
    return run_pytest(shell, "structure", "tests/structure", "tests/test_outcome.py", "tests/test_jobs.py")


def form(shell: Shell) -> Outcome:
    kinds = ("format", "shell", "python")
    return total(check(f"script/lint {kind}", shell.run("script/lint", kind)) for kind in kinds)


def unit(shell: Shell) -> Outcome:
    return run_ctest(shell, "unit", "release")


def functional(shell: Shell) -> Outcome:
    return run_pytest(shell, "functional", "-n", str(PROCESSORS), "--durations=10", "tests/functional")


def run_node_tests(shell: Shell, name: str, *arguments: str, **environment: str) -> Outcome:
    report = REPORTS / f"{name}.xml"
    well = shell.run("script/node", "--test", "--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=junit",
                     f"--test-reporter-destination={report}", *arguments, **environment)
    return agree(name, well, read_junit(report))


def stand_in(shell: Shell) -> Outcome:
    folder = "tools/github-sim"
    if not shell.run("script/node", "npm", "--prefix", folder, "run", "--silent", "check"):
        return check(f"types of {folder}", False)
    return run_node_tests(shell, "stand_in", "--test-concurrency=3", f"{folder}/src/**/*.test.ts")


def dashboard(shell: Shell) -> Outcome:
    """Types and units, then the built binary in Debian's browser."""
    if not shell.run("script/node", "npm", "--prefix", "dashboard", "run", "--silent", "check"):
        return check("types of dashboard", False)
    units = run_node_tests(shell, "dashboard", "dashboard/src/**/*.test.ts")
    return units + run_browser_tests(shell, "dashboard-browser", "dashboard/tests/*.test.ts")


def run_browser_tests(shell: Shell, name: str, files: str, **environment: str) -> Outcome:
    return run_node_tests(shell, name, "--test-global-setup=dashboard/tests/testing/prepare.ts", "--test-concurrency=2", files,
                          CPSG_BIN=str(PROJECT / "build/release/bin/cpsg"), CHROMIUM="/usr/bin/chromium", **environment)


def dashboard_speed(shell: Shell) -> Outcome:
    return run_browser_tests(shell, "dashboard-speed", "dashboard/tests/speed/*.test.ts")


def asan(shell: Shell) -> Outcome:
    suites = [f"tests/functional/{suite}" for suite in HOSTILE_SUITES]
    units = run_ctest(shell, "asan", "asan")
    return units + run_pytest(shell, "asan-functional", "-n", str(PROCESSORS), *suites, CPSG_BIN="build/asan/bin/cpsg")


def fixed_addresses(shell: Shell) -> tuple[str, ...]:
    """gcc 12's ThreadSanitizer can't place its shadow where address randomisation is at its strongest."""
    wrapper = ("setarch", "--addr-no-randomize")
    return wrapper if shell.run(*wrapper, "true") else ()


def build_tsan(shell: Shell) -> Outcome:
    targets = [f"cpsg_{module}_test" for module in CONCURRENT_MODULES]
    return build(shell, "tsan", *targets, wrapper=fixed_addresses(shell))


def tsan(shell: Shell) -> Outcome:
    labels = f"^({'|'.join(CONCURRENT_MODULES)})$"
    return run_ctest(shell, "tsan", "tsan", "--label-regex", labels, wrapper=fixed_addresses(shell))


def fuzz(shell: Shell, seconds: str = FUZZ_SECONDS) -> Outcome:
    targets = sorted(path.stem for path in PROJECT.glob("cpsg/**/*_fuzz.cc"))
    runs = total(check(target, shell.run("script/fuzz", "--seconds", seconds, target)) for target in targets)
    return runs if targets else check("no fuzz target", False)


# Times are bounds, several times what a slow machine needs.
BUILDS = [
    Job("build-cpsg", lambda shell: build(shell, "release", "cpsg"), 3600, build=True),
    Job("build-release", lambda shell: build(shell, "release"), 3600, needs=("build-cpsg",), build=True),
    Job("build-asan", lambda shell: build(shell, "asan"), 3600, build=True),
    Job("build-tsan", build_tsan, 3600, build=True),
]
# `processors` is what a stage keeps busy: one for those that work alone or mostly wait.
STAGES = [
    Job("structure", structure, 300),
    Job("form", form, 300),
    Job("unit", unit, 900, needs=("build-release",), processors=PROCESSORS),
    Job("functional", functional, 1800, needs=("build-cpsg",)),
    Job("stand_in", stand_in, 900),
    Job("dashboard", dashboard, 1800, needs=("build-cpsg",)),
    # What a reader waits for is told by a machine that does nothing else.
    Job("dashboard_speed", dashboard_speed, 900, needs=("build-cpsg",), processors=PROCESSORS, alone=True),
    Job("asan", asan, 1800, needs=("build-asan",), processors=PROCESSORS),
    Job("tsan", tsan, 900, needs=("build-tsan",), processors=PROCESSORS),
    Job("fuzz", fuzz, 900, needs=("build-asan",)),
]
QUICK = ["structure", "form", "unit", "functional"]


def with_builds(stages: list[Job]) -> list[Job]:
    """The stages, behind the builds that they need, and those that these need in turn."""
    needed = {name for stage in stages for name in stage.needs}
    for job in reversed(BUILDS):
        if job.name in needed:
            needed.update(job.needs)
    return [job for job in BUILDS if job.name in needed] + stages


def prepare() -> None:
    """What the tests of a whole run share: an empty folder of reports, one seed, the real histories."""
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    seed = os.environ.setdefault("CPSG_TEST_SEED", str(random.SystemRandom().randrange(1 << 31)))
    print(f"CPSG_TEST_SEED={seed}", flush=True)
    found: Path | None = real_histories.find()
    if found:
        os.environ["CPSG_DATA_DIR"] = str(found)
    else:
        print("NO REAL HISTORIES: no CPSG_DATA_DIR, no ../shared/data/repos.tar; tests on them are SKIPPED", flush=True)


def main() -> int:
    names = [stage.name for stage in STAGES]
    parser = argparse.ArgumentParser(prog="script/test", description="Runs the project's tests in stages.")
    parser.add_argument("--quick", action="store_true", help="without sanitizers, fuzz targets, stand_in and dashboard")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=f"only these: {', '.join(names)}")
    options = parser.parse_args()
    if unknown := set(options.stages) - set(names):
        parser.error(f"no stage {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    wanted = options.stages or (QUICK if options.quick else names)
    prepare()
    return run_to_the_end(with_builds([stage for stage in STAGES if stage.name in wanted]), PROCESSORS, REPORTS)


if __name__ == "__main__":
    sys.exit(main())
