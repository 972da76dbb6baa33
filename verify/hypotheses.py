"""Whether Theorem 1 applies to a system that a user typed, its bounds there, and both in words.

The theorem wants a static V whose second and third derivatives are bounded, and an initial state that is a mixture of Gaussian
states squeezed by at most z. Each is decided or left open, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from numerics import bounds

UNBOUNDED = "The {0} derivative of V is unbounded: the theorem does not apply."
OPEN = "Whether the {0} derivative of V is bounded is not known: neither is whether the theorem applies."
LOOSE = "The norm of the {0} derivative is not known well enough to be told from 0: neither are the scales and the bounds."
AFFINE = "V is affine: it has no harmonic time, and the theorem does not cover it. Quantum and classical dynamics are one."
QUADRATIC = "V is quadratic: s_H is infinite, and (8) is 0 in that limit. Quantum and classical dynamics are one."
DRIVEN = (
    "V depends on time: the theorem is for a static V. Its bound for a driven one is not proved; simulations of one support it "
    "(hrr2023:x/sim/driven)."
)
NO_NOISE = "D_0 = 0: the theorem allows any squeezing, and its error is infinite, so that it says nothing; it needs Dx > 0 and Dp > 0."
APPLIES = "The theorem applies: both norms are finite, and the initial state is a mixture of Gaussians squeezed by {0}, at most z = {1}."
SQUEEZED = "The theorem does not apply: the initial state is no mixture of Gaussians squeezed by less than {0}, which is more than z = {1}."
BORDER = "Whether the theorem applies is not known: the initial state is squeezed by {0}, and z = {1} is too close to that."
LARGER = "The sharpened bound holds: it takes z = {0}, which allows the initial state."
POSTERIOR = (
    "The a-posteriori bound needs no norm: where V is smooth on all of space and both evolutions exist for all of the time, "
    "it holds for this system and this state."
)


@dataclass(frozen=True)
class Theory:
    """What is known before anything is simulated.

    second, third: suprema of the norms (4) of the second and third derivative, with `low`, `high`, `finite`, `how`.
    needed: least z of the initial state relative to sigma_*. printed, sharpened: bounds, None where they are not proved.
    applies: whether the printed theorem covers the case; None where that is undecided. why: sentences.
    """

    second: Any
    third: Any
    applies: bool | None
    why: tuple[str, ...]
    scales: bounds.Scales | None = None
    needed: Any = None
    printed: bounds.Bound | None = None
    sharpened: bounds.Bound | None = None


@dataclass(frozen=True)
class Case:
    """Exact numbers of a system and of the initial state n (hbar/2) diag(r/eta', eta'/r), eta' = `aspect` or else eta_H."""

    d: int
    mass: Fraction
    hbar: Fraction
    Dx: Fraction
    Dp: Fraction
    squeeze: Fraction
    thermal: Fraction
    aspect: Fraction | None
    is_static: bool


def theory(case: Case, second: Any, third: Any, ends: tuple[Any, Any] | None = None) -> Theory:
    """What the theorem says.

    second, third: suprema of the norms (4). ends: enclosures of k_- and k_+, where -k_- <= hess V <= k_+; the norm when left out.
    """
    for supremum, name in ((second, "second"), (third, "third")):
        if supremum.finite is not True:
            sentence = UNBOUNDED if supremum.finite is False else OPEN
            return Theory(second, third, supremum.finite, (sentence.format(name), POSTERIOR))
    V2, V3 = (bounds.enclosure(supremum.low, supremum.high) for supremum in (second, third))
    if V2.is_zero():
        return Theory(second, third, False, (AFFINE,), sharpened=bounds.Bound(arb(1), arb(1), arb(0), arb(0)))
    for norm, name in ((V2, "second"), (V3, "third")):
        if not (norm.is_zero() or norm.lower() > 0):
            return Theory(second, third, None, (LOOSE.format(name), POSTERIOR))
    system = bounds.System(case.d, case.mass, case.hbar, case.Dx, case.Dp, (V2, V3), *(ends or (V2, V2)))
    return _finite(case, system, second, third)


def _finite(case: Case, system: bounds.System, second: Any, third: Any) -> Theory:
    """The theory of a V with both norms finite and the second positive."""
    scales = bounds.characteristic(system)
    own = scales.eta if case.aspect is None else arb(case.aspect.numerator) / case.aspect.denominator
    needed = bounds.least_squeezing(case.squeeze, case.thermal, Fraction(1) if case.aspect is None else scales.eta / own)
    if not case.is_static and not system.norms[1].is_zero():
        return Theory(second, third, False, (DRIVEN, POSTERIOR), scales, needed)
    printed, sharpened = bounds.printed(system), bounds.best(system, (case.squeeze, case.thermal), scales.eta, own)
    if case.aspect is None:
        within = bounds.is_within(system, case.squeeze, case.thermal)
    else:
        within = True if needed <= scales.z else False if needed > scales.z else None
    said = (_shown(needed), _shown(scales.z))
    if system.norms[1].is_zero():
        why: tuple[str, ...] = (QUADRATIC,)
        within = True
    elif not scales.z.is_finite():
        why = (NO_NOISE,)
    elif within:
        why = (APPLIES.format(*said),)
    else:
        why = ((SQUEEZED if within is False else BORDER).format(*said), LARGER.format(_shown(sharpened.z)))
    return Theory(second, third, within, why, scales, needed, printed if within else None, sharpened)


def _shown(ball: Any) -> str:
    return f"{float(ball.mid()):.4g}"
