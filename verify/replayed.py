"""The committed proofs repeated by `replay/`, a program that shares no code with this one, in a process of its own.

The process runs without site-packages (`python -I -S`): SymPy and FLINT cannot be imported there.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from verify.ledger import RECORDS
from verify.targets import chosen
from verify.trusted import ROOT
from verify.usage import UsageError

PROGRAM = """import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("replay", run_name="__main__", alter_sys=True)"""
SCOPE = """Repeated, from the records alone: each statement follows from what stands beside it, the record lists that among its
assumptions, and the statement is the one the record gives for its step. Not repeated: how a claim's code derives its
statement, that the statement says what the printed line means, that its hypotheses can hold, that both sides are defined."""


def replay(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """The finished process; its exit status is 1 where a proof fails, 2 where a file cannot be read."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", PROGRAM, str(ROOT), *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def run(targets: Sequence[str]) -> int:
    """The exit status, after the report on the claims asked for is printed. Raises: UsageError for a target without records."""
    with tempfile.TemporaryDirectory() as folder:
        files = [_selected(loaded.folder / RECORDS, labels, len(loaded.claims), Path(folder) / f"{number}.json")
                 for number, (loaded, labels) in enumerate(chosen(targets))]
        found = replay(files)
    print(found.stdout, end="")
    if found.returncode not in (0, 1) or found.stderr:
        print(found.stderr, end="", file=sys.stderr)
        return found.returncode or 1
    print(SCOPE)
    return found.returncode


def _selected(records: Path, labels: Sequence[str], claims: int, copy: Path) -> Path:
    """The record file, or a copy with the records asked for where these are not all."""
    if not records.is_file():
        name = records.parent.name
        raise UsageError(f"`{name}` must have committed records, but has none; write them with `ehrenfest audit --write`")
    if len(labels) == claims:
        return records
    try:
        document = json.loads(records.read_text(encoding="utf-8"))
        wanted = [item for item in document["records"] if item["label"] in set(labels)]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"`{records}` must hold committed records, but: {type(error).__name__}: {error}") from error
    copy.write_text(json.dumps({**document, "records": wanted}), encoding="utf-8")
    return copy
