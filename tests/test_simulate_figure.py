"""The figure of a simulation: its colours, its reduced densities, and that it shows what the record says."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from numerics.phase_space import states
from numerics.phase_space.grid import Axis, Grid
from verify.figures import diverging, style
from verify.figures import simulation as figure
from verify.present import simulation


def record(rows: list[dict[str, Any]]) -> dict[str, Any]:
    inputs = {name: {"exact": "1/10", "value": 0.1} for name in ("hbar", "mass", "Dx", "Dp")} | {"expression": "cos(x)"}
    second = {name: {"value": 0.3, "error": 0.4, "how": ""} for _, name, _ in simulation.KINDS}
    return {"rows": rows, "inputs": inputs, "sampled": {"packets": 8, **second}}


def row(time: float, distance: float, bound: float | None) -> dict[str, Any]:
    names = [f"{name}_{kind}" for name in ("printed", "sharpened") for kind in ("quantum", "classical")]
    found = {name: {"value": distance, "error": distance / 4, "how": ""} for name in simulation.DISTANCES}
    ends = None if bound is None else {"low": bound * time, "high": bound * time}
    return {"time": {"value": time, "exact": ""}, "distances": found, "bounds": dict.fromkeys(names, ends)}


def comparison(d: int, points: int) -> Any:
    grid = Grid(tuple(Axis(-3.0, 3.0, points) for _ in range(d)), tuple(Axis(-4.0, 4.0, points) for _ in range(d)))
    first, second = (states.gaussian(grid, [shift] + [0.0] * (2 * d - 1), 0.2 * np.eye(2 * d)) for shift in (0.0, 0.3))
    return SimpleNamespace(grid=grid, quantum=first, classical=second, mixture=(first + second) / 2)


def test_equal_steps_of_the_map_look_equal() -> None:
    """Back from sRGB to OKLab by the inverse matrices: equal distances of neighbours, the two ends of one lightness."""
    rgb = np.asarray(diverging.diverging(65).colors)[:, :3]
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = (np.linalg.inv(diverging.CONES) @ np.cbrt(np.linalg.inv(diverging.LINEAR) @ linear.T)).T
    steps = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    assert np.ptp(steps) < 0.02 * steps.mean() and abs(lab[0, 0] - lab[-1, 0]) < 0.005
    assert lab[:, 0].argmax() == 32 and np.linalg.norm(lab[32, 1:]) < 1e-3


def test_the_other_degrees_of_freedom_are_integrated_out() -> None:
    two, one = comparison(2, 24), comparison(1, 24)
    assert np.allclose(figure.reduced(two.grid, two.classical), one.classical, rtol=0, atol=1e-6)


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("bound", [None, 0.0, 3.0])
def test_the_panels(d: int, bound: float | None) -> None:
    with style.applied():
        drawn = figure._figure(record([row(1.0, 0.1, bound), row(2.0, 0.2, bound)]), comparison(d, 12))
    norms = drawn.axes[6:9]
    assert [axis.get_title() for axis in norms] == [title for title, _, _ in figure.NORMS]
    for axis, kind in zip(norms, (None, "quantum", "classical"), strict=True):
        bars = axis.containers[0]
        assert bars[0].get_xydata().tolist() == [[1.0, 0.1], [2.0, 0.2]]
        again = [other for other in axis.containers[1:] if other.get_label() == "other packets, on the grid"]
        assert [other[0].get_xydata().tolist() for other in again] == ([[[2.04, 0.3]]] if kind else [])
        ends = {line.get_label(): line.get_xydata()[-1].tolist() for line in axis.get_lines()}
        assert (ends.get("bound (8)") == [2.0, 6.0]) is (bound == 3.0 and kind is not None)
        assert any("0: bound (8)" in text.get_text() for text in axis.texts) is (bound == 0.0 and kind is not None)
    fields = [axis.images[0] for axis in drawn.axes[:6]]
    tops = [image.get_clim()[1] for image in fields]
    assert tops[0] == tops[1] == tops[2] and tops[3] == tops[4] == tops[5]
    assert all(image.get_clim()[0] == -image.get_clim()[1] for image in fields)
    assert np.abs(fields[0].get_array()).max() == pytest.approx(tops[0], rel=0.3)
    low, high = drawn.axes[0].get_xlim()
    assert low > -3.5 and high < 3.5 and math.isfinite(drawn.axes[6].get_ylim()[0])
