"""What is simulated: a system, whose norms are certified, and a case of it: diffusion, an initial state and a time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from derive.error_bound import least_squeezing, printed_squeezing
from derive.scales import aspect
from numerics.enclosure import sign
from numerics.potential import Potential
from numerics.supremum import Supremum, norms

WIDTH = 1e-3  # relative, of the certified norms; a typed constant must lie within


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
