"""Theorem 1 put to the test: both distances of (7), simulated from given initial states, against a bound in the paper's symbols."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.error_bound import least_squeezing, printed_squeezing
from derive.scales import aspect
from numerics import bounds
from numerics.enclosure import evaluate, sign
from numerics.potential import Potential
from numerics.supremum import Supremum, norms
from verify.budget import budget
from verify.measured import Reading
from verify.statements.simulated import Experiment

if TYPE_CHECKING:
    from verify.statements.measured_worlds import Worlds

NAMES = ("d", "t", "m", "hbar", "V2", "V3", "Dx", "Dp")
WIDTH = 1e-3  # relative, of the certified norms; a typed constant must lie within
VACUOUS = 2
FLAWS = {
    "reversed": "the force phase with the wrong sign in the quantum evolution",
    "doubled": "hbar of the force phase doubled in the quantum evolution",
    "classical": "the classical force in the quantum evolution",
    "diffusion": "D doubled in both evolutions, not in the packets",
}


@dataclass(frozen=True)
class System:
    """p^2/2m + V with m = 1 unless said otherwise.

    V2: the norm (4) of the second derivative, exact. V3: that of the third, exact, or None for its certified enclosure. time: of a driven
    V, whose norms are the suprema over all times too.
    """

    V: sp.Expr
    coordinates: tuple[sp.Symbol, ...]
    V2: sp.Expr
    V3: sp.Expr | None = None
    mass: Fraction = Fraction(1)
    time: sp.Symbol | None = None

    def potential(self) -> Potential:
        """V as kernels."""
        return Potential(self.V, self.coordinates, self.time)

    def suprema(self) -> tuple[Supremum, Supremum]:
        """The certified norms of V."""
        return _norms(self.V, self.coordinates, self.time)

    def problems(self) -> list[str]:
        """Constants that do not lie in the certified enclosures, norms that are infinite or not known well."""
        found = []
        for name, typed, certified in zip(("V2", "V3"), (self.V2, self.V3), self.suprema(), strict=True):
            if certified.finite is not True or not certified.width <= WIDTH:
                found.append(f"the norm {name} of {self.V} must be certified to {WIDTH:g}, but is in [{certified.low}, {certified.high}]")
            elif typed is not None and not _lies_between(typed, certified):
                found.append(f"{name} of {self.V} must lie in [{certified.low}, {certified.high}], but is {typed}")
        return found


def _lies_between(value: sp.Expr, certified: Supremum) -> bool:
    low, high = sp.Rational(Fraction(certified.exact_low)), sp.Rational(Fraction(certified.exact_high))
    room = high * sp.Rational(1, 10**12)  # exact values may be the ends themselves, which balls cannot tell
    return sign(value - low + room, {}) == 1 and sign(high + room - value, {}) == 1


@lru_cache(maxsize=32)
def _norms(V: sp.Expr, coordinates: tuple[sp.Symbol, ...], time: sp.Symbol | None) -> tuple[Supremum, Supremum]:
    return norms(V, coordinates, time, tolerance=Fraction(WIDTH) / 10)


@dataclass(frozen=True)
class Case:
    """A system with diffusion, the Gaussian initial state at `centre` of covariance n (hbar/2) diag(r/eta_H, eta_H/r), and a time.

    squeeze, thermal: r and n. packets: of the mixture at budget 1. basis: whether a truncated basis evolves it too, for comparison.
    tolerance: of both evolutions.
    """

    system: System
    hbar: Fraction
    Dx: Fraction
    Dp: Fraction
    centre: tuple[Fraction, ...]
    time: Fraction
    squeeze: Fraction = Fraction(1)
    thermal: Fraction = Fraction(1)
    packets: int = 400
    basis: bool = False
    tolerance: Fraction = Fraction(1, 1000)

    @property
    def d(self) -> int:
        """The number of degrees of freedom."""
        return len(self.system.coordinates)

    def at(self) -> dict[str, str]:
        """The case as plain data."""
        state = f"({', '.join(map(str, self.centre))}), r = {self.squeeze}, n = {self.thermal}"
        named = {"hbar": self.hbar, "Dx": self.Dx, "Dp": self.Dp, "t": self.time}
        return {**{name: str(value) for name, value in named.items()}, "state": state}

    def values(self) -> dict[str, sp.Expr]:
        """What the names of a bound stand for; V3 only where it is exact."""
        exact = {"d": self.d, "t": self.time, "m": self.system.mass, "hbar": self.hbar, "Dx": self.Dx, "Dp": self.Dp}
        known: dict[str, sp.Expr] = {name: sp.Rational(value) for name, value in exact.items()}
        known["V2"] = self.system.V2
        return known if self.system.V3 is None else {**known, "V3": self.system.V3}

    def eta(self) -> sp.Expr:
        """eta_H, exact."""
        return aspect(sp.Rational(self.system.mass), self.system.V2)

    def is_within_hypotheses(self) -> bool:
        """Whether the initial state is a mixture of Gaussians with z^-1 sigma_* <= sigma <= z sigma_*, in exact arithmetic."""
        known = self.values()
        z = printed_squeezing(known["m"], known["V2"], known["hbar"], known["Dx"], known["Dp"])
        needed = least_squeezing(sp.Rational(self.squeeze), sp.Rational(self.thermal), sp.Integer(1))
        return sign(z - needed, {}) in (0, 1) or z == needed


@dataclass(frozen=True)
class Correspondence:
    """||rho~ - rho||_Tr and ||W[rho~] - f||_L1 at most `bound`, in every case.

    bound: an expression in symbols named NAMES. more: cases that a larger budget adds.
    flawed: the positions in `cases` at which the flaws are tried, and which; a flaw of FLAWS that cannot be seen there is left out.
    flaw: what is wrong with this experiment; empty for the true one.
    """

    cases: tuple[Case, ...]
    bound: sp.Expr
    more: tuple[Case, ...] = ()
    flawed: tuple[tuple[int, str], ...] = ((0, "reversed"), (0, "doubled"), (0, "diffusion"))
    flaw: str = ""
    others: Mapping[str, sp.Expr] = field(default_factory=dict, hash=False, compare=False)

    def problems(self) -> Sequence[str]:
        """Floats, unknown names, constants that are wrong, and a claim without a second evolution."""
        strange = sorted(str(s) for s in self.bound.free_symbols if s.name not in NAMES)
        found = [f"a bound must be made of {', '.join(NAMES)}, but has {name}" for name in strange]
        if any(side.has(sp.Float) for side in (self.bound, *(case.system.V for case in self.cases))):
            found.append("a bound and a potential must be exact, but one has a Float")
        if not any(case.basis for case in self.cases):
            found.append("at least one case must be evolved in a truncated basis too, but none is")
        systems = dict.fromkeys(case.system for case in self.cases)
        return found + [text for system in systems for text in system.problems()]

    def _chosen(self) -> tuple[Case, ...]:
        return self.cases if budget() == 1 else self.cases + self.more

    def readings(self) -> Sequence[Reading]:
        """Two of each case: quantum against mixture, mixture against classical."""
        found: list[Reading] = []
        for case in self._chosen():
            right = self._right(case)
            silent = "" if case.is_within_hypotheses() else "the initial state is squeezed by more than z"
            silent = silent or ("the bound is 2 or more" if not right[1] < VACUOUS else "")
            worlds = _simulated(case, self.flaw, budget())
            for name, left, ceiling, checks in worlds.sides:
                found.append(Reading({"distance": name, **case.at()}, left, right, checks, ceiling, silent))
        return found

    def points(self) -> Sequence[Mapping[str, Any]]:
        """Of each reading the potential, d, and the best proved factors of the same scale with the same z, to six digits."""
        return [
            {"V": str(case.system.V), "d": case.d, "refined": float(f"{end:.6g}")}
            for case in self._chosen() for end in _refined(case)
        ]

    def _right(self, case: Case) -> tuple[float, float]:
        """An enclosure of the bound: balls of the exact values, with V3 at both ends of its enclosure where it is not exact."""
        known = case.values()
        third = case.system.suprema()[1]
        ends = [known["V3"]] if "V3" in known else [sp.Rational(Fraction(end)) for end in (third.exact_low, third.exact_high)]
        found = []
        for V3 in ends:  # a bound is a monomial in V3, or a maximum of such
            values = {**known, "V3": V3}
            found.append(_enclosed(self.bound, tuple((s, values[s.name]) for s in self.bound.free_symbols)))
        both = found[0].union(found[-1])
        return math.nextafter(float(both.lower()), 0), math.nextafter(float(both.upper()), math.inf)

    def flaws(self) -> Iterator[tuple[str, Experiment]]:
        """A single case each, with one law of motion wrong."""
        for number, flaw in self.flawed:
            yield FLAWS[flaw], replace(self, cases=(self.cases[number],), more=(), flaw=flaw)

    def bounds(self) -> Iterator[tuple[str, Experiment]]:
        """Other powers of hbar and of D, and the printed alternatives given in `others`."""
        for text, bound in self.others.items():
            yield text, replace(self, bound=bound)

    def domain(self) -> dict[str, str]:
        """The potentials, the number of cases, and how they are simulated."""
        systems = dict.fromkeys(case.system for case in self.cases)
        return {
            "V": "; ".join(f"{system.V} with ||V''|| = {system.V2}, ||V'''|| = {_third(system)}" for system in systems),
            "cases": str(len(self._chosen())),
            "method": "phase-space evolution; deviation of the mixture by its own equation of motion; packets put on the grid; "
            "truncated bases",
        }


@lru_cache(maxsize=256)
def _enclosed(bound: sp.Expr, values: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> Any:
    """The ball around the bound at exact values, put in at once: no maximum of half-known terms is ever compared."""
    return evaluate(bound.xreplace(dict(values)), {}, digits=15)


def _third(system: System) -> str:
    return str(system.V3) if system.V3 is not None else f"{system.suprema()[1].high:.7g} (certified upper end)"


def _refined(case: Case) -> tuple[float, float]:
    """Upper ends of the best proved bounds on the two distances, for every initial state that (8) covers."""
    suprema = case.system.suprema()
    norms = tuple(bounds.enclosure(each.low, each.high) for each in suprema)
    second = norms[0]
    system = bounds.System(case.d, case.system.mass, case.hbar, case.Dx, case.Dp, (second, norms[1]), second, second)
    found = bounds.refined(system)
    quantum, classical = (bounds.outward(bounds.error_at(rate, case.time))[1] for rate in (found.quantum, found.classical))
    return quantum, classical


@lru_cache(maxsize=256)
def _simulated(case: Case, flaw: str, effort: int) -> Worlds:
    from verify.statements.measured_worlds import simulated

    return simulated(case, flaw, effort)
