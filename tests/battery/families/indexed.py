"""Indexed identities in every dimension: derivatives of Gaussians by hrr2023 (E2) to (E8), contractions, and slips of an index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np

from derive.index import Indexed, Relations
from derive.index_rules import inverse_differential, inverse_gradient, parse, quadratic_gradient, quadratic_hessian
from verify.statement import Statement
from verify.statements.indexed import IndexEqual

from ..planted import ContradictionError, Planted, pair

RULES = Relations(frozenset({"s", "si"}), frozenset({("s", "si"), ("Z", "Zi")}))
SIZES = (2, 3)
Tensors = dict[str, Any]


def _value(text: str, tensors: Mapping[str, Any], free: str) -> Any:
    """The array of a sum of products by einsum, its axes in the order of `free`."""
    total: Any = 0
    for sign, body in re.findall(r"([+-]?)\s*((?:[^+\-\[\]]|\[[^\]]*\])+)", text.replace(" ", "")):
        operands, labels, number = [], [], Fraction(-1 if sign == "-" else 1)
        for factor in body.split("*"):
            if factor[0].isdigit():
                number *= Fraction(factor)
                continue
            name, _, indices = factor.partition("[")
            operands.append(tensors[name])
            labels.append(indices.rstrip("]").replace(",", ""))
        value = np.einsum(",".join(labels) + "->" + free, *operands, optimize=False) if operands else np.ones(())
        total = total + value * (number.numerator / number.denominator)
    return total


def _free(text: str) -> str:
    body = re.findall(r"\[([^\]]*)\]", re.split(r"(?<=[\w\]])[+-]", text.replace(" ", ""))[0])
    letters = "".join(body).replace(",", "")
    return "".join(sorted(c for c in set(letters) if letters.count(c) == 1))


def _tensors(rng: np.random.Generator, size: int) -> Tensors:
    square = rng.integers(-1, 2, (size, size)).astype(float) + 4 * np.eye(size)
    Z = rng.integers(-1, 2, (size, size)) + 5 * np.eye(size)
    return {"s": square @ square.T, "si": np.linalg.inv(square @ square.T), "Z": Z, "Zi": np.linalg.inv(Z),
    "delta": np.eye(size),
            "dim": np.array(float(size)), "b": rng.integers(-3, 4, size).astype(float),
            "c": rng.integers(-3, 4, size).astype(float),
            **{name: rng.integers(-3, 4, (size, size)).astype(float) for name in ("A", "B", "dZ", "Si")},
            "S": square + square.T}


def _differences(kind: str, tensors: Tensors) -> Any:
    """Derivatives by divided differences in mpmath, at 60 digits: the truth of what the engine derives."""
    size, step = len(tensors["b"]), mp.mpf(10) ** -20
    with mp.workdps(60):
        if kind.startswith("quadratic"):
            Si, b = mp.matrix(tensors["Si"].tolist()), mp.matrix(tensors["b"].tolist())
            unit = [mp.matrix([int(i == k) for i in range(size)]) for k in range(size)]

            def form(v: Any) -> Any:
                return (v.T * Si * v)[0]

            if kind == "quadratic gradient":
                return np.array([float((form(b + step * e) - form(b - step * e)) / (2 * step)) for e in unit])
            def mixed(e: Any, f: Any) -> float:
                corners = ((i, j, form(b + step * (i * e + j * f))) for i in (1, -1) for j in (1, -1))
                return float(mp.fsum(i * j * value for i, j, value in corners) / (4 * step**2))

            return np.array([[mixed(e, f) for f in unit] for e in unit])
        Z = mp.matrix(tensors["Z"].tolist())
        if kind == "inverse differential":
            change = mp.matrix(tensors["dZ"].tolist())
            moved = ((Z + step * change) ** -1 - (Z - step * change) ** -1) / (2 * step)
            return np.array([[float(moved[i, j]) for j in range(size)] for i in range(size)])
        found = np.zeros((size,) * 4)  # axes a, b, c, d
        for i in range(size):
            for j in range(size):
                change = mp.zeros(size)
                change[i, j] = step
                moved = ((Z + change) ** -1 - (Z - change) ** -1) / (2 * step)
                found[i, j] = [[float(moved[k, n]) for n in range(size)] for k in range(size)]
        return found


@dataclass(frozen=True)
class IndexTruth:
    """left == right as arrays; `kind` names a derivative that stands for the left side."""

    left: str
    right: str
    kind: str = ""

    def _apart(self, tensors: Tensors) -> float:
        free = _free(self.right)
        left = _differences(self.kind, tensors) if self.kind else _value(self.left, tensors, free)
        right = _value(self.right, tensors, free)
        return float(np.abs(left - right).max() / (1 + np.abs(left).max()))

    def sampled(self, count: int) -> int:
        """As of `Truth`: every entry of the arrays is a point."""
        rng, held = np.random.default_rng(20260817), 0
        while held < count:
            for size in SIZES:
                tensors = _tensors(rng, size)
                if self._apart(tensors) > 1e-9:
                    raise ContradictionError(f"{self.left} == {self.right} fails for size {size}")
                held += size ** max(len(_free(self.right)), 1)
        return held

    def violated(self, at: Any) -> bool | None:
        """As of `Truth`; at: the seed of whole-number tensors of size 2."""
        return self._apart(_tensors(np.random.default_rng(at), 2)) > 1e-3


DERIVED: dict[str, Indexed] = {
    "quadratic gradient": quadratic_gradient("a"), "quadratic hessian": quadratic_hessian("a", "b"),
    "inverse differential": inverse_differential(),
    "inverse gradient": inverse_gradient(),
}


def identity(name: str, source: str, left: str, true: str, false: str, slip: str, *, kind: str = "",
gross: bool = False) -> list[Planted]:
    """A pair of indexed identities with one left side: a text, or a derivative that the engine takes by its rules."""
    def build(right: str) -> Statement:
        return IndexEqual(DERIVED[kind] if kind else parse(left), parse(right), RULES)

    truths = [IndexTruth(left, right, kind) for right in (true, false)]
    return pair(name, source, slip, (lambda: build(true), truths[0]), (lambda: build(false), truths[1]), 8, gross=gross)


PLANTED: list[Planted] = [
    *identity("gradient of a quadratic form", "hrr2023 (E2)", "", "Si[a,i]*b[i] + b[i]*Si[i,a]", "2*Si[a,i]*b[i]",
              "symmetry assumed", kind="quadratic gradient"),
    *identity("Hessian of a quadratic form", "hrr2023 (E3)", "", "Si[a,b] + Si[b,a]", "2*Si[a,b]", "symmetry assumed",
              kind="quadratic hessian"),
    *identity("differential of an inverse", "hrr2023 (E5)", "", "-1*Zi[c,i]*dZ[i,j]*Zi[j,d]",
              "-1*Zi[c,i]*dZ[j,i]*Zi[j,d]", "indices exchanged", kind="inverse differential"),
    *identity("gradient of an inverse", "hrr2023 (E7)", "", "-1*Zi[c,a]*Zi[b,d]", "-1*Zi[c,b]*Zi[a,d]",
              "indices exchanged", kind="inverse gradient"),
    *identity("contraction with an inverse", "hrr2023 (E8)", "si[a,c]*s[c,d]*A[d,b]", "A[a,b]", "A[b,a]", "transposed"),
    *identity("exponent of a Gaussian", "hrr2023 (E1)", "b[i]*si[i,j]*s[j,k]*c[k]", "b[i]*c[i]", "b[i]*b[i]",
              "wrong vector"),
    *identity("two contractions", "hrr2023 (E8)", "Z[a,i]*A[i,j]*B[j,k]*Zi[b,l]*delta[l,k]",
              "Z[a,k]*A[k,l]*B[l,m]*Zi[b,m]", "Z[a,k]*A[k,l]*B[l,m]*Zi[m,b]", "indices exchanged"),
    *identity("dimension", "hrr2023 (E8)", "s[i,j]*si[j,i]", "dim", "1", "1 for d"),
    *identity("trace of a product", "hrr2023 (E10)", "A[i,j]*B[j,i]", "B[i,j]*A[j,i]", "A[i,j]*B[i,j]",
              "indices exchanged"),
    *identity("symmetric matrix in a form", "hrr2023 (E3)", "s[a,i]*A[i,j]*s[j,b]", "s[i,a]*A[i,j]*s[b,j]",
              "s[i,a]*A[j,i]*s[b,j]", "transposed"),
    *identity("dyad of vectors", "hrr2023 (E8)", "b[a]*c[i]*A[i,b]", "A[i,b]*c[i]*b[a]", "A[b,i]*c[i]*b[a]",
              "transposed"),
]
