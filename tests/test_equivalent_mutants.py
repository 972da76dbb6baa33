"""The list of equivalent mutants speaks of lines that are there, gives a reason for each, and is what the table counts."""

from __future__ import annotations

import ast
import re

from mutation.survivors import EQUIVALENTS, ROOT, equivalents, mutated_files

from verify.trusted import TRUSTED


def functions(file: str) -> dict[str, str]:
    """The text of every function of a file that the tool changes, by name; methods as Class.method."""
    text = (ROOT / file).read_text(encoding="utf-8")
    tree = ast.parse(text)
    nodes = [("", node) for node in tree.body]
    nodes += [(f"{node.name}.", item) for node in tree.body if isinstance(node, ast.ClassDef) for item in node.body]
    found = {}
    for prefix, node in nodes:
        if isinstance(node, ast.FunctionDef):
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            found[prefix + node.name] = " ".join(line.strip() for line in lines)
    return found


def test_every_trusted_file_is_mutated() -> None:
    assert set(TRUSTED) <= set(mutated_files()) and all((ROOT / file).is_file() for file in mutated_files())


def test_every_listed_line_is_there() -> None:
    for change in equivalents():
        assert change.file in mutated_files(), change
        source = functions(change.file)
        assert change.function in source and change.was in source[change.function], change


def test_every_listed_change_is_one_and_has_a_reason() -> None:
    listed = equivalents()
    assert all(change.was != change.now and len(reason) > 10 for change, reason in listed.items())
    entries = re.findall(r"^    \{ ", EQUIVALENTS.read_text(encoding="utf-8"), re.M)
    assert len(entries) == len(listed)  # one line each, none twice
