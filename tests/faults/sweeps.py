"""A short sweep for the tests of faults: toy points, each with an array or a refusal, computed in the command's own process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from harness import Ended, Inside, Running, contents, here, in_process, litter, run, start

from verify.sweep import command, outcome
from verify.sweep.read import read
from verify.sweep.runner import Here
from verify.sweep.store import Store

KERNELS = str(Path(__file__).resolve().parent.parent / "sweep" / "kernels")
POINTS = 6
FILE = """kernel = "square"
[axes]
x = {xs}
mode = {modes}
"""


class Trial:
    """A sweep with a store of its own."""

    def __init__(self, folder: Path, first: int = 1, points: int = POINTS // 2, modes: str = '["array", "refused"]') -> None:
        self.folder, self.store, self.file = folder, folder / "store", folder / "toy.toml"
        folder.mkdir(parents=True)
        self.file.write_text(FILE.format(xs=list(range(first, first + points)), modes=modes), encoding="utf-8")
        self.number = points * (modes.count(",") + 1)

    def arguments(self, *options: str) -> list[str]:
        return ["sweep", str(self.file), "--kernels", KERNELS, "--store", str(self.store), "--format", "csv", *options]

    def start(self, *inside: Inside, options: Sequence[str] = (), name: str = "first") -> Running:
        """The sweep, started; it computes in its own process unless `--jobs` is among the options."""
        return start(self.arguments(*options), self.folder / name, [*([] if "--jobs" in options else [in_process]), *inside])

    def run(self, *inside: Inside, options: Sequence[str] = (), name: str = "next") -> Ended:
        if inside or "--jobs" in options:
            return run(self.arguments(*options), self.folder / name, *([] if "--jobs" in options else [in_process]), *inside)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "_runner", lambda arguments: Here())
            patch.setattr(outcome, "changed", lambda before: None)
            return here(self.arguments(*options))

    def objects(self) -> dict[str, bytes]:
        """Records and arrays: the bytes by name."""
        return contents(self.store / "objects")

    def kept(self, whole: dict[str, bytes]) -> int:
        """How many points the store has; every file is what it must be, or is not there."""
        assert self.objects().items() <= whole.items(), "a file that an undisturbed sweep has not, or not so"
        with Store(self.store, write=False) as store:
            return sum(store.get(key) is not None for key in read(self.file, KERNELS).points)

    def go_on(self, whole: dict[str, bytes], table: str, kept: int) -> Ended:
        """The next run computes what is missing and nothing else, and ends as an undisturbed one; it leaves nothing lying about."""
        calls, undone = self.folder / "calls", (self.store / "index.sqlite-journal").exists()
        os.environ["SQUARE_CALLS"] = str(calls)
        try:
            ended = self.run()
        finally:
            del os.environ["SQUARE_CALLS"]
        made = len(calls.read_text(encoding="utf-8").splitlines()) if calls.exists() else 0
        assert (ended.status, ended.out) == (0, table), ended
        assert made in (self.number - kept, self.number - kept + undone), "a point whose place the index could not take is made again"
        assert self.objects() == whole and litter(self.folder) == []
        return ended
