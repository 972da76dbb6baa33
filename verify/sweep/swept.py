"""`ehrenfest.sweep`: the sweep of the command `sweep`, from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verify.sweep import named
from verify.sweep.plan import Plan
from verify.sweep.processes import Processes
from verify.sweep.read import read, stated
from verify.sweep.run import Sweep, known, run
from verify.sweep.runner import Runner
from verify.sweep.store import Store, default_folder
from verify.usage import UsageError


@dataclass(frozen=True)
class Swept:
    """A sweep that was run, as a table and as a figure.

    record: plain JSON, as the command writes it; `record["rows"]` has the axes, the numbers with error bars and the status of each point.
    """

    record: Mapping[str, Any]
    found: Sweep = field(repr=False)
    folder: Path = field(repr=False)

    def __str__(self) -> str:
        from verify.present import sweep as present

        return present.as_text(self.found)

    def array(self, row: int, name: str) -> Any:
        """An array that the kernel kept at a row. Raises: UsageError where it is damaged, KeyError where there is none."""
        place = self.record["rows"][row]["arrays"][name]
        with Store(self.folder, write=False) as store:
            return store.array(place)

    def figure(self, dpi: int = 200) -> dict[str, bytes]:
        """The figure as PNG and PDF files, by name; none where the sweep states none. Raises: NotDrawable without matplotlib."""
        from verify.figures.sweep import files

        return files(self.found.plan, self.record["rows"], dpi)


def sweep(
    stated_as: str | Path | Mapping[str, Any], *, store: str | Path | None = None, jobs: int = 1, retry: bool = False,
    compute: bool = True, memory: int | None = None, kernels: str | None = None, runner: Runner | None = None,
) -> Swept:
    """The sweep of a TOML file, of a name, or of a table with the same keys: `print` it, or look at its `record`.

    store: a folder; that of the command when left out. jobs: worker processes. retry: compute again what was refused. compute: False
    only reads the store. memory: bytes of address space for each worker. kernels: a folder of kernels of your own. runner: what
    computes, in place of worker processes.

    Numbers of a table are exact: text such as "1/10", whole numbers, or floats as they print.
    Raises: ValueError with a sentence, for what cannot be read, and for a store that cannot be written to.
    """
    from verify.present import sweep as present

    plan = _plan(stated_as, kernels)
    folder = default_folder() if store is None else Path(store)
    if jobs < 1:
        raise UsageError(f"`jobs` must be at least 1, but is {jobs}")
    with Store(folder, write=compute) as opened:
        found = run(plan, opened, runner or Processes(jobs, memory), retry=retry) if compute else known(plan, opened)
    return Swept(present.record(found), found, folder)


def _plan(stated_as: str | Path | Mapping[str, Any], kernels: str | None) -> Plan:
    if isinstance(stated_as, Mapping):
        return stated(_texts(dict(stated_as)), "sweep", kernels)
    return read(named.path_of(str(stated_as)), kernels)


def _texts(value: Any) -> Any:
    """The table as a file would give it: floats are what they print."""
    if isinstance(value, Mapping):
        return {str(key): _texts(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(each) for each in value]
    return value if isinstance(value, bool | int | str) else str(value)
