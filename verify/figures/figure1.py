"""Figure 1 of li2024: quantum and classical evolution from coherent states in a double well, open and closed, as contours.

The densities are computed when the figure is drawn, at the claim's own parameters; the distances come from its record.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from verify.figures.figure import Figure, Table
from verify.figures.records import Papers, readings, with_bar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from verify.statements.worlds_apart import WorldsApart

CLAIM, SECTION = "li2024:p/figure1", "figure1"
LEVELS = (0.05, 0.2, 0.4, 0.6, 0.8)  # of the largest value of W; negative values alike
NODES, DARKEST = 150, 0.75
HEAD = ("centre", "diffusion", "distance", "error bar")


def figure1(papers: Papers) -> Figure:
    """The figure. Raises: NoData."""
    found = readings(papers, CLAIM)
    rows = []
    for data in found:
        (check, *_) = data.get("checks", [{}])
        value = check["one"] if data["at"]["diffusion"] == "0" else data["left"]
        rows.append((data["at"]["centre"], data["at"]["diffusion"], *with_bar(value)))
    distances = {(row[0], row[1] != "0"): float(row[2]) for row in rows}

    def draw() -> Drawing:
        return _drawn(distances)

    apart = [distance for (_, is_open), distance in distances.items() if not is_open]
    near = [distance for (_, is_open), distance in distances.items() if is_open]
    caption = (
        "Classical density (shaded) and Wigner function (lines, dashed where negative) at t = 2 from coherent states at "
        f"{len(apart)} centres (+), "
        "p = ξ² + (x² − 1/2)², h = 1/16. "
        f"With diffusion (γ = 1) the integral of the modulus of their difference is {min(near):.2g} to {max(near):.2g}, without it "
        f"{min(apart):.2g} to {max(apart):.2g}, by two methods each. This Hamiltonian does not satisfy (1.2). Lines: 5, 20, 40, 60 and "
        "80 % of the largest value. The centres are ours: the text gives none. Time runs as for a density matrix; under (1.1) as printed "
        "each picture is reflected, ξ → −ξ. Units: as in the paper, dimensionless."
    )
    return Figure("li2024-figure1", "Figure 1 of li2024: open and closed evolution", caption, (CLAIM,), Table(HEAD, tuple(rows)), draw,
                  computed=True)


def _drawn(distances: Mapping[tuple[str, bool], float]) -> Drawing:
    from verify.figures import style

    apart = _experiment()
    figure, axes = style.blank(4.9, 2, len(apart.centres), sharex=True, sharey=True)
    for row, is_open in enumerate((True, False)):
        for column, centre in enumerate(apart.centres):
            axis, name = axes[row, column], f"({', '.join(map(str, centre))})"
            _panel(axis, apart, centre, is_open)
            axis.set_title(f"centre {name}\n{'γ = 1' if is_open else 'γ = 0'}:  {distances[name, is_open]:.2g}", fontsize=8.5)
            axis.set(xlabel="position $x$" if row else "", ylabel="" if column else r"momentum $\xi$", xlim=(-1.7, 1.7), ylim=(-1.9, 1.9),
                     aspect="equal")
    return figure


def _panel(axis: Axes, apart: WorldsApart, centre: tuple[Fraction, Fraction], is_open: bool) -> None:
    from matplotlib.colors import to_rgb

    from verify.figures import style

    x, p, W, f = _densities(apart, centre, is_open)
    levels = np.array(LEVELS) * W.max()
    shade = np.empty((*f.T.shape, 4))
    shade[..., :3] = to_rgb(style.BLUE)
    shade[..., 3] = np.sqrt(np.clip(f.T / f.max(), 0, 1)) * DARKEST
    ends = (x[0], 2 * x[-1] - x[-2], p[0], 2 * p[-1] - p[-2])
    axis.imshow(shade, extent=ends, origin="lower", interpolation="none", zorder=1)
    axis.contour(x, p, W.T, levels=levels, colors=style.VERMILLION, linewidths=0.8)
    if W.min() < -levels[0]:
        axis.contour(x, p, W.T, levels=-levels[:2][::-1], colors=style.VERMILLION, linewidths=0.6, linestyles="dashed")
    axis.plot(*map(float, centre), marker="+", color=style.INK, ms=7)


def _densities(apart: WorldsApart, centre: tuple[Fraction, Fraction], is_open: bool) -> tuple[Any, Any, Any, Any]:
    """Nodes of x and p, the quantum and the classical density."""
    from numerics.closed.gap import carried, state
    from numerics.operators.model import Model
    from numerics.phase_space.grid import Axis, Grid
    from verify.statements.worlds_apart import FUNCTIONS, STEPS, densities, packet

    system, h = apart.system, apart.hbar
    if is_open:
        grid, W, f, _ = densities(system, centre, h, apart.diffusion, apart.time)
        return grid.position[0].nodes, grid.momentum[0].nodes, W, f
    grid = Grid(*((Axis(-float(far), float(far), NODES),) for far in apart.box))
    model, start, time = Model(system.potential(), float(system.mass), 0.0, 0.0), packet(centre, h), float(apart.time)
    W = state(model, start, time, grid, hbar=float(h), functions=FUNCTIONS)
    return grid.position[0].nodes, grid.momentum[0].nodes, W, carried(model, start, time, grid, steps=STEPS)


def _experiment() -> WorldsApart:
    """What the claim simulates: from its section alone, since a whole paper takes seconds to load."""
    from verify.statements.simulated import Simulated
    from verify.statements.worlds_apart import WorldsApart

    paper, _, label = CLAIM.partition(":")
    section = importlib.import_module(f"verify.papers.{paper}.{SECTION}").section
    (statement,) = (claim.build() for claim in section.claims if claim.label == label)
    if not isinstance(statement, Simulated) or not isinstance(statement.experiment, WorldsApart):
        raise TypeError(f"`{CLAIM}` must be simulated by WorldsApart, but is {type(statement).__name__}")
    return statement.experiment
