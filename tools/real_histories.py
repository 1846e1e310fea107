"""Where the real histories are that tests and benchmarks use: bare repositories of public projects, not in this project.

CPSG_DATA_DIR names the directory of OWNER/NAME.git; without it, ../shared/data/repos.tar is unpacked once into the cache
(CPSG_CACHE_DIR, by default ~/.cache/cpsg). They are only read: whoever wants to change one makes a copy.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("pallets/flask", "cli/cli", "curl/curl")
ARCHIVE = Path(__file__).resolve().parents[2] / "shared/data/repos.tar"


def cache_directory() -> Path:
    return Path(os.environ.get("CPSG_CACHE_DIR") or Path.home() / ".cache/cpsg")


def find() -> Path | None:
    """The directory that holds all of them, or nothing."""
    directory = Path(given) if (given := os.environ.get("CPSG_DATA_DIR")) else unpacked()
    complete = directory is not None and all((directory / f"{name}.git").exists() for name in NAMES)
    return directory if complete else None


def unpacked() -> Path | None:
    directory = cache_directory() / "data"
    if not directory.exists() and ARCHIVE.exists():
        directory.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=directory.parent))
        subprocess.run(["tar", "-C", str(fresh), "-xf", str(ARCHIVE)], check=True)
        try:
            fresh.rename(directory)
        except OSError:  # another run was faster
            shutil.rmtree(fresh)
    return directory if directory.exists() else None
