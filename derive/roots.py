"""Equality of expressions with roots of sums, moduli and logarithms (trusted): an exact normal form over that of monomials.

Every base u of a power that is no whole one is written as a product of parts, u = c * z with c the positive ones and real squares, and
(c z)**r = c**r z**r holds for c >= 0 and any complex z. A part that the normal form does not take as a base itself gets a letter for its
root of order `order`, the common one of all powers, and one for each symbolic exponent: F**(a + b) = F**a F**b for any F. A modulus of what
is real is the root of its square; log(c z) = log c + log z for c > 0. Whole powers of letters are then replaced by what they are the
roots of, the outermost first: a difference that reduces to 0 is zero wherever both sides are defined; one that does not proves nothing.
"""

from __future__ import annotations

from math import comb, lcm
from typing import Any

import sympy as sp

from derive.factors import Part, separated
from derive.normal_form import MOST_TERMS, NotNormalisable, Ring, exponent_parts, in_exponentials
from derive.plain_text import Names
from derive.proof import Proof
from derive.signs import is_positive, is_real

NO_NUMBERS = (sp.Float, sp.oo, -sp.oo, sp.zoo, sp.nan)  # nothing exact and finite


def _is_root(expr: sp.Expr) -> bool:
    return isinstance(expr, sp.Pow) and not isinstance(expr.exp, sp.Integer) and expr.base is not sp.E


class Letters:
    """Expressions rewritten, for a common order of all roots, and what the letters stand for."""

    def __init__(self, *expressions: sp.Expr) -> None:
        roots = [node for expr in expressions for node in sp.preorder_traversal(expr) if _is_root(node)]
        self.order = lcm(2, *(c.denominator for root in roots for _, c in exponent_parts(root.exp)))
        self.known: dict[tuple[sp.Expr, sp.Expr], sp.Dummy] = {}  # (F, m): the letter of F**(m/order)
        self.meant: dict[sp.Dummy, tuple[sp.Expr, sp.Expr]] = {}
        self.split: dict[sp.Expr, list[Part]] = {}

    def rewritten(self, expr: sp.Expr) -> sp.Expr:
        """The expression with letters for roots of what is no positive monomial, and logarithms of parts."""
        if _is_root(expr):
            return self._power(self.rewritten(expr.base), expr.exp)
        if isinstance(expr, sp.Abs) and is_real(expr.args[0]):
            return self._power(self.rewritten(expr.args[0]) ** 2, sp.S.Half)
        if isinstance(expr, sp.log):
            return sp.Add(*(self._log(part, power) for part, power in self._parts(self.rewritten(expr.args[0]))))
        if isinstance(expr, sp.Add | sp.Mul | sp.Pow):
            return expr.func(*map(self.rewritten, expr.args))
        return expr

    def _log(self, part: sp.Expr, power: sp.Expr) -> sp.Expr:
        """power * log(part), by the logarithm of the base where the part is a power of something positive."""
        if part in self.meant and is_positive(part):
            base, monomial = self.meant[part]
            return self._log(base, power * monomial / self.order)
        if isinstance(part, sp.Pow) and is_positive(part.base) and is_real(part.exp):
            return self._log(part.base, power * part.exp)
        return power * sp.log(part, evaluate=_is_generator(part))

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        """base**exponent by the parts of the base."""
        product = sp.S.One
        for part, power in self._parts(base):
            if _is_generator(part):
                product *= part ** (power * exponent)
                continue
            for monomial, coefficient in exponent_parts(power * exponent):
                steps = coefficient * self.order
                if steps.denominator != 1:
                    raise NotNormalisable(f"`exponent` must be known from the start, but {exponent} has another denominator")
                product *= self._letter(part, monomial) ** int(steps)
        return product

    def _letter(self, part: sp.Expr, monomial: sp.Expr) -> sp.Dummy:
        key = (part, monomial)
        if key not in self.known:
            positive = {"positive": True} if is_positive(part) and is_real(monomial) else {}
            self.known[key] = sp.Dummy(f"root{len(self.known)}", **positive)
            self.meant[self.known[key]] = key
        return self.known[key]

    def _parts(self, u: sp.Expr) -> list[Part]:
        """u as a product of powers: positive parts, squares of real ones, and at most one that is neither."""
        if u not in self.split:
            self.split[u] = separated(u)
        return self.split[u]

    def facts(self, names: Names) -> list[tuple[str, list[tuple[str, int]]]]:
        """(base, [(part, power), ...]) for every base that was written as a product, those inside others first."""
        back = {letter: part ** (monomial / self.order) for letter, (part, monomial) in self.meant.items()}

        def text(expr: sp.Expr) -> str:
            for _ in back:
                expr = expr.xreplace(back)
            return names.text(expr)

        return [(text(u), [(text(part), power) for part, power in parts]) for u, parts in self.split.items() if parts != [(u, 1)]]

    def relations(self, ring: Ring) -> list[tuple[int, int, Any, Any]]:
        """(position, n, above, below) with generator**n = above/below in the ring, the outermost first."""
        found = []
        for (part, monomial), letter in reversed(self.known.items()):
            key = (letter, sp.S.One)
            if monomial == 1 and key in ring.denominators:
                found.append((ring.keys.index(key), self.order * ring.denominators[key], *ring.fraction(part)))
        return found


def _is_generator(part: sp.Expr) -> bool:
    """Whether the normal form takes powers and SymPy logarithms of it by itself: of what is positive, and of -1."""
    if isinstance(part, sp.Pow):
        return _is_generator(part.base) and is_real(part.exp)
    if isinstance(part, sp.exp):
        return is_real(part.args[0])
    return isinstance(part, sp.Integer) or part in (sp.pi, sp.E) or (isinstance(part, sp.Symbol) and is_positive(part))


def _reduced(ring: Ring, polynomial: Any, relations: list[tuple[int, int, Any, Any]]) -> bool:
    """Whether anything is left of the polynomial, up to factors that do not vanish."""
    for position, n, above, below in relations:
        if not polynomial:
            return False
        wholes: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, c in polynomial.to_dict().items():
            whole, left = divmod(exponents[position], n)
            wholes.setdefault(whole, {})[*exponents[:position], left, *exponents[position + 1 :]] = c
        top = max(wholes)
        if comb(max(len(above), len(below)) + top, top) * len(polynomial) > MOST_TERMS:
            raise NotNormalisable(f"`expr` must expand to at most {MOST_TERMS} terms, but powers of roots may have more")
        pieces = (ring.context.from_dict(part) * above**k * below ** (top - k) for k, part in wholes.items())
        polynomial = sum(pieces)
    return bool(ring.reduce(polynomial))


def prove_equal(lhs: sp.Expr, rhs: sp.Expr, *, scope: str = "all values of the domain") -> Proof | None:
    """A proof that lhs = rhs wherever both are defined, or None.

    >>> a = sp.Symbol("a", positive=True)
    >>> prove_equal((sp.sqrt(1 + a) - 1) * (sp.sqrt(1 + a) + 1), a).method
    'normal form'
    >>> prove_equal(sp.sqrt(1 + a), 1 + sp.sqrt(a)) is None
    True
    """
    if any(side.has(*NO_NUMBERS) or side.is_commutative is not True for side in (lhs, rhs)):
        return None
    plain = _cancelled(lhs, rhs)
    letters = plain or _cancelled(in_exponentials(lhs), in_exponentials(rhs))
    if letters is None:
        return None
    names = Names((lhs, rhs))
    data = {"identity": f"({names.text(lhs)}) - ({names.text(rhs)}) = 0", **({} if plain else {"exponentials": True})}
    return Proof("normal form", scope, {**data, "parts": letters.facts(names), **names.facts()})


def _cancelled(lhs: sp.Expr, rhs: sp.Expr) -> Letters | None:
    """The letters in which lhs - rhs reduces to 0, or None."""
    letters = Letters(lhs, rhs)
    try:
        left, right = letters.rewritten(lhs), letters.rewritten(rhs)
        ring = Ring(left, right, *(part for part, monomial in letters.known if monomial == 1))
        relations = letters.relations(ring)
        (n1, d1), (n2, d2) = ring.fraction(left), ring.fraction(right)
        exists = _reduced(ring, d1, relations) and _reduced(ring, d2, relations)
        return letters if exists and not _reduced(ring, n1 * d2 - n2 * d1, relations) else None
    except (NotNormalisable, ZeroDivisionError):
        return None
