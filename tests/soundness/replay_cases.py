"""One true proof of each method as a record holds it, made by the program, and how to change it in one place."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from derive import blocks, certificate, farkas, free_algebra, index, nonnegative, normal_form, tropical, units
from derive import trace as traces
from derive.index import Indexed, Relations
from derive.matrices import MatrixAlgebra
from derive.proof import Proof
from derive.sample import sample_positive
from numerics import gram
from replay.records import Step

x, y, z = sp.symbols("x y z", positive=True)
b, c = sp.symbols("b c", real=True)
POSITIVE = {"x": "(0, oo) [1]", "y": "(0, oo) [1]", "z": "(0, oo) [1]", "b": "(-oo, oo) [1]", "c": "(-oo, oo) [1]"}


def _tropical(lhs: Any, relation: str, rhs: Any, *given: Any) -> Proof:
    found = farkas.find(lhs, relation, rhs, list(given))
    return tropical.replay(lhs, relation, rhs, list(given), found)


def _box(p: Any, strict: bool, **ends: tuple[Any, Any]) -> Proof:
    box = {s: tuple(map(sp.sympify, ends[s.name])) for s in sorted(p.free_symbols, key=str)}
    polynomial = sp.Poly(p, *box)
    return certificate.replay(polynomial, box, nonnegative.find(polynomial, box, strict=strict, gram=gram.candidates), strict=strict)


def _split() -> Proof:
    p, shift = sp.Poly(b**2 + b + 1, b), {"kind": "shift", "power": 0}
    data = {"kind": "split", "variable": "b", "at": "-1/2",
            "below": {**shift, "coefficients": {"0": "3/4", "2": "1"}}, "above": {**shift, "coefficients": {"0": "3/4", "2": "1"}}}
    return certificate.replay(p, {b: (-sp.oo, sp.oo)}, data)


def _algebra() -> tuple[MatrixAlgebra, Any, Any, Any]:
    algebra = MatrixAlgebra()
    return algebra, algebra.form(), algebra.symplectic("A"), algebra.scalar("h")


def _member() -> tuple[Proof, str, dict[str, str]]:
    algebra, w, A, h = _algebra()
    lhs, rhs = h * A.T * w * A * A.T * w * A, -h
    proof = algebra.prove_equal(lhs * algebra.one, rhs * algebra.one)
    assert proof is not None
    return proof, f"{lhs} = {rhs}", {f"assumption {i}": text for i, text in enumerate(algebra.assumptions)} | {"h": "(0, oo)"}


def _congruence() -> tuple[Proof, str, dict[str, str]]:
    algebra, w, A, h = _algebra()
    P = algebra.symmetric("P", sample_positive)
    target = h * A.T * P * A + 4 * (w.T * P * w)
    proof = algebra.prove_positive(target, [P], [(h, A, 0), (4 * algebra.one, w, 0)])
    assert proof is not None
    told = {f"assumption {i}": text for i, text in enumerate(algebra.assumptions)} | {"h": "(0, oo)", "given 1": "P >= 0"}
    return proof, f"{target} >= 0", told


def _definite() -> tuple[Proof, str, dict[str, str]]:
    """As above; no hypothesis says that the letters are positive, their kind does."""
    algebra, w, A, h = _algebra()
    P, S = algebra.positive_definite("P"), algebra.positive_semidefinite("S")
    target = h * A.T * P.inverse * A + 4 * (w.T * S * w)
    proof = algebra.prove_positive(target, [S, P.inverse], [(h, A, 1), (4 * algebra.one, w, 0)])
    assert proof is not None
    told = {f"assumption {i}": text for i, text in enumerate(algebra.assumptions)} | {"h": "(0, oo)"}
    return proof, f"{target} >= 0", told


def _index() -> tuple[Proof, str, dict[str, str]]:
    def made(*terms: tuple[int, str]) -> Indexed:
        return Indexed(tuple((Fraction(k), tuple((f[0], tuple(f[1:])) for f in text.split())) for k, text in terms))

    left, right = made((2, "Kij xj Lik"), (3, "Zkj Yji xi"), (-1, "vk")), made((2, "Kba xb Lak"), (3, "xk"), (-1, "vk"))
    proof = index.prove_equal(left, right, Relations(frozenset("K"), frozenset({("Z", "Y")})))
    assert proof is not None
    return proof, f"{left} = {right}", {"K": "symmetric", "Z, Y": "inverse to each other"}


@cache
def case(name: str) -> Step:
    """A true proof with the text of its step and the table of its domain, as a record holds them."""
    told = POSITIVE
    if name == "normal form":
        lhs = sp.sqrt(8 * x) * (y + b) ** 2 / y + sp.I**2 * sp.exp(x * sp.log(y))
        rhs = sp.sqrt(2 * x) * (2 * y + 4 * b + 2 * b**2 / y) - y**x
        proof, text = normal_form.prove_equal(lhs, rhs), f"{lhs} == {rhs}"
    elif name == "farkas":
        lhs, rhs, given = sp.Max(x**2, y), 2 * z * sp.Max(1, x), [(x, "<=", z), (y, "<=", 2 * z)]
        proof, text = _tropical(lhs, "<=", rhs, *given), f"{lhs} <= {rhs}"
        told = told | {f"given {i}": f"{h[0]} {h[1]} {h[2]}" for i, h in enumerate(given)}
    elif name == "farkas equality":
        lhs, rhs = sp.Max(x, y) * sp.Min(x, y), x * y
        proof, text = _tropical(lhs, "==", rhs), f"{lhs} == {rhs}"
    elif name == "shift":
        p = (x - 1) * (3 - b) + x * b**2 + 1
        proof, text, told = _box(p, True, x=(1, sp.oo), b=(-1, 2)), f"0 < {sp.expand(p)}", {"x": "[1, oo) [1]", "b": "[-1, 2] [1]"}
    elif name == "sturm":
        p = (2 * b - 1) ** 2 * (b + 1)
        proof, text, told = _box(sp.expand(p), False, b=(-1, 1)), f"0 <= {p}", {"b": "[-1, 1] [1]"}
    elif name == "sos":
        p = 9 * b**4 * c**2 - 6 * b**2 * c**4 + c**6
        proof, text = _box(p, False, b=(-sp.oo, sp.oo), c=(-sp.oo, sp.oo)), f"(b**3 - 3*b*c**2)**2 <= {(b**2 + c**2) ** 3}"
    elif name == "split":
        proof, text = _split(), "0 <= b**2 + b + 1"
    elif name == "free algebra":
        proof, text, told = _member()
    elif name == "congruences":
        proof, text, told = _congruence()
    elif name == "definite":
        proof, text, told = _definite()
    elif name == "blocks":
        h = free_algebra.scalar("h", Fraction(1, 2))
        left, right = blocks.FORM * blocks.diagonal(h, 3 * h) * blocks.FORM, -1 * blocks.diagonal(3 * h, h)
        proof, text, told = blocks.prove_equal(left, right), f"{left} = {right}", {"h": "(0, oo)"}
    elif name == "traces":
        left = traces.Tr("A", "s") * traces.Tr("B", "s") + 2 * traces.Tr("A", "B", "s", "s")
        right = 2 * traces.Tr("s", "s", "B", "A") + traces.Tr("s", "B") * traces.Tr("s", "A")
        proof, text, told = traces.prove_equal(left, right), f"{left} = {right}", dict.fromkeys("ABs", "real symmetric matrix")
    elif name == "indices":
        proof, text, told = _index()
    elif name == "units":
        proof = units.prove_same(units.ACTION / units.TIME, units.ENERGY)
        text, told = "[h*sqrt(k/m)] = mass length^2 time^-2", {"h": "[hbar]", "k": "(0, oo) [mass time^-2]", "m": "[mass]"}
    else:
        table = {"m": units.MASS, "k": units.MASS / units.TIME**2}
        proof = units.prove_unique(units.TIME, table, {"m": Fraction(1, 2), "k": Fraction(-1, 2)})
        text, told = "m^(1/2) k^(-1/2) is the only monomial with unit time", {"m": "[mass]", "k": "[mass time^-2]"}
    assert proof is not None
    return Step("a:1", proof.method, json.loads(json.dumps(proof.certificate)), text, told)


NAMES = ("normal form", "farkas", "farkas equality", "shift", "sturm", "sos", "split", "free algebra", "congruences", "definite", "blocks",
         "traces", "indices", "units", "rank")


Change = tuple[str, Any, Any]  # where, what stands there, what is put there; None: taken out
BOTH = "statement and text"


def changed(step: Step, change: list[Change]) -> Step:
    """The step with the changes made; every change must find what it changes."""
    whole = json.loads(json.dumps({"data": step.data, "text": step.text, "domain": step.domain}))
    for where, old, new in change:
        paths = [where]
        if where == BOTH:
            key = next(key for key in ("identity", "statement", "left") if key in step.data)
            paths = ["text", "data.identity" if key == "identity" else f"data.{key}"]
            if key == "left":
                paths = ["text", f"data.{'left' if str(old).removesuffix(' =') in step.data['left'] else 'right'}"]
        for path in paths:
            *above, last = path.split(".")
            place: Any = whole
            for part in above:
                place = place[int(part)] if isinstance(place, list) else place[part]
            if isinstance(place, list):
                last = int(last)  # type: ignore[assignment]
            there = place[last]
            if isinstance(there, str) and isinstance(old, str) and isinstance(new, str):
                shown = old.removesuffix(" =") if path.startswith(("data.left", "data.right")) else old
                assert path in ("text", "data.statement") or shown in there, (path, old, there)
                place[last] = there.replace(shown, new.removesuffix(" =") if shown != old else new, 1)
            elif new is None and isinstance(there, str):
                del place[last]
            elif new is None:
                del there[old]
            elif isinstance(there, dict) and old == {}:
                there.update(new)
            else:
                assert old is None or there == old, (path, old, there)
                place[last] = new
    return Step(step.where, step.method, whole["data"], whole["text"], whole["domain"])
