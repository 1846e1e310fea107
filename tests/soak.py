"""Runs the long forms of the slow and of the random suites.

script/soak says which variables choose the form; the table at the end says what there is.
"""
from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import sys

from jobs import PROJECT, Job, Shell, run_to_the_end
from outcome import Outcome, check, read_junit, total
from stages import PROCESSORS, REPORTS, agree, fuzz, prepare, run_browser_tests, run_pytest, with_builds

ROUNDS = 200
# A suite may use this many seeds from its own one on.
SEEDS_OF_A_ROUND = 1000
FUZZ_SECONDS = "600"


def kills(shell: Shell) -> Outcome:
    return run_pytest(shell, "kills", "tests/functional/test_kill.py", CPSG_TEST_KILLS="500")


def pull_requests(shell: Shell) -> Outcome:
    return run_pytest(shell, "pull_requests", "tests/functional/test_github_resume.py", "-k", "many_pull_requests",
                      CPSG_TEST_PULLS="100000")


def load(shell: Shell) -> Outcome:
    return run_pytest(shell, "load", "tests/functional/test_load.py", "tests/functional/test_export.py", CPSG_TEST_LOAD_S="30", CPSG_TEST_RESTARTS="5",
                      CPSG_TEST_EXPORTED="1000000")


def races(shell: Shell) -> Outcome:
    return repeat(shell, "cpsg_api_test", "AnswerRace.*")


def full(shell: Shell) -> Outcome:
    return run_pytest(shell, "full", "-n", str(PROCESSORS), "tests/functional/test_truth_real.py",
                      "tests/functional/test_github_limits.py", "tests/functional/test_privacy.py", CPSG_TEST_FULL="1")


def dashboard(shell: Shell) -> Outcome:
    return run_browser_tests(shell, "dashboard-browser", "dashboard/tests/*.test.ts", CPSG_TEST_FULL="1")


def document(shell: Shell) -> Outcome:
    """The generators of clients and schemathesis come from PyPI and npm into build/document."""
    tools, clients = PROJECT / "build/document", PROJECT / "tests/functional/clients"
    (tools / "typescript").mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(clients / name, tools / "typescript")
    there = (shell.run(sys.executable, "-m", "venv", str(tools))
             and shell.run(str(tools / "bin/pip"), "install", "--quiet", "--requirement", str(clients / "requirements.txt"))
             and shell.run("script/node", "npm", "ci", "--prefix", str(tools / "typescript"), "--no-audit", "--no-fund"))
    if not there:
        return check("schemathesis and the generators of clients cannot be installed", False)
    return run_pytest(shell, "document", "tests/functional/test_any_request.py", "tests/functional/test_tables.py",
                      str(clients / "check_clients.py"), CPSG_SCHEMATHESIS=str(tools / "bin/schemathesis"),
                      CPSG_DOCUMENT_TOOLS=str(tools), CPSG_PANDAS_PYTHON=str(tools / "bin/python"))


def conformance(shell: Shell) -> Outcome:
    return repeat(shell, "cpsg_storage_sqlite_test", "*Conformance*")


def deliveries(shell: Shell) -> Outcome:
    return repeat(shell, "cpsg_sync_test", "DeliveriesDuringSync.*", rounds=1, CPSG_TEST_DELIVERIES="1000")


def properties(shell: Shell) -> Outcome:
    graphs = repeat(shell, "cpsg_git_graph_test", "*Graph*:Reachable*:CompareToDefault.*:TopologicalOrder*")
    activity = repeat(shell, "cpsg_model_test", "*PackActivity*:*UnpackActivity*")
    return graphs + activity + repeat(shell, "cpsg_github_ledger_test", "*Property*")


def repeat(shell: Shell, program: str, tests: str, rounds: int = ROUNDS, **variables: str) -> Outcome:
    """Runs the tests of a GoogleTest program so often, each time with other seeds, which the log and a failure name."""
    first = int(os.environ["CPSG_TEST_SEED"])
    seeds = [str(first + number * SEEDS_OF_A_ROUND) for number in range(rounds)]
    return total(one_round(shell, program, tests, seed, **variables) for seed in seeds)


def one_round(shell: Shell, program: str, tests: str, seed: str, **variables: str) -> Outcome:
    shell.say(f"CPSG_TEST_SEED={seed} {program}")
    report = REPORTS / f"{program}-{seed}.xml"
    well = shell.run(f"build/release/bin/{program}", f"--gtest_filter={tests}", f"--gtest_output=xml:{report}",
                     "--gtest_brief=1", CPSG_TEST_SEED=seed, **variables)
    outcome = agree(program, well, read_junit(report))
    failures = [f"{name} (CPSG_TEST_SEED={seed})" for name in outcome.failures]
    return dataclasses.replace(outcome, failures=failures)


@dataclasses.dataclass(frozen=True)
class Soak:
    job: Job
    minutes: int
    what: str


HOUR = 3600
SOAKS = [
    Soak(Job("conformance", conformance, 2 * HOUR, needs=("build-release",), processors=PROCESSORS), 10,
         f"the store when processes die and when many write, {ROUNDS} rounds"),
    Soak(Job("deliveries", deliveries, HOUR, needs=("build-release",)), 3,
         "1,000 webhooks at random moments of syncs and refreshes"),
    Soak(Job("properties", properties, 2 * HOUR, needs=("build-release",)), 5, f"random properties, {ROUNDS} rounds"),
    Soak(Job("pull_requests", pull_requests, HOUR, needs=("build-cpsg",)), 5,
         "a project of 100,000 pull requests in little memory"),
    Soak(Job("dashboard", dashboard, HOUR, needs=("build-cpsg",), processors=PROCESSORS), 15,
         "every page and state of the dashboard, at each width and in each theme"),
    Soak(Job("document", document, HOUR, needs=("build-cpsg",)), 5,
         "requests made from the API's own document, by schemathesis, clients generated from it, and its lists in pandas"),
    Soak(Job("races", races, HOUR, needs=("build-release",)), 15, f"answers that are kept while others write, {ROUNDS} rounds"),
    Soak(Job("full", full, HOUR, needs=("build-cpsg",)), 5,
         "real histories with addresses kept and hashed, a long backfill"),
    Soak(Job("fuzz", lambda shell: fuzz(shell, FUZZ_SECONDS), 6 * HOUR, needs=("build-asan",)), 50,
         f"every libFuzzer target for {FUZZ_SECONDS} s"),
    # What is refused, and how long the rest takes, depends on what else runs.
    Soak(Job("load", load, HOUR, needs=("build-cpsg",), alone=True), 10,
         "twice the load that can be carried, rolling restarts, a million commits read whole and exported"),
    # Its moments are parts of the time that a sync usually takes: nothing else may slow syncs down.
    Soak(Job("kills", kills, 4 * HOUR, needs=("build-cpsg",), alone=True), 25,
         "500 kills of syncs at random moments"),
]


def main() -> int:
    names = [soak.job.name for soak in SOAKS]
    parser = argparse.ArgumentParser(prog="script/soak", description="Runs the long forms of the slow suites.")
    parser.add_argument("--list", action="store_true", help="what there is, and about how long it takes")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)}")
    options = parser.parse_args()
    if options.list:
        for soak in SOAKS:
            print(f"{soak.job.name:14} {soak.minutes:3} min   {soak.what}")
        return 0
    if unknown := set(options.names) - set(names):
        parser.error(f"no {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    prepare()
    wanted = [soak.job for soak in SOAKS if soak.job.name in (options.names or names)]
    return run_to_the_end(with_builds(wanted), PROCESSORS, REPORTS)


if __name__ == "__main__":
    sys.exit(main())
