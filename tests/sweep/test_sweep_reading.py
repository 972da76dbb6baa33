"""A sweep's file: what it states, and a sentence for everything that it must not."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify import quantity
from verify.sources import ROOT
from verify.sweep import axes, kernels, named, parameter
from verify.sweep.drawn import drawn
from verify.sweep.plan import Drawn, Plan, Row
from verify.sweep.point import Point
from verify.sweep.read import MOST, read, stated
from verify.system_input import UnusableSystem

LOG = {"from": "1/64", "to": "1/4", "points": 3, "scale": "log"}


def plan(toys: str, **table: Any) -> Plan:
    return stated({"kernel": "square", **table}, "toy", toys)


def test_axes_are_lists_ranges_and_formulas_and_their_product_is_swept(toys: str) -> None:
    found = plan(toys, axes={"h": LOG, "mode": ["plain", "array"], "x": "2*h^(4/3)"}, title="A title")
    assert found.axes == ("h", "mode", "x") and [row.axes["h"] for row in found.rows[::2]] == ["1/64", "1/16", "1/4"]
    assert [row.axes["mode"] for row in found.rows[:2]] == ["plain", "array"], "the last axis runs fastest"
    assert found.rows[0].axes["x"] == "1/128" and found.title == "A title"
    irrational = Fraction(found.rows[2].axes["x"])
    assert irrational.denominator <= 10**17 and float(irrational) == pytest.approx(2 * 16 ** (-4 / 3), rel=1e-15)
    assert found.rows[0].point.parameters == {"x": "1/128", "mode": "plain"}, "h is no parameter of the kernel: it is not in the key"


def test_zipped_axes_go_together_and_equal_points_are_one(toys: str) -> None:
    found = plan(toys, zip=[{"a": [1, 2, -2], "b": [1, 2, "-2.0"]}], axes={"x": "a*b", "mode": ["plain", "slow"]})
    assert len(found.rows) == 6 and len(found.points) == 4 and {row.axes["x"] for row in found.rows} == {"1", "4"}


def test_points_of_a_range_are_exact_or_rounded_the_same_way_everywhere() -> None:
    assert axes.ranged({"from": 0, "to": 1, "points": 4}, "x") == ("0", "1/3", "2/3", "1")
    found = [Fraction(each) for each in axes.ranged({"from": 1, "to": 10, "points": 4, "scale": "log"}, "x")]
    assert found[0] == 1 and found[3] == 10 and found[1] == Fraction("2.15443469003188"), "10^(1/3) to 15 digits"
    for k, value in enumerate(found):
        assert float(value) == pytest.approx(10 ** (k / 3), rel=1e-14)
    assert axes.ranged({"from": "1 um", "to": "3 um", "points": 3}, "x") == ("1/1000000*m", "1/500000*m", "3/1000000*m")


def test_one_number_has_one_text() -> None:
    exact = parameter.number("-10", "10")
    assert {exact(text, "x") for text in ("1/4", "0.25", "25e-2", "2^(-2)", " 1/4 ")} == {"1/4"}
    assert exact("sqrt(2)", "x") == str(Fraction("1.41421356237310")) and exact("-0", "x") == "0"
    assert math.isclose(float(Fraction(exact("pi", "x"))), math.pi, rel_tol=1e-14)
    for text in ("007", "10/4", "-0", "-3/1", f"{10**59}/{10**59 + 1}"):
        assert parameter.EXACT.fullmatch(text) and parameter.plain(text, "x") == parameter.rational(quantity.parameter(text, "x"))
    assert not any(map(parameter.EXACT.fullmatch, ("1/0", "+1", "--1", "1 /2", "1.0", "\u0661", "1\n", "")))
    assert parameter.numbers("-1", "1")("0.5,  -1/4", "x0") == "1/2, -1/4"


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"axes": {}}, "`axes` must make 1 to 100000 points"),
    ({"axes": {"x": [1]}, "fiksed": {}}, "did you mean fixed"),
    ({"axes": {"x": []}}, "`axes.x` must be a list of 1 to"),
    ({"axes": {"x": [1, 1]}}, "`axes.x` must have different values, but has '1' twice"),
    ({"axes": {"x": [True]}}, "`axes.x` must be a number, or text"),
    ({"axes": {"x": 3}}, "`axes.x` must be a list of 1 to"),
    ({"axes": {"x": "3"}}, "`axes.x` must be a list, a range or a formula of other axes"),
    ({"axes": {"xx": [1]}}, "`x` must be given for square, but is not; did you write xx for it?"),
    ({"axes": {"x": [1], "zz": [1]}}, "`parameters of square` must have known names, but has 'zz'"),
    ({"axes": {"x": ["1 kg"]}}, "`x` must be in natural units"),
    ({"axes": {"x": ["1e7"]}}, "`x` must be from -1e6 to 1e6, but is 1e7"),
    ({"axes": {"x": ["__import__('os')"]}}, "`x` must"),
    ({"axes": {"x": [1]}, "fixed": {"x": 1}}, "`x` must be stated once"),
    ({"axes": {"x": [1]}, "fixed": {"mode": "loud"}}, "`mode` must be plain or"),
    ({"axes": {"x": [1], "sin": [1]}}, "`axes` must have names of letters"),
    ({"axes": {"x": "y", "y": "x", "mode": ["plain"]}}, "x and y need each other"),
    ({"axes": {"x": "2*x", "mode": ["plain"]}}, "but x needs itself"),
    ({"axes": {"x": "k^2", "mode": ["plain"]}}, "`axes.x` must have known names, but has 'k'"),
    ({"axes": {"x": "1/h", "h": [0, 1]}}, "`axes.x` must be finite"),
    ({"axes": {"x": {"from": 1, "to": 2}}}, "has no `points`"),
    ({"axes": {"x": {"from": 0, "to": 2, "points": 3, "scale": "log"}}}, "ends that are positive and different"),
    ({"axes": {"x": {"from": 1, "to": 2, "points": 1}}}, "`axes.x.points` must be a whole number from 2"),
    ({"axes": {"x": {"from": 1, "to": 2, "points": 3, "scale": "cubic"}}}, "must be log or linear"),
    ({"axes": {"x": {"from": 1, "to": "2 m", "points": 3}}}, "must have ends of one unit"),
    ({"axes": {"x": {"from": 1, "to": 2, "points": 400}, "h": {"from": 1, "to": 2, "points": 400}}}, "make 160000"),
    ({"zip": [{"x": [1, 2], "mode": ["plain"]}]}, "`zip` must have axes of one length, but x has 2, mode has 1"),
    ({"zip": {"x": [1]}}, "write [[zip]]"),
    ({"axes": {"x": [1]}, "show": ["cube"]}, "`show` must have known names, but has 'cube'"),
    ({"axes": {"x": [1]}, "figure": {"kind": "pie"}}, "`figure.kind` must be map or lines"),
    ({"axes": {"x": [1]}, "figure": {"kind": "lines", "x": "mode", "value": "square"}}, "`figure.x` must have known names"),
    ({"axes": {"x": [1]}, "title": "two\nlines"}, "`title` must be a line"),
    ({"axes": {"x": [1]}, "kernel": ["a"]}, "`kernel` must be the name of a kernel, but is ['a']; there are "),
    ({"axes": {"x": [1]}, "kernel": 3}, "`kernel` must be the name of a kernel, but is 3; there are "),
    ({"axes": {"x": [1]}, "show": [["a"]]}, "`show` must have known names, but has ['a']; there are "),
    ({"axes": {"x": [1]}, "figure": {"kind": ["a"]}}, "`figure.kind` must be map or lines, but is ['a']"),
    ({"axes": {"x": [1]}, "figure": {"kind": "lines", "x": ["a"]}}, "`figure.x` must have known names, but has ['a']; there are x"),
    ({"axes": {"x": [1]}, "figure": {"kind": "lines", "x": "x", "value": 3}},
     "`figure.value` must have known names, but has 3; there are "),
    ({"axes": {"x": [1]}, "figure": {"kind": "lines", "x": "x", "value": "square", "series": {"a": 1}}}, "`figure.series` must have known"),
)


@pytest.mark.parametrize(("table", "sentence"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_what_is_wrong_is_said_in_a_sentence(toys: str, table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        plan(toys, **table)
    assert sentence in str(caught.value) and " must " in str(caught.value) and "\n" not in str(caught.value).split("\n    ")[0]


NOWHERE: tuple[tuple[dict[str, str], str], ...] = (
    ({"y": "k"}, "`figure.y` must have known names, but has 'k'"),
    ({"y": ""}, "`figure.y` must have known names, but has ''"),
    ({"y": "x"}, "`figure` must have two different axes, but x and y are x"),
    ({"kind": "lines"}, "must have one point at each place, but has several, for h, text, below, units, unit; name one as `series`"),
    ({"x": "h", "y": "unit"}, "must have one point at each place, but has several, for x, text, below, units; fix them"),
    ({"x": "text", "kind": "lines"}, "`figure` must have axes of numbers, but text has 'cos'"),
    ({"x": "below", "y": "h"}, "`figure.scale` must be linear for axes that are not positive, but is log, and below has -1"),
    ({"x": "units", "kind": "lines"}, "`figure` must have axes of one unit each, but units has several"),
    ({"kind": "lines", "y": "h"}, "`figure of kind lines` must have known names, but has 'y'"),
    ({"y": "h", "series": "x"}, "`figure of kind map` must have known names, but has 'series'"),
    ({"y": "h", "line": "x^("}, "`figure.line` must have a number, a name or a bracket here"),
    ({"y": "h", "line": "z^2"}, "`figure.line` must use known names, but has 'z'"),
    ({"y": "h", "line": "log(x - 9)"}, "`figure.line` must be finite and real"),
    ({"y": "unit", "line": "x"}, "`figure.line` must be left out where axes have units"),
)


def drawn_of(toys: str, **figure: str) -> Drawn | None:
    """What a figure states of a sweep over x and h, with four axes that go along with h."""
    along = {"1": ("1", "-1", "1 m", "1 m"), "2": ("cos", "1", "1 s", "2 m")}
    rows = [Row(dict(zip(("x", "h", "text", "below", "units", "unit"), (x, h, *along[h]), strict=True)), Point("square", {}, "v"))
            for x in ("1", "2") for h in along]
    return drawn({"figure": {"x": "x", "value": "square", **figure}}, kernels.find("square", toys), rows)


@pytest.mark.parametrize(("figure", "sentence"), NOWHERE, ids=[str(number) for number in range(len(NOWHERE))])
def test_a_figure_that_cannot_be_drawn_is_refused_before_anything_is_computed(toys: str, figure: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        drawn_of(toys, **figure)
    assert sentence in str(caught.value).split("\n")[0]


def test_a_figure_that_can_be_drawn_is_taken(toys: str) -> None:
    assert drawn_of(toys, y="h", line="log(x)") == Drawn("map", "x", "h", "square", "", "log(x)", "log"), "at one of the points is enough"
    assert drawn_of(toys, kind="lines", series="text", scale="linear") == Drawn("lines", "x", "", "square", "text", "", "linear")
    assert drawn_of(toys, y="below", scale="linear") is not None and drawn({}, kernels.find("square", toys), []) is None


def test_the_example_of_the_documentation_is_a_sweep_that_has_results(tmp_path: Path) -> None:
    block = re.search(r"(?:^    .*\n)+", (ROOT / "docs" / "sweep.md").read_text(), re.M)
    assert block is not None and 'title = "A double well"' in block[0]
    (tmp_path / "mine.toml").write_text(block[0].replace("\n    ", "\n").strip())
    found = read(tmp_path / "mine.toml")
    numbers = found.kernel.run(found.rows[-1].point.parameters).numbers
    assert len(found.rows) == 6 and found.drawn is not None and all(numbers[name] is not None for name in found.shown)


def test_a_name_means_one_thing(tmp_path: Path) -> None:
    """The height of a bump is no semiclassical parameter, and x0 of a packet no centre of a potential."""
    fixed = {"potential": "gaussian_bump", "time": "1", "gamma": "1"}
    with pytest.raises(UnusableSystem, match=r"^`h` must mean one thing, but is a parameter of rates and a name in its formula; rename"):
        stated({"kernel": "rates", "fixed": fixed, "axes": {"h": ["1/4"]}}, "toy")
    fixed = {"potential": "cos(x - x0)", "time": "1", "Dx": "1", "Dp": "1"}
    with pytest.raises(UnusableSystem, match="`x0` must mean one thing"):
        stated({"kernel": "distance", "fixed": fixed, "axes": {"hbar": ["1/4"]}}, "toy")


@pytest.mark.parametrize(("text", "sentence"), [
    ("def f(:", r"`mine\.py` must be Python that runs, but raises SyntaxError: invalid syntax \(mine\.py, line 1\)"),
    ("x = 1\nimport nosuch", r"raises ModuleNotFoundError in line 2: No module named 'nosuch'"),
    ("1/0", r"raises ZeroDivisionError in line 1: division by zero"), ("KERNEL = 3", r"`mine\.py` must define KERNEL, a Kernel"),
])
def test_a_kernel_of_ones_own_that_does_not_load_is_said_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(UnusableSystem, match=sentence):
        kernels.find("mine", str(tmp_path))
    with pytest.raises(UnusableSystem, match="`kernels` must be a folder of Python files"):
        kernels.names("x" * 400)


def test_a_file_is_named_in_what_is_wrong_with_it(toys: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    cases = (("kernel = ", "mine.toml` must be TOML"), ("", "mine.toml` must have `kernel`"), ("x" * 70_000, "at most 65536"),
             ('kernel = "square"\n[axes]\nx = ["1 +"]', "mine.toml: `x` must"))
    for text, sentence in cases:
        path.write_text(text)
        with pytest.raises(UnusableSystem, match=sentence):
            read(path, toys)
    with pytest.raises(UnusableSystem, match=r"`\S*/other\.toml` must be a TOML file"):
        read(tmp_path / "other.toml", toys)
    path.write_text('kernel = "square"\n[axes]\nx = [0.10]  # exact, not a double')
    assert read(path, toys).rows[0].point.parameters["x"] == "1/10" and MOST == 100_000


def test_the_ready_sweeps_and_all_kernels_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in named.names():
        found = read(named.path_of(name))
        assert found.drawn is not None and found.title and 20 <= len(found.points) <= 100
    assert {"average", "bounds", "constants", "correspondence", "distance", "rates", "trade_off"} <= set(kernels.names())
    for name in kernels.names():
        kernel = kernels.find(name)
        assert kernel.name == name and kernel.numbers and kernel.title
        assert all(each.default is None or each.exact(each.default, each.name) == each.default for each in kernel.parameters)
    with pytest.raises(UnusableSystem, match="there are plane"):
        named.path_of("plain")
    with pytest.raises(UnusableSystem, match="`sweep` must be a TOML file or a name, but is 'xxx"):
        named.path_of("x" * 400)
    with pytest.raises(UnusableSystem, match="`kernel` must be the name of a kernel, but is 'distanze'; did you mean distance"):
        kernels.find("distanze")


KERNEL_ERRORS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("distance", {"potential": "cos(y"}, "`formula` must"),
    ("distance", {"potential": "cos(k*x)"}, "k"),
    ("distance", {"x0": "1, 2"}, "`x0` must have 1 coordinate like the potential, but has 2"),
    ("distance", {"hbar": "0"}, "`hbar` must be from 1e-12"),
    ("distance", {"hbar": "1e-3 J s"}, "`hbar` must be in natural units"),
    ("distance", {"thermal": "1/2"}, "`thermal` must be from 1 to"),
    ("correspondence", {"packets": "21"}, "`packets` must be an even number"),
    ("constants", {"potential": "system.toml"}, "`potential` must be a formula or a name in a sweep"),
)


@pytest.mark.parametrize(("kernel", "changed", "sentence"), KERNEL_ERRORS, ids=[f"{k}-{n}" for n, (k, _, _) in enumerate(KERNEL_ERRORS)])
def test_a_kernel_refuses_before_anything_is_computed(kernel: str, changed: dict[str, Any], sentence: str) -> None:
    fixed = {"potential": "cos(x)", "time": "1", "Dx": "1", "Dp": "1", "hbar": "1/4", **changed}
    with pytest.raises(ValueError) as caught:
        stated({"kernel": kernel, "fixed": fixed, "axes": {"mass": ["1", "2"]}}, "toy")
    assert sentence in str(caught.value)
