"""Figures of the papers on classical-quantum dynamics, drawn from `hybrid.json`, which `verify.figures.hybrid_runs` writes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures import hybrid_left_out, hybrid_report
from verify.figures.figure import Figure, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Record = dict[str, Any]
FILE = Path(__file__).resolve().parent / "hybrid.json"


def figures(records: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The figures whose runs the file holds; nothing is drawn here, and the records are not needed."""
    runs = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    makers = (
        (trajectory, ("monitoring",)),
        (hybrid_report.realisations, ("paths",)),
        (hybrid_report.histograms, ("few", "many")),
        (hybrid_report.widths, ("few", "many")),
        (hybrid_left_out.discarding, ("discarded",)),
        (hybrid_left_out.collision, ("collisions",)),
    )
    return tuple(
        make(*(runs[name] for name in needed)) for make, needed in makers if all(name in runs for name in needed)
    )


def trajectory(run: Record) -> Figure:
    """layton2026, Figure 1: the momentum and the Bloch sphere, one trajectory to each end."""
    share = run["up"] / run["trajectories"]
    error = math.sqrt(share * (1 - share) / run["trajectories"])
    times, p, points = np.array(run["times"]), np.array(run["p"]), np.array(run["bloch"]).transpose(1, 0, 2)

    def draw() -> Drawing:
        from verify.figures import hybrid_panels, style

        figure, axes = style.blank(3.1, 1, 2)
        axis = axes[0, 0]
        hybrid_panels.momentum(axis, times, p, r"momentum $p$  ($\sqrt{2\gamma_C\,}$ = 1)")
        for side, series in zip((1, -1), style.SERIES, strict=False):
            axis.plot(times, side * times, color=series.colour, linestyle=(0, (1, 2)), lw=1)
        axis.annotate(
            r"dotted: $-\lambda\langle\sigma_z\rangle t$ at the poles",
            (0.03, 0.95),
            xycoords="axes fraction",
            va="top",
            fontsize=8,
        )
        hybrid_panels.bloch(axes[0, 1], points, (r"$|0\rangle$", r"$|1\rangle$"))
        return figure

    every = range(0, len(times), 50)
    rows = tuple(
        (f"{times[k]:g}", *(f"{p[k, j]:.3f}" for j in (0, 1)), *(f"{points[k, 2, j]:.3f}" for j in (0, 1)))
        for k in every
    )
    return Figure(
        "layton-trajectory",
        "A monitored qubit: two trajectories of (15) as corrected",
        f"lambda = -1, A = sigma_z, from |+>; gamma_C = {run['gamma_C']:g}, gamma_Q = {run['gamma_Q']:g} (equality in (14)), q = "
        f"{run['q']:g}, hbar = 1: the paper prints none of these. Blue collapses to |0> and is pushed upwards, orange to |1> and "
        f"downwards. Of {run['trajectories']} trajectories {share:.4f} ± {error:.4f} end at |0>.",
        ("layton2026:p/figure1-half", "layton2026:p/figure1-upwards", "layton2026:15"),
        Table(("t", "p, to |0>", "p, to |1>", "<sigma_z>, to |0>", "<sigma_z>, to |1>"), rows),
        draw,
    )
