"""Relations between scalar expressions: lhs = rhs, lhs <= rhs, lhs < rhs under hypotheses, for all values of a domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from random import Random
from typing import Literal

import sympy as sp

from derive import certificate, farkas, nonnegative, normal_form, roots, tropical
from derive.proof import Proof
from derive.units import Unit, UnitError, unit_of
from numerics import gram
from numerics.enclosure import Cover, Violation
from verify.sampling import Point, decide, holds, points, ratio, shown
from verify.statement import Mutant, Search
from verify.statements import boxes, defined, exact, monomial, shifted, substituted, tangents
from verify.statements.tree import changes
from verify.variables import Range, Variable, Variables
from verify.verdict import Witness

Operator = Literal["==", "!=", "<=", "<"]
SAMPLES = 48
FEW = 4  # symbols of a line that is tried without its hypotheses too


@dataclass(frozen=True)
class Relation:
    """lhs `operator` rhs for all values of `where` that satisfy `given`.

    rhs is what the paper prints; lhs is re-derived (or the printed left side, where that is a definition).
    measured: whether the search records the largest ratio lhs/rhs and what both sides of a witness are; a mutant's are of no interest.
    """

    lhs: sp.Expr
    operator: Operator
    rhs: sp.Expr
    where: Variables
    given: tuple[Relation, ...] = ()
    measured: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.lhs} {self.operator} {self.rhs}"

    def symbols(self) -> list[sp.Symbol]:
        """All free symbols, hypotheses included, by name."""
        found = self.lhs.free_symbols | self.rhs.free_symbols
        for hypothesis in self.given:
            found |= hypothesis.lhs.free_symbols | hypothesis.rhs.free_symbols
        return sorted(found, key=lambda symbol: symbol.name)

    def problems(self) -> Sequence[str]:
        """Floats, symbols without a range, complex bounds, sides of different dimension, denominators that may vanish."""
        return self._problems

    def malformed(self) -> Sequence[str]:
        """Of the problems those without which neither points nor balls make sense."""
        return self._malformed

    @cached_property
    def _malformed(self) -> Sequence[str]:
        found = [f"a statement must be exact, but {r} holds a floating-point number; {said}" for r in (self, *self.given)
                 if (said := exact.floats((r.lhs, r.rhs)))]
        found += [f"an operator must be ==, !=, <= or <, but that of {r} is none of these; exchange the sides"
                  for r in (self, *self.given) if r.operator not in ("==", "!=", "<=", "<")]
        for symbol in self.symbols():
            if symbol not in self.where:
                found.append(f"every symbol must have a range, but {symbol.name} has none; {exact.undeclared(symbol, self.where)}")
            elif (limits := self.where[symbol].range).contradicts(symbol):
                found.append(f"the range of {symbol.name} must fit its assumptions, but {limits} does not fit {symbol.assumptions0}")
        found += [f"a hypothesis must be unconditional, but {h} has hypotheses of its own" for h in self.given if h.given]
        if said := exact.without_value(side for r in (self, *self.given) for side in (r.lhs, r.rhs)):
            found.append(said)
        if self.operator in ("<=", "<") and (self.lhs.has(sp.I) or self.rhs.has(sp.I)):
            found.append(f"both sides of an inequality must be real, but {self} holds the imaginary unit")
        return found

    @cached_property
    def _problems(self) -> Sequence[str]:
        nonzero = [h.lhs - h.rhs for h in self.given if h.operator == "!="]
        return self._malformed or [
            *self._dimensions(), *defined.unknown((self.lhs, self.rhs), nonzero, self._one_sign), *self._imaginary(),
        ]

    def _imaginary(self) -> list[str]:
        """Roots of a mutant that are not real on all of the domain; of a statement they are the author's, who may mean their modulus."""
        if self.measured or self.operator not in ("<=", "<"):
            return []
        return defined.imaginary((self.rhs,), filter(self._allows, points(self._ranges, Random(0), SAMPLES)))

    def _dimensions(self) -> list[str]:
        found: list[str] = []
        for relation in (self, *self.given):
            try:
                left, right = (_unit(side, self._units) for side in (relation.lhs, relation.rhs))
            except UnitError as error:
                found.append(f"dimensions must agree, but in {relation}: {error}")
                continue
            if left is not None and right is not None and not left.same_dimension(right):
                found.append(f"both sides must have one dimension, but {relation} has [{left}] and [{right}]")
        return found

    @cached_property
    def _units(self) -> tuple[tuple[sp.Symbol, Unit], ...]:
        return tuple((symbol, self.where[symbol].unit) for symbol in self.symbols())

    def _one_sign(self, base: sp.Expr) -> bool:
        """Whether an expression is proved positive, or negative, on the ranges of its symbols."""
        return any(self._is_negative(sign * base) for sign in (1, -1))

    def _is_negative(self, side: sp.Expr) -> bool:
        return _below_zero(side, tuple(self.where.values()), tuple((h.lhs, h.operator, h.rhs) for h in self.given))

    def domain(self) -> dict[str, str]:
        """Ranges, units and hypotheses in words."""
        table = {}
        for symbol in self.symbols():
            if symbol in self.where:
                variable = self.where[symbol]
                table[symbol.name] = f"{variable.range} [{variable.unit}]"
        for number, hypothesis in enumerate(self.given, 1):
            table[f"given {number}"] = str(hypothesis)
        return table

    def refute(self, rng: Random) -> Search:
        """Corners, random points, and a violating direction of the monomial inequality where it is one."""
        best: tuple[float, dict[str, str]] | None = None
        tried = unclear = 0
        for point in self._points(rng):
            if not self._allows(point):
                continue
            truth = decide(self.lhs, self.operator, self.rhs, point)
            if truth is False:
                self._met.append(self.witness(point))
                return Search(self._met[-1], tried)
            tried, unclear = tried + (truth is True), unclear + (truth is None)
            if self.measured and self.operator != "==" and truth is True:
                value = ratio(self.lhs, self.rhs, point)
                if value is not None and (best is None or value > best[0]):
                    best = (value, _plain(point))
        slack = None if best is None else {"largest_ratio": f"{best[0]:.6g}", "at": best[1]}
        return Search(None, tried, unclear, slack)

    @cached_property
    def _met(self) -> list[Witness]:
        """The witnesses that the search met: no descent is asked for another."""
        return []

    def _allows(self, point: Point) -> bool:
        """Whether a point lies in the ranges and certainly satisfies the hypotheses."""
        inside = all(self.where[symbol].range.contains(value) for symbol, value in point.items())
        return inside and all(holds(h.lhs, h.operator, h.rhs, point) for h in self.given)

    def _points(self, rng: Random) -> Iterator[Point]:
        yield from points(self._ranges, rng, 1 if not self._ranges else SAMPLES)
        if self.operator != "!=" and (self.given or self.operator != "=="):
            found = monomial.searched(farkas.counterexample, self._inequality(), self._hypotheses())
            if found is not None:
                yield dict(found)

    def _inequality(self) -> monomial.Inequality:
        return self.lhs, self.operator, self.rhs

    def _hypotheses(self) -> list[monomial.Inequality]:
        return monomial.hypotheses([h._inequality() for h in self.given], self.symbols(), self.where)

    def witness(self, point: Point) -> Witness:
        """Both sides at a point that violates the relation; the point alone for a mutant, whose witness nobody reads."""
        at = ", ".join(f"{symbol} = {value}" for symbol, value in point.items()) or "the only point"
        if not self.measured:
            return Witness(f"at {at}: {self.operator} fails", {"kind": "point", "at": _plain(point)}, False)
        left, right = (shown(side, point) for side in (self.lhs, self.rhs))
        text = f"at {at}: left side = {left}, right side = {right}, so {self.operator} fails"
        return Witness(text, {"kind": "point", "at": _plain(point), "lhs": left, "rhs": right}, False)

    def prove(self) -> Proof | None:
        """Normal form, then multipliers for monomials, then a certificate of nonnegativity."""
        if self.operator == "==" and all(h.operator == "!=" for h in self.given):
            proof = normal_form.prove_equal(self.lhs, self.rhs) or roots.prove_equal(self.lhs, self.rhs)
            if proof is not None:
                return proof
        if self.operator in ("==", "<="):
            known = self._hypotheses()
            found = monomial.searched(farkas.find, self._inequality(), known)
            if found is not None:
                return tropical.replay(self.lhs, self.operator, self.rhs, known, found)
        if self.operator in ("==", "!="):
            return None
        if not self.given:
            return self._prove_polynomial() or self._prove_shifted()
        found = self._prove_shifted()
        if found is None and self.measured and len(self.symbols()) <= FEW:  # it may hold without them; what is larger takes long
            found = self._prove_polynomial()
        return found

    def _prove_shifted(self) -> Proof | None:
        """By the hypotheses, or from open ends."""
        strict, known = self.operator == "<", [(h.rhs - h.lhs, h.operator) for h in self.given if h.operator != "!="]
        if not strict and not known:
            return None
        return shifted.prove(self.rhs - self.lhs, self._ranges, known, strict=strict, certify=partial(_certified, strict=strict),
                             positive=_is_positive)

    def _prove_polynomial(self) -> Proof | None:
        """rhs - lhs >= 0 for a rational function whose denominator is certified positive first."""
        numerator, denominator = sp.fraction(sp.together(self.rhs - self.lhs))
        if not _is_positive(denominator, self._ranges) and not (
                denominator.is_polynomial(*self.symbols()) and denominator.free_symbols and self._is_negative(-denominator)):
            return None
        strict, symbols = self.operator == "<", self.symbols()
        found = self._certificate(numerator, strict=strict) or substituted.prove(
            numerator, symbols, self._ranges, strict=strict, certify=partial(_certified, strict=strict))
        if found is not None:
            return found
        found = tangents.prove(self.rhs - self.lhs, symbols, self._ranges, strict=strict, certify=partial(_certified, strict=strict),
                               nonnegative=lambda v: self._certificate(v, strict=False) is not None,
                               positive=_is_positive)
        return None if found is None or isinstance(self._cover, Cover) else found  # what balls enclose is left to them

    def _certificate(self, expression: sp.Expr, *, strict: bool) -> Proof | None:
        return _certificate(expression, self._ranges, strict=strict)

    def certify(self) -> tuple[Cover, str] | Witness | None:
        """A cover of the box by balls, for inequalities on a finite closed box (or a single value); else what a descent refutes."""
        if self.operator not in ("<=", "<"):
            return None
        found = self._cover
        if found is not None:
            return self.witness(boxes.point(found)) if isinstance(found, Violation) else (found, boxes.words(self._ranges))
        if self._met or any(h.operator not in ("<=", "<") for h in self.given):
            return None
        points = boxes.below(self.rhs - self.lhs, self._ranges, [h.rhs - h.lhs for h in self.given])  # where doubles have the gap negative
        return next((self.witness(p) for p in points if self._allows(p) and decide(self.lhs, self.operator, self.rhs, p) is False), None)

    @cached_property
    def _cover(self) -> Cover | Violation | None:
        return None if self.given else boxes.covered(self.rhs - self.lhs, self._ranges, strict=self.operator == "<")

    @cached_property
    def _ranges(self) -> dict[sp.Symbol, Range]:
        return {symbol: self.where[symbol].range for symbol in self.symbols()}

    @property
    def one_sided(self) -> bool:
        """Whether a changed right side may be true as well: a bound may be sharper or weaker."""
        return self.operator != "=="

    def mutants(self) -> Iterator[Mutant]:
        """The right side with one thing changed, and the order reversed for an inequality."""
        for text, rhs in changes(self.rhs):
            yield Mutant(f"right side: {text}", replace(self, rhs=rhs, measured=False))
        if self.operator != "==":
            yield Mutant("order reversed", replace(self, lhs=self.rhs, rhs=self.lhs, measured=False))

    def implies(self, mutant: object) -> bool:
        """Whether rhs = rhs' (or rhs <= rhs' for an inequality) is proved on the domain."""
        if not isinstance(mutant, Relation) or mutant.lhs != self.lhs:
            return False
        operator: Operator = "==" if self.operator == "==" else "<="
        return Relation(self.rhs, operator, mutant.rhs, self.where, self.given).prove() is not None


@lru_cache(maxsize=256)
def _below_zero(side: sp.Expr, table: tuple[Variable, ...], given: tuple[tuple[sp.Expr, Operator, sp.Expr], ...]) -> bool:
    """Whether side < 0 is proved; kept for the mutants, which share denominators."""
    where = Variables(table)
    known = tuple(Relation(left, operator, right, where) for left, operator, right in given)
    return Relation(side, "<", sp.S.Zero, where, known, measured=False).prove() is not None


@lru_cache(maxsize=256)
def _unit(side: sp.Expr, units: tuple[tuple[sp.Symbol, Unit], ...]) -> Unit | None:
    """`unit_of`, kept for the mutants, which share a side."""
    return unit_of(side, dict(units))


def _certified(polynomial: sp.Poly, box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]], *, strict: bool) -> Proof | None:
    found = nonnegative.find(polynomial, box, strict=strict, gram=gram.candidates)
    return None if found is None else certificate.replay(polynomial, box, found, strict=strict)


def _certificate(expression: sp.Expr, ranges: Mapping[sp.Symbol, Range], *, strict: bool) -> Proof | None:
    symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    if not symbols or not ranges.keys() >= set(symbols) or not expression.is_polynomial(*symbols):
        return None
    polynomial = sp.Poly(expression, *symbols)
    if not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ):
        return None
    return _certified(polynomial, {s: (ranges[s].low, ranges[s].high) for s in symbols}, strict=strict)


def _is_positive(expression: sp.Expr, ranges: Mapping[sp.Symbol, Range]) -> bool:
    return all(part.is_positive is True or _certificate(part, ranges, strict=True) is not None for part in sp.Mul.make_args(expression))


def _plain(point: Point) -> dict[str, str]:
    return {symbol.name: str(value) for symbol, value in point.items()}


def Equal(lhs: sp.Expr, rhs: sp.Expr, where: Variables, *given: Relation) -> Relation:
    """lhs = rhs."""
    return Relation(exact.written_out(lhs), "==", exact.written_out(rhs), where, given)


def AtMost(lhs: sp.Expr, rhs: sp.Expr, where: Variables, *given: Relation) -> Relation:
    """lhs <= rhs."""
    return Relation(exact.written_out(lhs), "<=", exact.written_out(rhs), where, given)


def Below(lhs: sp.Expr, rhs: sp.Expr, where: Variables, *given: Relation) -> Relation:
    """lhs < rhs."""
    return Relation(exact.written_out(lhs), "<", exact.written_out(rhs), where, given)


def Apart(lhs: sp.Expr, rhs: sp.Expr, where: Variables) -> Relation:
    """lhs != rhs, as a hypothesis."""
    return Relation(exact.written_out(lhs), "!=", exact.written_out(rhs), where)
