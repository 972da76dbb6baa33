r"""Enclosures of expressions on rays, by the calculus of scales of `scaled`.

Sums are enclosed by taking out the scale that dominates: a ratio of scales that decreases on the rays lies between 0 and its
value at the ends. Logarithms and asinh are bounded by powers, asinh y <= y^a/a and, for y >= 1, log y <= y^a/a.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import inf
from typing import Any

import sympy as sp
from flint import acb, arb, fmpq

from numerics.ball import FUNCTIONS, ball, finite
from numerics.supremum.exponents import completed, factors
from numerics.supremum.result import moderate
from numerics.supremum.scaled import Ray, Scaled, exact_ball, exact_number

__all__ = ["Ray", "Scaled", "enclosed", "enclosures"]

SLOW = Fraction(1, 4)  # the power a by which logarithms are bounded
LIMITS = {sp.tanh: "one", sp.erf: "one", sp.atan: "half_pi"}


def enclosed(expr: sp.Expr, env: Mapping[sp.Symbol, Any]) -> Scaled | None:
    """The expression on the rays and balls of `env`; None where this calculus finds no enclosure."""
    return next(enclosures([expr], env))


def enclosures(expressions: Iterable[sp.Expr], env: Mapping[sp.Symbol, Any]) -> Iterator[Scaled | None]:
    """The expressions, each as by `enclosed`, common parts once."""
    calculus = _Calculus(env, {s: value.end for s, value in env.items() if isinstance(value, Ray)})
    return map(calculus.value, expressions)


def _signed(value: Scaled | None) -> bool:
    return value is not None and bool(value.factor > 0 or value.factor < 0)


class _Calculus:
    def __init__(self, env: Mapping[sp.Symbol, Any], ends: Mapping[sp.Symbol, Fraction]) -> None:
        self.env, self.ends, self.known = env, ends, {}  # type: ignore[var-annotated]
        self.moving: dict[sp.Expr, bool] = dict.fromkeys(ends, True)

    def moves(self, node: sp.Expr) -> bool:
        """Whether a variable of a ray is in it."""
        if node not in self.moving:
            self.moving[node] = any(self.moves(each) for each in node.args)
        return self.moving[node]

    def value(self, node: sp.Expr) -> Scaled | None:
        if node not in self.known:
            self.known[node] = self._checked(self._value(node))
        return self.known[node]

    def _checked(self, value: Scaled | None) -> Scaled | None:
        return value if value is not None and value.factor.is_finite() else None

    def _flat(self, factor: Any) -> Scaled:
        return Scaled(arb(factor), self.ends)

    def _value(self, node: sp.Expr) -> Scaled | None:
        if not self.moves(node):
            plain = ball(node, {s: v for s, v in self.env.items() if not isinstance(v, Ray)})
            return None if isinstance(plain, acb) or not finite(plain) else self._flat(plain)
        if node.is_Symbol:
            return Scaled(arb(self.env[node].sign), self.ends, {node: Fraction(1)})
        if isinstance(node, sp.exp):
            return self._exp(node.args[0])
        if isinstance(node, sp.sinh | sp.cosh):
            sign = 1 if isinstance(node, sp.cosh) else -1
            return self._sum([self._exp(node.args[0]), self._times(self._exp(-node.args[0]), sign)], sp.Rational(1, 2))
        if isinstance(node, sp.Pow) and not node.base.free_symbols:
            return self._exp(node.exp * sp.log(node.base))
        parts = [self.value(each) for each in (factors(node) if node.is_Mul else node.args)]
        if isinstance(node, sp.Pow | sp.log) and node.args[0].is_Add and not _signed(parts[0]):
            parts[0] = self._definite(node.args[0]) or parts[0]
        if isinstance(node, sp.sin | sp.cos) and node.args[0].is_real is True and (parts[0] is None or not parts[0].flat()):
            return self._flat(arb(0, 1))
        if any(part is None for part in parts):
            return None
        if isinstance(node, sp.Add):
            return self._sum(parts, sp.S.One)
        if isinstance(node, sp.Mul):
            product = self._flat(1)
            for part in parts:
                product = product * part  # type: ignore[operator]
            return product
        if isinstance(node, sp.Pow):
            value = parts[0].to(Fraction(int(node.exp.p), int(node.exp.q))) if isinstance(node.exp, sp.Rational) else None  # type: ignore[union-attr]
            is_small = value is None and isinstance(node.base, sp.cosh) and node.base.is_real and node.exp.is_negative
            return self._flat(arb(0).union(arb(1))) if is_small else value  # cosh is at least 1
        return self._function(node.func, parts[0])

    def _times(self, value: Scaled | None, number: int) -> Scaled | None:
        return None if value is None else value * self._flat(number)

    def _function(self, func: Any, x: Any) -> Scaled | None:
        if isinstance(func, type) and issubclass(func, sp.Abs):
            return Scaled(abs(x.factor), x.ends, x.powers, x.exponents)
        hull = x.hull()
        if hull is not None:
            if func not in FUNCTIONS or (func is sp.log and not hull > 0):
                return self._logarithm(x) if func is sp.log else None
            name = FUNCTIONS[func]
            low, high = hull.lower(), hull.upper()
            if func in LIMITS or func in (sp.log, sp.asinh):
                return self._flat(getattr(low, name)().union(getattr(high, name)()))
            return self._flat(getattr(hull, name)())
        if func in LIMITS:
            limit = arb(1) if LIMITS[func] == "one" else arb.pi() / 2
            inverse = x.to(Fraction(-1))
            if inverse is None or not inverse.decreases():
                return self._flat((-limit).union(limit))
            least = (abs(x.factor).lower() * x.at_ends()).lower()
            near = getattr(least, FUNCTIONS[func])().lower().union(limit)
            return self._flat(near if x.factor > 0 else -near)
        if func is sp.asinh and not x.exponents:
            bound = arb(fmpq(SLOW.denominator)) * (1 + abs(x.factor).upper())
            powers = {s: p * SLOW if p > 0 else p * 0 for s, p in x.powers.items()}
            return Scaled((-bound).union(bound), x.ends, {s: p for s, p in powers.items() if p}) if min(x.powers.values()) > 0 else None
        return self._logarithm(x) if func is sp.log else None

    def _logarithm(self, x: Scaled) -> Scaled | None:
        if not x.factor > 0:
            return None
        parts = [self._flat(x.factor.lower().log().union(x.factor.upper().log()))]
        for s, p in x.powers.items():
            parts.append(Scaled(arb(0).union(arb(fmpq(p.numerator, p.denominator) / fmpq(1, 4))), self.ends, {s: SLOW}))
        parts += [Scaled(exact_ball(c), self.ends, {s: k}) for (s, k), c in x.exponents.items()]
        return self._sum(parts, sp.S.One)

    def _exp(self, argument: sp.Expr) -> Scaled | None:
        """exp of a sum: monomials of one ray go to the exponent, bounded terms and terms below 0 to the factor."""
        result, terms = self._flat(1), sp.Add.make_args(sp.expand(argument))
        if (above := self._completed(terms)) is not None:  # exp of the argument is a part of exp of what is above it
            result, terms = self._flat(arb(0).union(arb(1))), above
        for term in terms:
            coefficient, rest = term.as_independent(*self.ends, as_Add=False)
            base, power = rest.as_base_exp()
            constant = None if coefficient.free_symbols else self.value(coefficient)
            if base in self.ends and isinstance(power, sp.Rational) and power > 0 and constant is not None:
                ray, k = self.env[base], Fraction(int(power.p), int(power.q))
                if ray.sign < 0 and k.denominator != 1:
                    return None
                result = result * Scaled(arb(1), self.ends, {}, {(base, k): coefficient * ray.sign ** k.numerator})
                continue
            fixed = self.env.keys() - self.ends.keys()
            if base in self.ends and coefficient.free_symbols <= fixed and self._falls(coefficient, base, power):
                result = result * self._flat(arb(0).union(arb(1)))
                continue
            most = self._most(coefficient, base, power) if coefficient.free_symbols <= fixed else None
            if most is not None:  # exp(c x^k) is a part of exp(most x^k)
                result = result * Scaled(arb(0).union(arb(1)), self.ends, {}, {(base, Fraction(int(power.p), int(power.q))): most})
                continue
            value = self.value(term)
            hull = None if value is None else value.hull()
            if hull is not None:
                result = result * self._flat(hull.lower().exp().union(hull.upper().exp()))
            elif value is None or not value.factor <= 0:
                return None
            elif not value.exponents and len(value.powers) == 1 and min(value.powers.values()) > 0:
                ((s, k),) = value.powers.items()
                result = result * Scaled(arb(0).union(arb(1)), self.ends, {}, {(s, k): exact_number(value.factor.upper())})
            else:
                result = result * self._flat(arb(0).union(arb(1)))
        return result

    def _completed(self, terms: Iterable[sp.Expr]) -> tuple[sp.Expr, ...] | None:
        """Terms whose sum is at least that of the given ones, with lower bounds by term, or None: c(s) x^k with completed squares."""
        fixed, found = self.env.keys() - self.ends.keys(), False
        forms, others = self._forms(terms)
        for (base, power), form in forms.items():
            sign = self.env[base].sign ** int(power) if isinstance(power, sp.Integer) else 1
            form = sp.expand(sign * form)
            above = completed(form, sorted(form.free_symbols & fixed, key=str))
            if above != form and self._height(above) < self._height(form):
                found, form = True, above
            others += [sign * term * base**power for term in sp.Add.make_args(form)]
        return tuple(others) if found else None

    def _definite(self, total: sp.Expr) -> Scaled | None:
        """A sum with lower bounds c(s) x^k by completed squares, or None where its sign stays open."""
        forms, others = self._forms(sp.Add.make_args(sp.expand(total)))
        parts = [self.value(term) for term in others]
        for (base, power), form in forms.items():
            plain = self.value(form)
            below = self.value(completed(-form, sorted(form.free_symbols, key=str)))
            if plain is None or below is None:
                return None
            factor = plain.factor.lower().max((-below.factor).lower()).union(plain.factor.upper())
            scale = self.value(base**power)
            parts.append(None if scale is None else scale * self._flat(factor))
        value = self._sum(parts, sp.S.One)
        return value if _signed(value) else None

    def _forms(self, terms: Iterable[sp.Expr]) -> tuple[dict[tuple[sp.Symbol, sp.Rational], sp.Expr], list[sp.Expr]]:
        """The coefficients, of fixed symbols, of powers of rays' variables; and the other terms."""
        fixed, forms, others = self.env.keys() - self.ends.keys(), {}, []  # type: ignore[var-annotated]
        for term in terms:
            coefficient, rest = term.as_independent(*self.ends, as_Add=False)
            base, power = rest.as_base_exp()
            is_power = base in self.ends and isinstance(power, sp.Rational) and (self.env[base].sign > 0 or power.is_integer)
            if is_power and coefficient.free_symbols <= fixed:
                forms[base, power] = forms.get((base, power), sp.S.Zero) + coefficient
            else:
                others.append(term)
        return forms, others

    def _height(self, form: sp.Expr) -> float:
        """About the sum of the terms' upper bounds, to choose by."""
        values = [self.value(term) for term in sp.Add.make_args(form)]
        return sum((inf if value is None else float(value.factor.upper()) for value in values), 0.0)

    def _most(self, coefficient: sp.Expr, base: sp.Expr, power: sp.Expr) -> sp.Rational | None:
        """A positive number m with coefficient * base^power <= m |base|^power on the ray, or None."""
        value = self.value(coefficient) if base in self.ends and isinstance(power, sp.Rational) and power > 0 else None
        if value is None or not (self.env[base].sign > 0 or isinstance(power, sp.Integer)):
            return None
        end = (value.factor if self.env[base].sign > 0 or power % 2 == 0 else -value.factor).upper()
        return exact_number(end) if end > 0 and moderate(end, 1).is_finite() else None

    def _falls(self, coefficient: sp.Expr, base: sp.Symbol, power: sp.Expr) -> bool:
        """Whether coefficient * base^power is certainly at most 0; the negative's ball is seen to be a square's more often than its own."""
        least = self.value(-coefficient)
        even = isinstance(power, sp.Integer) and power % 2 == 0
        return least is not None and bool(least.factor >= 0) and (even or self.env[base].sign > 0)

    def _sum(self, parts: list[Any], factor: sp.Rational) -> Scaled | None:
        """factor times the sum, with the scale of a dominating part taken out, or one above all parts."""
        if any(part is None for part in parts):
            return None
        for top in [*parts, self._above(parts)]:
            total, inverse = arb(0), Scaled(arb(1), self.ends, top.powers, top.exponents).to(Fraction(-1))
            for part in parts:
                ratio = Scaled(arb(1), self.ends, part.powers, part.exponents) * inverse  # type: ignore[operator]
                if not ratio.decreases():
                    break
                total += part.factor * (1 if ratio.flat() else arb(0).union(ratio.at_ends()))
            else:
                if all(part.factor >= 0 for part in parts) and top.factor.lower() > total.lower():
                    total = top.factor.lower().union(total.upper())  # all parts are at least 0, and this one larger
                return Scaled(total * arb(fmpq(int(factor.p), int(factor.q))), self.ends, top.powers, top.exponents)
        return None

    def _above(self, parts: list[Any]) -> Scaled:
        """0 times the largest powers and exponents of all parts: their join, which every part is small against."""
        powers = {s: max(part.powers.get(s, Fraction(0)) for part in parts) for s in self.ends}
        exponents = {}
        for key in {key for part in parts for key in part.exponents}:
            exponents[key] = max((part.exponents.get(key, sp.S.Zero) for part in parts), key=lambda c: float(exact_ball(c).mid()))
        return Scaled(arb(0), self.ends, powers, exponents)
