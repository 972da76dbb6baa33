"""What is proved of roots, moduli and logarithms is so at random points, complex ones among them, and is replayed.

The candidates are what SymPy makes of an expression when it is told to assume what it likes (force=True): often equal, often not.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import mpmath as mp
import pytest
import sympy as sp

from derive import normal_form, roots
from replay import methods

a, b = sp.symbols("a b", positive=True)
x, y, t = sp.symbols("x y t", real=True)
z = sp.Symbol("z")
d = sp.Symbol("d", positive=True, integer=True)
LETTERS = (a, b, x, y, z, d, t)
LEAVES = (a, a, b, b, x, x, y, z, *map(sp.Integer, (1, 2, 3, -1)), sp.I)
FRACTIONS = [sp.Rational(*pair) for pair in ((1, 2), (1, 2), (1, 2), (-1, 2), (3, 2), (1, 3), (-1, 1), (2, 1))]
EXPONENTS = (*FRACTIONS, d, d / 2, t)
CHANGES: tuple[Callable[[Any], Any], ...] = (
    sp.expand, sp.together, sp.factor, sp.radsimp, lambda e: sp.expand_log(e, force=True), lambda e: sp.logcombine(e, force=True),
    lambda e: sp.powdenest(e, force=True), lambda e: sp.powsimp(e, force=True), lambda e: sp.expand_power_base(e, force=True),
)  # fmt: skip


def grown(rng: Random, height: int) -> Any:
    """A random expression."""
    if height <= 0:
        return rng.choice(LEAVES)
    kind, inner = rng.random(), grown(rng, height - 1)
    if kind < 0.55:
        other = grown(rng, height - 2)
        return inner + other if kind < 0.3 else inner * other
    if inner.is_number:  # no towers of powers of numbers
        return inner
    return inner ** rng.choice(EXPONENTS) if kind < 0.8 else sp.log(inner) if kind < 0.9 else sp.Abs(inner)


def values(expr: Any, rng: Random) -> list[Any]:
    """At points drawn from rng; None where there is none."""
    found = []
    for _ in range(5):
        at = dict(zip(LETTERS, [mp.mpf(rng.uniform(*ends)) for ends in ((0.2, 3), (0.2, 3), (-3, 3), (-3, 3))], strict=False))
        at |= {z: mp.mpc(rng.uniform(-2, 2), rng.uniform(-2, 2)), d: rng.choice([1, 2, 3]), t: mp.mpf(rng.uniform(-2, 2))}
        try:
            found.append(sp.lambdify(LETTERS, expr, "mpmath")(*(at[each] for each in LETTERS)))
        except (ZeroDivisionError, OverflowError, ValueError):
            found.append(None)
    return found


def agree(one: list[Any], other: list[Any]) -> bool | None:
    """Whether two lists of values are one; None where no point has both."""
    both = [(u, v) for u, v in zip(one, other, strict=True) if u is not None and v is not None and mp.isfinite(u) and mp.isfinite(v)]
    return all(abs(u - v) <= mp.mpf(10) ** -20 * (1 + abs(u)) for u, v in both) if both else None


@pytest.mark.parametrize("seed", range(3))
def test_what_is_proved_is_so(seed: int) -> None:
    rng, proved, beyond, false = Random(seed), 0, 0, 0
    with mp.workdps(40):
        for _ in range(400):
            if proved >= 15:
                break
            expr = grown(rng, 4)
            if not expr.has(sp.Pow, sp.log, sp.Abs) or expr.has(sp.zoo, sp.nan, sp.oo) or expr.is_number or sp.count_ops(expr) > 30:
                continue
            other = rng.choice(CHANGES)(expr)
            here = values(expr, Random(seed))
            for candidate in {other, other + 1, -other, other * sp.Abs(x)} - {expr}:
                same = agree(here, values(candidate, Random(seed)))
                proof = roots.prove_equal(expr, candidate)
                false += same is False
                if proof is not None:
                    assert same is not False, (expr, candidate)
                    methods.replay(proof.method, dict(proof.certificate))
                    proved += 1
                    beyond += normal_form.prove_equal(expr, candidate) is None
    assert proved >= 15 and beyond > 5 and false > 30
