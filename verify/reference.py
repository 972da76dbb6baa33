"""The pages of the Python functions, made by pdoc from their docstrings: `python -m verify.reference [FOLDER]`, or `make docs`."""

from __future__ import annotations

import html
import importlib
import sys
from pathlib import Path

FOLDER = Path("docs/api")
MODULES = (
    "ehrenfest",
    "verify.constants", "verify.simulation", "verify.sweep.swept", "verify.sweep.kernel", "verify.sweep.parameter",
    "derive.formula", "derive.potentials",
    "numerics.potential", "numerics.estimate", "numerics.supremum", "numerics.bounds", "numerics.correspondence",
    "numerics.deviation", "numerics.corrections",
    "numerics.phase_space.grid", "numerics.phase_space.packet", "numerics.phase_space.states", "numerics.phase_space.dynamics",
    "numerics.phase_space.evolve", "numerics.phase_space.weyl", "numerics.phase_space.trace_norm",
    "numerics.mixture.packets", "numerics.mixture.process", "numerics.mixture.certificate",
    "numerics.mixture.average", "numerics.mixture.deposit",
    "numerics.operators.model", "numerics.operators.basis", "numerics.operators.converge", "numerics.operators.lindblad",
    "numerics.operators.fokker_planck", "numerics.operators.moments", "numerics.operators.wigner",
)


def write(folder: Path) -> list[str]:
    """The modules whose pages were written. Raises: ImportError where pdoc is not installed (the extra `[report]`)."""
    import pdoc

    for name in MODULES:
        importlib.import_module(name)
    pdoc.render.configure(search=False, footer_text="ehrenfest")
    pdoc.render.env.filters["to_html"] = _as_written
    pdoc.pdoc(*MODULES, output_directory=folder)
    return list(MODULES)


def _as_written(text: str, *_: object) -> str:
    """The docstring as it stands: its equations and tables are plain text, which markdown would garble."""
    return f'<pre style="white-space: pre-wrap; font-size: 80%">{html.escape(text)}</pre>'


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    print(f"{len(write(where))} modules: {where / 'index.html'}")
