"""The figures of sweeps: what is drawn is what the rows say, and the committed runs are what the kernels give."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verify.figures import style, sweep_runs, sweeps
from verify.figures.figure import Figure
from verify.figures.sweep import _edges, _shades, _short, figure, slope
from verify.present import sweep as present
from verify.sweep import named, outcome
from verify.sweep.plan import Drawn
from verify.sweep.read import read

MAP = Drawn("map", "h", "D", "v", "", "h^(4/3)", "log")
LINES = Drawn("lines", "h", "", "v", "D", "", "log")


def row(h: str, D: str, value: float | None, error: float = 0.001) -> dict[str, Any]:
    numbers = {} if value is None else {"v": {"value": value, "error": error, "how": ""}}
    return {"axes": {"h": h, "D": D}, "numbers": numbers, "status": "done" if value is not None else "refused"}


ROWS = [row(h, D, float(Fraction(h)) ** 0.5 * float(Fraction(D))) for D in ("1/2", "1") for h in ("1/16", "1/8", "1/4", "1/2")]


def drawn(made: Figure) -> Any:
    with style.applied():
        return made.draw().axes[0]


def test_a_map_has_a_cell_with_its_number_for_each_row_and_the_line() -> None:
    rows = [*ROWS[:-1], row("1/2", "1", None)]
    made = figure("a_map", "Title", MAP, rows)
    axis = drawn(made)
    assert len(axis.patches) == 8 and [text.get_text() for text in axis.texts] == [f"{r['numbers']['v']['value']:.2g}" for r in ROWS[:-1]]
    assert [patch.get_hatch() for patch in axis.patches] == [None] * 7 + ["////"], "what was refused is seen"
    shades = [patch.get_alpha() for patch in axis.patches[:7]]
    assert shades[0] == 0 == min(shades) and sorted(shades[:4]) == shades[:4] and max(shades) == pytest.approx(0.62)
    x, y = axis.lines[0].get_data()
    seen = np.isfinite(y)
    assert y[seen] == pytest.approx(x[seen] ** (4 / 3), rel=1e-12) and axis.lines[0].get_label() == "D = h^(4/3)"
    near = (abs(np.log2(x / 0.5)) < 0.26) & (abs(np.log2(x ** (4 / 3) / 0.5)) < 0.3)
    assert near.any() and list(seen) == list(~near), "it does not run through the number at (1/2, 1/2), the only one that it meets"
    assert made.name == "sweep-a-map" and made.table.rows[0] == ("1/16", "1/2", "0.125", "0.001")
    assert made.table.rows[-1] == ("1/2", "1", "refused", "") and "at most 0.001" in made.caption
    assert made.png(40).startswith(b"\x89PNG")


def test_lines_have_error_bars_and_the_exponent_of_a_power_law() -> None:
    axis = drawn(figure("lines", "Title", LINES, ROWS, labels={"D": "diffusion"}))
    names = [text.get_text() for text in axis.get_legend().get_texts()]
    assert len(axis.containers) == 2 and names[0].startswith("diffusion = 1/2: exponent 0.50 ± 0.0")
    bar = axis.containers[1][2][0].get_segments()[0]
    assert bar[:, 1] == pytest.approx([0.25 - 0.001, 0.25 + 0.001])
    assert slope([(1, 1.0, 0.5), (2, 2.0, 0.5), (3, 3.0, 0.5), (4, 4.0, 0.5)]) == "", "too near its error bars"
    assert slope([(1, 1.0, 0.0), (2, 2.0, 0.0)]) == ""


def test_a_figure_that_stands_alone_has_its_title_as_it_was_typed() -> None:
    known = [row("1/16", "1", 1.0), row("1/8", "1", 2.0)]
    for title in ("A sweep of $\\nonsense{ and 50%", "words " * 30):
        made = figure("lines", title, LINES, known, headed=True)
        with style.applied():
            drawing = made.draw()
            assert drawing.get_suptitle().split() == title.split() and all(len(line) <= 70 for line in drawing.get_suptitle().splitlines())
        assert made.png(40).startswith(b"\x89PNG")
    with style.applied():
        assert figure("lines", "Title", LINES, known).draw().get_suptitle() == "", "a report has captions"


def test_axes_have_the_symbols_of_what_they_are() -> None:
    rows = [{**row("1/4", "1", 1.0), "axes": {"hbar": "1/4", "Dx": "1"}}, {**row("1/2", "1", 2.0), "axes": {"hbar": "1/2", "Dx": "1"}}]
    axis = drawn(figure("lines", "Title", Drawn("lines", "hbar", "", "v", "Dx", "", "log"), rows))
    assert axis.get_xlabel() == "\N{LATIN SMALL LETTER H WITH STROKE}" and axis.get_legend().get_texts()[0].get_text() == "$D_x$ = 1"


def test_small_parts() -> None:
    assert _edges([1.0, 4.0], "log") == pytest.approx([0.5, 2.0, 8.0]) and _edges([0.0, 1.0], "linear") == [-0.5, 0.5, 1.5]
    assert _short(0.0005, 0.002) == "<0.003" and _short(0.12345, 0.001) == "0.12"
    assert _short(0.0001, 0.0021) == "<0.003" and _short(-0.001, 0.002) == "<0.003" and _short(0.001, 0.001) == "<0.002", "rounded up"
    assert _shades([(-1.0, 0.0), (1.0, 0.0)])(0.0, 0.0) == pytest.approx(0.31)
    shade = _shades([(0.0, 0.001), (1.0, 0.001)])
    assert [shade(0.0, 0.001), shade(1.0, 0.001)] == pytest.approx([0.0, 0.62]), "by the logarithm, although one is 0"
    assert shade(0.01, 0.001) == pytest.approx(0.62 / 3) and _shades([]) is not None
    with pytest.raises(ValueError, match="must have axes of numbers, but D has 'cos"):
        figure("x", "Title", MAP, [row("1/2", "cos(x)", 1.0)])
    for value, error in ((0.0123456, 0.00012), (1.0, 0.0), (-3.0, 0.7), (2e-9, 5e-11), (0.99999, 0.1), (1234.5, 30.0)):
        found = sweep_runs.rounded(value, error)
        assert abs(found["value"] - value) + error <= found["error"] * (1 + 1e-9) <= 1.1 * error * 1.1 + 1e-300


def test_a_line_with_poles_and_values_below_zero_are_drawn_where_they_can_be() -> None:
    axis = drawn(figure("a_map", "Title", Drawn("map", "h", "D", "v", "", "log(h - 1/4)", "linear"), ROWS))
    _, y = axis.lines[0].get_data()
    assert np.isnan(y[0]) and y[-1] == pytest.approx(np.log(0.375), rel=1e-12)
    axis = drawn(figure("lines", "Title", LINES, [row("1/4", "1", -0.5), row("1/2", "1", 0.5)], labels={"v": "value"}))
    assert axis.get_yscale() == "linear" and axis.get_xscale() == "log" and axis.get_ylabel() == "value"
    empty = drawn(figure("lines", "Title", LINES, [row("1/4", "1", None)]))
    assert empty.get_legend() is None


def test_an_axis_with_units_is_drawn_in_those_of_the_si() -> None:
    rows = [row("1 fs", "1", 1.0), row("1/500000000000000*s", "1", 2.0)]
    axis = drawn(figure("units", "Title", Drawn("lines", "h", "", "v", "", "", "log"), rows))
    assert axis.get_xlabel() == "h [s]" and list(axis.lines[0].get_xdata()) == pytest.approx([1e-15, 2e-15])
    assert [each.get_text() for each in axis.get_xticklabels()] == ["1e-15", "2e-15"]


def test_the_table_of_a_sweep_is_aligned(square: Any) -> None:
    lines = present.aligned(["h", "value"], [["1/64", "1"], ["1", "0.5 ± 0.1"]])
    assert lines == ["h     value", "1/64  1", "1     0.5 ± 0.1"]
    found = square([1, "1/3"])
    assert str(found).splitlines()[2:5] == ["x    square       none", "1    1.00 ± 0.25  -", "1/3  0.11 ± 0.25  -"]
    assert json.loads(present.as_json(found.found)) == json.loads(json.dumps(found.record)) and found.figure() == {}


def test_the_committed_runs_are_those_of_the_ready_sweeps() -> None:
    runs = sweep_runs.read()
    assert set(runs) == set(named.names()) == set(sweeps.SHOWN)
    for name, run in runs.items():
        plan = read(named.path_of(name))
        assert plan.drawn is not None and run["drawn"] == vars(plan.drawn) and run["title"] == plan.title
        axes = [{key: each.axes[key] for key in run["rows"][0]["axes"]} for each in plan.rows]
        assert [each["axes"] for each in run["rows"]] == axes and all(each["status"] == "done" for each in run["rows"])


@pytest.mark.parametrize(("name", "which"), [("plane", (24, 33)), ("rates", (0, 23)), ("trade_off", (0, 8, 48))])
def test_the_committed_runs_are_what_the_kernels_give(name: str, which: tuple[int, ...]) -> None:
    """At some points, within the bars of both."""
    run, plan = sweep_runs.read()[name], read(named.path_of(name))
    for number in which:
        value = run["drawn"]["value"]
        found = plan.kernel.run(plan.rows[number].point.parameters).numbers[value]
        assert found is not None
        kept, now = run["rows"][number]["numbers"][value], outcome.stated(found)
        assert abs(kept["value"] - now["value"]) <= kept["error"] + now["error"], (kept, now)
        assert now["error"] > 0 or name == "trade_off"


def test_the_trade_off_is_the_closed_form_and_the_plane_falls_with_diffusion() -> None:
    """gamma_Q must be at least lambda^2/(16 gamma_C), with lambda = -1: layton2026 (14)."""
    runs = sweep_runs.read()
    for each in runs["trade_off"]["rows"]:
        product = 16 * Fraction(each["axes"]["gC"]) * Fraction(each["axes"]["gQ"])
        assert each["numbers"]["factor"]["value"] == pytest.approx(float(1 / product), rel=1e-12)
    columns: dict[str, list[tuple[float, float]]] = {}
    for each in runs["plane"]["rows"]:
        number = each["numbers"]["L1"]
        columns.setdefault(each["axes"]["hbar"], []).append((number["value"], number["error"]))
    for column in columns.values():
        assert all(a[0] + a[1] >= b[0] - b[1] for a, b in pairwise(column)), "more diffusion, less distance"
        assert column[0][0] - column[0][1] > 10 * column[-1][0]


def test_the_ready_figures_belong_to_claims_that_have_records() -> None:
    made = {each.name: each for each in sweeps.figures({"hrr2023": {"8": {}}})}
    assert set(made) == {"sweep-plane", "sweep-rates", "sweep-trade-off"}
    assert made["sweep-plane"].claims == ("hrr2023:8",) and made["sweep-rates"].claims == ()
    assert Path(sweep_runs.FILE).stat().st_size < 40_000
