"""What a trusted file writes down, word for word: a reader repeats the computation from these data and nothing else."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from sympy import Poly

from derive import blocks, certificate, free_algebra, index, normal_form, trace, tropical, units
from derive.blocks import BLOCK_ONE, FORM, Block, diagonal
from derive.free_algebra import ONE, ZERO, Cofactor, letter, scalar
from derive.index import Indexed, Relations
from derive.proof import Proof
from derive.trace import Tr
from derive.units import LENGTH, MASS, TIME

x, y = sp.symbols("x y", positive=True)
A, B, M = letter("A"), letter("B"), letter("M")


def test_normal_form() -> None:
    expected = {"identity": "((x + 1)**2) - (x**2 + 2*x + 1) = 0", "positive": "x"}
    assert normal_form.prove_equal((x + 1) ** 2, x**2 + 2 * x + 1) == Proof("normal form", "all values of the domain", expected)
    two = sp.Symbol("x", real=True)
    found = normal_form.prove_equal(two + x, x + two)
    assert found is not None and found.certificate["renamed"] == {"x_1": "x"}


def test_free_algebra() -> None:
    relation = scalar("z") * A * B - ONE
    nothing = scalar("w") * B - scalar("w") * B
    proof = free_algebra.replay(scalar("z") * B * A * B, nothing + B, [relation], [Cofactor(B, 0, ONE)], scope="all d")
    assert proof == Proof("ideal membership in a free algebra", "all d", {
        "statement": "z·B·A·B = B", "scalars": ["z"], "relations": ["(-1) + z·A·B = 0"], "cofactors": [["B", 0, "1"]]})
    a, b = scalar("a") * A, scalar("b") * A
    with_sides = free_algebra.replay(a, b, [a - b], [Cofactor(ONE, 0, ONE)], scope="d")
    assert with_sides.certificate["scalars"] == ["a", "b"]
    left, right = [Cofactor(scalar("l"), 0, ONE), Cofactor(ONE, 0, scalar("l") * -1)], [A * B - B * A]
    assert free_algebra.replay(ZERO, ZERO, right, left, scope="d").certificate["scalars"] == ["l"]
    plus = [Cofactor(ONE, 0, scalar("r")), Cofactor(scalar("r") * -1, 0, ONE)]
    assert free_algebra.replay(ZERO, ZERO, right, plus, scope="d").certificate["scalars"] == ["r"]


def test_congruences() -> None:
    root, P = scalar("z", Fraction(1, 2)), letter("P")
    left, right = letter("M^T") * root, root * M
    target = letter("M^T") * P * M * scalar("z") * scalar("h")
    proof = free_algebra.replay_psd(target, [(left, right, 1)], [A, P * scalar("h")], [], [], scope="all d")
    assert proof == Proof("sum of congruences of positive matrices", "all d", {
        "statement": "h·z·M^T·P·M >= 0", "scalars": ["h", "z"], "relations": [], "cofactors": [],
        "squares": [["z^(1/2)·M^T", 1, "z^(1/2)·M"]], "positive": ["A", "h·P"]})
    modulo = free_algebra.replay_psd(A + B, [(ONE, ONE, 0)], [A], [B], [Cofactor(ONE, 0, ONE)], scope="d")
    assert modulo.certificate["relations"] == ["B = 0"] and modulo.certificate["cofactors"] == [["1", 0, "1"]]


def test_blocks() -> None:
    squeeze = diagonal(scalar("l"), scalar("l", -1))
    assert blocks.prove_equal(squeeze * FORM, FORM * diagonal(scalar("l", -1), scalar("l"))) == Proof(
        "block multiplication", "every block size d", {"identity": "(0, l; (-1)·l^(-1), 0) = (0, l; (-1)·l^(-1), 0)", "scalars": ["l"]})
    assert str(BLOCK_ONE) == "(1, 0; 0, 1)" and str(Block(((A, B), (M, ZERO)))) == "(A, B; M, 0)"


def test_trace() -> None:
    found = trace.prove_equal(2 * Tr("A", "B") * Tr(), Tr() * Tr("B", "A") * Fraction(2))
    assert found == Proof("normal form of trace polynomials", "every dimension", {
        "assumes": "every letter is a real symmetric matrix", "statement": "2*n*Tr(A B) = 2*n*Tr(A B)",
        "normal_form": [["2", [[], ["A", "B"]]]]})


def test_index() -> None:
    one = Fraction(1)
    left = Indexed(((one, (("S", ("a", "b")), ("v", ("b",)))),))
    right = Indexed(((one, (("v", ("k",)), ("S", ("k", "a")))),))
    relations = Relations(frozenset({"T", "S"}), frozenset({("Z", "Y"), ("P", "Q")}))
    assert index.prove_equal(left, right, relations) == Proof("index normal form", "every dimension", {
        "left": "1*S[a,b]*v[b]", "right": "1*v[k]*S[k,a]", "normal_form": "1*S[_0,a]*v[_0]",
        "symmetric": ["S", "T"], "inverse": [["P", "Q"], ["Z", "Y"]]})


def test_units() -> None:
    found = units.prove_unique(MASS / TIME, {"m": MASS, "t": TIME}, {"m": Fraction(1), "t": Fraction(-1)})
    assert found == Proof("rank of the exponent matrix", "all monomials with real exponents", {
        "unit": "mass time^-1", "quantities": {"m": "mass", "t": "time"}, "exponents": {"m": "1", "t": "-1"}})
    assert units.prove_same(LENGTH * MASS, MASS * LENGTH) == Proof(
        "exponent vectors", "every choice of units", {"unit": "mass length", "also": "mass length"})
    assert units.prove_same(units.ACTION, units.ENERGY * TIME) == Proof(
        "exponent vectors", "every choice of units", {"unit": "hbar", "also": "mass length^2 time^-1"})


def test_tropical() -> None:
    given = [(x, "<=", y), (sp.Max(x, 1), "==", sp.Integer(1))]
    data = {"cases": [{"active": [i], "multipliers": ["1", "0", "0"]} for i in (0, 1)]}
    proof = tropical.replay(x, "<=", y, given, data)
    assert proof == Proof("Farkas multipliers in the logarithms, case by case", "all positive values, x <= y, Max(1, x) == 1", {
        "statement": "x <= y", "given": ["x <= y", "Max(1, x) == 1"], "extrema": ["Max(1, x)"], "cases": data["cases"],
        "positive": "x y"})


def test_how_extrema_are_written() -> None:
    nested = sp.Max(sp.Min(x, y) ** 2, 3 * sp.sqrt(x))
    every = [{"active": [i, j], "multipliers": ["0", "0/1", "0"]} for i in (0, 1) for j in (0, 1)]
    proof = tropical.replay(x, "<=", x, [(nested, "<=", y)], {"cases": every})
    assert proof.certificate["extrema"] == ["Min(x, y)", "Max(3*x**(1/2), Min(x, y)**(2))"]


def test_certificate() -> None:
    p = Poly(x * y + 1, x, y)
    data = {"kind": "shift", "power": 0, "coefficients": {"1,1": "1", "0,0": "1"}}
    box = {x: (sp.Integer(0), sp.oo), y: (sp.Integer(0), sp.oo)}
    positive = {"positive": "x y"}
    assert certificate.replay(p, box, data, strict=True) == Proof("shift", "x in [0, oo], y in [0, oo]", {
        "statement": "x*y + 1 > 0", "box": ["x in [0, oo]", "y in [0, oo]"], "certificate": data, **positive})
    assert certificate.replay(p, box, data).certificate["statement"] == "x*y + 1 >= 0"
