"""What a run of mutation testing found, from the files that the tool leaves in mutants/, and the list of equivalent mutants."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENTS = ROOT / "tests" / "mutation" / "equivalents.toml"
RESULTS = {1: "killed", 3: "killed", 0: "survived", 33: "no test", 5: "no test", None: "not run",
           36: "timeout", -24: "timeout", 24: "timeout", 152: "timeout"}  # fmt: skip
"""The tool's exit codes in words; any other one is a crash."""


@dataclass(frozen=True)
class Change:
    """One mutant: the function, and the line before and after (several lines joined by a blank)."""

    file: str
    function: str
    was: str
    now: str


@dataclass(frozen=True)
class Mutant:
    """A change and what became of it: killed, survived, timeout, no test, not run or crash."""

    change: Change
    result: str


def mutated_files() -> list[str]:
    """The files that are mutated, as pyproject.toml lists them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(config["tool"]["mutmut"]["only_mutate"])


def equivalents(path: Path = EQUIVALENTS) -> dict[Change, str]:
    """The mutants that no test can tell from the original, with the reason."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        Change(file, item["function"], item["was"], item["now"]): item["reason"] for file, items in listed.items() for item in items
    }


def found(file: str, mutants: Path = ROOT / "mutants") -> Iterator[Mutant]:
    """All mutants of a file with their results. Raises: FileNotFoundError where the tool has not generated them."""
    meta = json.loads((mutants / f"{file}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    spans = json.loads((mutants / f"{file}.spans").read_text(encoding="utf-8"))["spans"]
    lines = (mutants / file).read_text(encoding="utf-8").splitlines()
    for key, code in meta.items():
        name = key.rpartition(".")[2]
        original = name.partition("__mutmut_")[0]
        before, after = (_source(lines, spans[text]) for text in (f"{original}__mutmut_orig", name))
        yield Mutant(_change(file, original, before, after), RESULTS.get(code, "crash"))


def _source(lines: list[str], span: list[int]) -> list[str]:
    """The stripped lines of a generated function, under the function's own name."""
    text = [line.strip() for line in lines[span[0] - 1 : span[1]]]
    return [re.sub(r"^def x[_ǁ](?:\w+ǁ)?(\w+?)__mutmut_(?:orig|\d+)\(", r"def \1(", line) for line in text]


def _change(file: str, original: str, before: list[str], after: list[str]) -> Change:
    rows = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    was, now = (" ".join(row[1:] for row in rows if row.startswith(mark)) for mark in "-+")
    function = original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    return Change(file, function, was, now)


def tally(file: str, listed: Mapping[Change, str], mutants: Path = ROOT / "mutants") -> tuple[dict[str, int], list[Mutant]]:
    """How many mutants of a file have which result (survivors that are listed are `equivalent`), and those that call for work."""
    counts = dict.fromkeys(("mutants", "killed", "timeout", "equivalent", "survived", "not run"), 0)
    open_ = []
    for mutant in found(file, mutants):
        result = {"no test": "survived", "crash": "survived"}.get(mutant.result, mutant.result)
        if result == "survived" and mutant.change in listed:
            result = "equivalent"
        counts["mutants"] += 1
        counts[result] += 1
        if result in ("survived", "timeout"):
            open_.append(mutant)
    return counts, open_
