"""Functions of at most 70 lines, files of at most 400."""
from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

from project_files import CPP_SUFFIXES, cpp_files, fault, files, is_script, python_files

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
CODE_SUFFIXES = CPP_SUFFIXES | {".py", ".sh", ".cmake", ".sql"}


def file_faults(root: Path) -> list[str]:
    found = []
    for path in files(root):
        if path.suffix in CODE_SUFFIXES or path.name == "CMakeLists.txt" or is_script(path):
            lines = path.read_bytes().count(b"\n")
            if lines > FILE_LINES_MAX:
                found.append(fault(root, path, 1, f"{lines} lines; at most {FILE_LINES_MAX}"))
    return found


def cpp_functions(paths: list[Path]) -> list[tuple[Path, int, int, str]]:
    """File, first line, last line and name of every function that has a body, as ctags sees them."""
    if not paths:
        return []
    command = ["ctags", "--output-format=json", "--fields=+ne", "--languages=C++", "--map-C++=+.h",
               "--kinds-C++=f", "--sort=no", "-f", "-", "-L", "-"]
    answer = subprocess.run(command, input="\n".join(map(str, paths)), text=True, check=True, stdout=subprocess.PIPE)
    tags = [json.loads(line) for line in answer.stdout.splitlines()]
    return [(Path(tag["path"]), tag["line"], tag["end"], tag["name"]) for tag in tags if "end" in tag]


def python_functions(path: Path) -> list[tuple[Path, int, int, str]]:
    return [(path, node.lineno, node.end_lineno, node.name) for node in ast.walk(ast.parse(path.read_bytes()))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def function_faults(root: Path) -> list[str]:
    functions = cpp_functions(cpp_files(root))
    for path in python_files(root):
        functions += python_functions(path)
    return [fault(root, path, first, f"{name} has {last - first + 1} lines; at most {FUNCTION_LINES_MAX}")
            for path, first, last, name in functions if last - first + 1 > FUNCTION_LINES_MAX]
