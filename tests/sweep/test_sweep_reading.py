"""A sweep's file: what it states, and a sentence for everything that it must not."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from verify.sweep import axes, kernels, named, parameter
from verify.sweep.plan import Plan
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
    assert parameter.numbers("-1", "1")("0.5,  -1/4", "x0") == "1/2, -1/4"


def figured(**figure: str) -> dict[str, Any]:
    """A sweep with a figure; beside h, k and x, axes that go with x: texts, negative ones, several units, one unit."""
    together = {"x": [1, 2], "w": ["kg", "cos"], "n": [-1, 1], "m": ["1 m", "1 s"], "u": ["1 m", "2 m"]}
    used = {name: together[name] for name in ("x", *figure.values()) if name in together}
    product = {"h": [1, 2], "k": "h"} if {"h", "k"} & set(figure.values()) else {}
    return {"axes": product, "zip": [used], "figure": {"x": "x", "value": "square", **figure}}


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
    (figured(y="mode"), "`figure.y` must have known names, but has 'mode'"),
    (figured(y="x"), "`figure` must have two different axes, but x and y are x"),
    (figured(kind="lines", x="h"), "must have one point at each place, but has several, for x; name one as `series`"),
    (figured(x="h", y="k"), "must have one point at each place, but has several, for x; fix them"),
    (figured(x="w", kind="lines", series="h"), "`figure` must have axes of numbers, but w has 'kg'"),
    (figured(kind="lines", series="h", y="h"), "`figure of kind lines` must have known names, but has 'y'"),
    (figured(y="h", series="k"), "`figure of kind map` must have known names, but has 'series'"),
    (figured(x="n", y="x"), "`figure.scale` must be linear for axes that are not positive, but is log, and n has -1"),
    (figured(x="m", kind="lines", series="h"), "`figure` must have axes of one unit each, but m has several"),
    (figured(x="x", y="h", line="x^("), "`figure.line` must have a number, a name or a bracket here"),
    (figured(x="x", y="h", line="z^2"), "`figure.line` must use known names, but has 'z'"),
    (figured(x="x", y="h", line="log(x-9)"), "`figure.line` must be finite and real"),
    (figured(x="u", y="x", line="u"), "`figure.line` must be left out where axes have units"),
)


@pytest.mark.parametrize(("table", "sentence"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_what_is_wrong_is_said_in_a_sentence(toys: str, table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        plan(toys, **table)
    assert sentence in str(caught.value) and " must " in str(caught.value) and "\n" not in str(caught.value).split("\n    ")[0]


def test_a_file_is_named_in_what_is_wrong_with_it(toys: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    cases = (("kernel = ", "`mine.toml` must be TOML"), ("", "`mine.toml` must have `kernel`"), ("x" * 70_000, "at most 65536"),
             ('kernel = "square"\n[axes]\nx = ["1 +"]', "mine.toml: `x` must"))
    for text, sentence in cases:
        path.write_text(text)
        with pytest.raises(UnusableSystem, match=sentence):
            read(path, toys)
    with pytest.raises(UnusableSystem, match=r"`other\.toml` must be a TOML file"):
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
    with pytest.raises(UnusableSystem, match="`kernel` must be the name of a kernel, but is 'distanze'; there are distance"):
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
