"""An audit repeated in one process keeps nothing: objects, files, threads, processes, memory."""

from __future__ import annotations

import gc
import os
import threading
from multiprocessing import active_children
from pathlib import Path

import papers

from verify.ledger import audit
from verify.paper import load

ROUNDS = 6


def held() -> tuple[int, int, int, int]:
    """Objects that the collector knows, open files, threads, children."""
    gc.collect()
    return len(gc.get_objects()), len(os.listdir("/proc/self/fd")), threading.active_count(), len(active_children())


def resident() -> int:
    """KiB of memory in use."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_an_audit_repeated_holds_no_more(tmp_path: Path) -> None:
    """The first rounds fill caches of bounded size (SymPy's, ours); after them each round must leave what the round before left.

    A record of the toy paper is about 100 objects and 30 KiB: a round that kept its records, or a process, or a file, would be seen.
    """
    loaded = load(papers.paper(tmp_path / "paper").resolve())
    counts, memory = [], []
    for number in range(ROUNDS):
        result = audit(loaded, list(loaded.claims), jobs=1 + number % 2, fresh=True)
        assert result.computed == papers.CLAIMS and not result.warning and not result.lost
        del result
        counts.append(held())
        memory.append(resident())
    objects = [count[0] for count in counts]
    assert max(objects[-2:]) - objects[-4] < 100, objects
    most = [max(each) for each in zip(*counts[:-2], strict=True)]  # something of an earlier test may be given back, and taken, in any round
    for later in counts[-2:]:  # one more a round would be seen
        assert all(now <= before for now, before in zip(later[1:], most[1:], strict=True)), counts
    assert memory[-1] - memory[-4] < 2048, f"{memory}: the heap may grow by a few pages, and by no records"
