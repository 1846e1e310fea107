"""Which files of the project the checks look at, and what a found fault looks like."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# Output, other people's data, and inputs that are bytes rather than text.
SKIPPED_DIRECTORIES = {"build", ".git", ".github", "testdata", "corpus", "__pycache__", ".pytest_cache", "node_modules"}
CPP_SUFFIXES = {".h", ".cc"}


def files(root: Path) -> Iterator[Path]:
    for directory, names, found in os.walk(root):
        names[:] = sorted(name for name in names if name not in SKIPPED_DIRECTORIES)
        for name in sorted(found):
            if name != ".git":  # a linked work tree has a file in the place of the folder
                yield Path(directory, name)


def text_files(root: Path) -> Iterator[tuple[Path, str]]:
    for path in files(root):
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def cpp_files(root: Path) -> list[Path]:
    return [path for path in files(root / "cpsg") if path.suffix in CPP_SUFFIXES]


def python_files(root: Path) -> list[Path]:
    return [path for path in files(root) if path.suffix == ".py"]


def is_script(path: Path) -> bool:
    """A program without a suffix: its first line says what runs it."""
    with path.open("rb") as file:
        return path.suffix == "" and file.read(2) == b"#!"


def fault(root: Path, path: Path, line: int, message: str) -> str:
    return f"{path.relative_to(root)}:{line}: {message}"
