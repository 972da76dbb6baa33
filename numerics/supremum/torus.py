r"""Variables that range over the whole line and occur in sines and cosines only, replaced by angles.

If v occurs only as a_i v + r_i inside sin, cos and tan, with numbers a_i (and in r_i in this way again, as in sin(x + sin x)), then with
a basis m_k of the a_i over the rationals, a_i = sum_k q_ik m_k, the angles theta_k = m_k v are dense on the torus when the m_k are
independent over the rationals (Kronecker): the supremum over v is the maximum over the torus, attained if there is one angle only (v is
then periodic), else approached. Independence is proved where all m_k/m_0 are different square roots of square-free integers times powers
of pi (Besicovitch 1940; pi is transcendental). Elsewhere the torus gives an upper bound only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import lcm

import sympy as sp


@dataclass(frozen=True)
class Wrapped:
    """The expression over turns w in [0, 1]; `exact`: its maximum is the supremum; one turn only: v = rate * w mod rate."""

    expression: sp.Expr
    turns: tuple[sp.Symbol, ...]
    rate: sp.Expr
    exact: bool


@lru_cache(maxsize=256)  # asked for the same terms again and again
def wrapped(expression: sp.Expr, variable: sp.Symbol) -> Wrapped | None:
    """The expression with the variable replaced by turns; None if it occurs outside of sin, cos, tan of a v + r."""
    nodes: dict[sp.Expr, tuple[sp.Expr, sp.Expr]] = {}
    if not _collect(expression, variable, nodes) or not nodes:
        return None
    first = next(iter(nodes.values()))[0]
    rows = {node: _in_parts(a / first) for node, (a, _) in nodes.items()}
    basis = sorted({m for row in rows.values() for m in row}, key=sp.default_sort_key)
    if any(not isinstance(q, sp.Rational) for row in rows.values() for q in row.values()):
        return None
    turns = tuple(sp.Symbol(f"w_{variable}{k}", real=True) for k in range(len(basis)))
    scales = [lcm(*(int(row[m].q) for row in rows.values() if m in row)) for m in basis]
    swap: dict[sp.Expr, sp.Expr] = {}
    for node, (_, rest) in nodes.items():  # those inside of others come first
        turned = zip(basis, turns, scales, strict=True)
        angle = sp.Add(*(rows[node][m] * 2 * sp.pi * scale * w for m, w, scale in turned if m in rows[node]))
        swap[node] = node.func(angle, evaluate=False) if rest == 0 else node.func(angle + rest.xreplace(swap))
    rate = 2 * sp.pi * scales[0] / (first * basis[0])
    return Wrapped(expression.xreplace(swap), turns, rate, len(basis) == 1 or independent(basis))


def _in_parts(number: sp.Expr) -> Mapping[sp.Expr, sp.Expr]:
    """Rational coefficients of numbers that are products."""
    found: Mapping[sp.Expr, sp.Expr] = (number if number.is_Rational else sp.radsimp(number).expand()).as_coefficients_dict()
    return found


def _collect(node: sp.Expr, variable: sp.Symbol, found: dict[sp.Expr, tuple[sp.Expr, sp.Expr]]) -> bool:
    """Whether the variable occurs in such sines, cosines and tangents only; they are put into `found`, inner ones first."""
    if variable not in node.free_symbols or node in found:
        return True
    if isinstance(node, sp.sin | sp.cos | sp.tan):
        argument = sp.expand(node.args[0])
        a = argument.coeff(variable, 1)
        rest = sp.expand(argument - a * variable)
        if a != 0 and a.is_number and _collect(rest, variable, found):
            found[node] = (a, rest)
            return True
    return node != variable and all(_collect(argument, variable, found) for argument in node.args)


def independent(basis: Sequence[sp.Expr]) -> bool:
    """True if the numbers are certainly independent over the rationals: different sqrt(n) pi^k, n square-free.

    SymPy keeps the root of an integer with its square factors taken out.
    """
    def simple(number: sp.Expr) -> bool:
        for factor in sp.Mul.make_args(number):
            base, power = factor.as_base_exp()
            root = isinstance(base, sp.Integer) and base > 1 and power == sp.Rational(1, 2) and _square_free(int(base))
            if not (factor == 1 or root or (base is sp.pi and isinstance(power, sp.Integer))):
                return False
        return sum(1 for f in sp.Mul.make_args(number) if f.is_Pow and f.exp == sp.Rational(1, 2)) <= 1
    return len(set(basis)) == len(basis) and all(map(simple, basis))


def _square_free(number: int) -> bool:
    return number < 10**6 and all(number % (k * k) for k in range(2, 1 + int(number**0.5)))
