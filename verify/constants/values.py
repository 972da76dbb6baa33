"""The constants of a system as balls, by name: from enclosures of its norms and whatever other numbers are given.

Each constant asks only for what its formula holds. Where that is not given, or the formula does not apply, the value says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flint import arb

from numerics import bounds
from numerics.bound_formulas import kernel
from numerics.supremum import Supremum
from verify import hypotheses, simulate_norms
from verify.constants.record import CONDITIONAL, HEURISTIC, INFINITE, KNOWN, UNDEFINED, UNKNOWN, Value

ONE = Fraction(1)
BOX = ("On a box the norms are those of the part of V inside it. Theorem 1 asks for them on all space: what follows from it holds for a V "
       "changed outside the box so that both norms stay, and for yours as long as nothing leaves the box, which is not checked.")
HEURISTICS = {
    "Dx_effective": "(F2) is the paper's heuristic, by dimensional analysis; no claim of the ledger proves it.",
    "effective": "It puts (F2), a heuristic, for the diffusion of position: no bound is proved for Dx = 0.",
    "tau_E": "The paper's ~ leaves S_c and lambda_L open: here S_c = s_H, and lambda_L is the fastest rate of any flow with these norms.",
}
QUANTUM_SCALE = "hbar is not certainly below s_H: then there is no classical scale for a packet to spread to."
IMPOSSIBLE = "No diffusion suffices: (9), the least that (8) can be at this time, exceeds the target. Ask for a shorter time."
BORDER = "(9), the least that (8) can be at this time, is too close to the target to tell whether any diffusion suffices."
NO_END = "The bound is 0 at all times."
BOUNDED, SMALLER = "with --domain the constants of a box are given", "give --domain two finite ends, and no pole between them"
BY_NORM = "but it is no larger than the norm of the second derivative"
UNTIL = "with --time the constants up to a time are given"
EXACTLY = "proved in letters"
LONGER, TIMED = "a --budget ten times as large searches ten times as long", ("given up after", "was stopped after")
UNHELPFUL = ("smooth it",)  # what says itself what to do, where no box would help
WORDS = ((simulate_norms.BOX, ""), ("give a box as `domain`; ", ""), ("`expression` must", "V must"), ("**", "^"), ("Abs(", "abs("))
VARIANTS = ("", "_quantum", "_classical", "_quantum_hessian", "_classical_hessian", "_quantum_best", "_classical_best")


@dataclass(frozen=True)
class Given:
    """What is known of a system: exact fractions or balls, None for what is not given.

    norms: suprema of the norms (4). hessian: suprema of the largest eigenvalue of the Hessian and of minus the least one, None where
    no search ended. is_box: whether these are over a part of space only. target: the error that the bounds are held against.
    """

    d: int
    mass: Any
    norms: tuple[Supremum, Supremum]
    target: Fraction
    hbar: Any = None
    Dx: Any = None
    Dp: Any = None
    time: Any = None
    hessian: tuple[Supremum, Supremum] | None = None
    is_static: bool = True
    is_box: bool = False


def values(given: Given) -> dict[str, Value]:
    """Every constant by name. Raises: ValueError for numbers out of range."""
    table: dict[str, Value] = {}

    def fill(names: Sequence[str], obstacle: Value | None, compute: Callable[[], Iterable[Any]], why: str = "") -> None:
        balls = [None] * len(names) if obstacle is not None else list(compute())
        for name, ball in zip(names, balls, strict=True):
            table[name] = obstacle or _value(ball, why)

    norms = tuple(_ball(supremum) for supremum in given.norms)
    table["norm2"], table["norm3"] = (_norm(given, supremum) for supremum in given.norms)
    table["k_plus"], table["k_minus"] = _ends(given)
    first = _unusable(given, given.norms[0], "second")
    both = first or _unusable(given, given.norms[1], "third")
    if norms[0] is not None and norms[0].is_zero():  # affine: no time scale
        table["tau_H"], table["eta_H"] = Value(arb.pos_inf(), INFINITE, hypotheses.AFFINE), Value(arb(0), KNOWN)
    else:
        fill(("tau_H", "eta_H"), first, lambda: (kernel(name)(given.mass, norms[0]) for name in ("tau", "eta")))
    eta = table["eta_H"].ball
    affine = Value(None, UNDEFINED, hypotheses.AFFINE) if eta is not None and eta.is_zero() else None
    first, both = first or affine, both or affine
    planck = _missing(given, "hbar")
    shape = None if both is not None else bounds.shape(given.mass, norms)
    fill(("s_H", "x_H", "p_H"), both, lambda: (shape.s, shape.x, shape.p) if shape else (), hypotheses.QUADRATIC)
    fill(("sigma_x", "sigma_p"), first or planck, lambda: (kernel(name)(given.hbar, eta) for name in ("sigma_x", "sigma_p")))
    fill(("h",), both or planck, lambda: [bounds.as_ball(given.hbar) / shape.s if shape and shape.s.is_finite() else arb(0)])
    fill(("Dx_effective",), first or _missing(given, "Dp"), lambda: [_effective(given, norms[0])])
    noise = both or _missing(given, "Dx", "Dp")
    fill(("D_0",), noise, lambda: [bounds.characteristic(_system(given)).D0])
    _fill_bounds(given, fill, both or _missing(given, "hbar", "Dx", "Dp"))
    _fill_effective(given, fill, both or _missing(given, "hbar", "Dp"), table["Dx_effective"].ball)
    _fill_thresholds(given, fill, both, table)
    for name, key in (("Dx_effective", "Dx_effective"), ("epsilon_effective", "effective"), ("until_effective", "effective"),
                      ("tau_E", "tau_E")):
        if table[name].status == KNOWN:
            table[name] = replace(table[name], status=HEURISTIC, why=HEURISTICS[key])
    return _conditional(table) if given.is_box else table


def _system(given: Given, Dx: Any = None) -> bounds.System:
    """The system of both norms; 1 stands for an hbar that is not given, which D_0 does not contain."""
    norms = (_ball(given.norms[0]), _ball(given.norms[1]))
    noise = given.Dx if Dx is None else Dx
    stiffest, softest = (each.ball for each in _ends(given))
    ends = (norms[0] if softest is None else softest, norms[0] if stiffest is None else stiffest)  # the norm bounds both
    return bounds.System(given.d, given.mass, ONE if given.hbar is None else given.hbar, noise, given.Dp, norms, *ends)


Fill = Callable[..., None]


def _fill_bounds(given: Given, fill: Fill, obstacle: Value | None) -> None:
    """z and the bounds, with the times until which they stay below the target."""
    limits = ("z", "z_hessian", "eta_best", "z_best")
    if obstacle is not None:
        fill((*limits, *(f"{kind}{name}" for kind in ("epsilon", "until") for name in VARIANTS)), obstacle, list)
        return
    system = _system(given)
    scales = bounds.characteristic(system)
    driven = None if given.is_static or system.norms[1].is_zero() else Value(None, UNDEFINED, hypotheses.DRIVEN)
    refined, hessian = bounds.refined(system), bounds.sharpened(system, scales.eta)
    hessian = replace(hessian, z=_up_to(hessian.z, scales.z), quantum=_up_to(hessian.quantum, refined.quantum),
                      classical=_up_to(hessian.classical, refined.classical))  # at eta_H the ends of the Hessian ask for no larger z
    best = bounds.best(system, (ONE, ONE), scales.eta, scales.eta)
    best = best if best.quantum.upper() <= hessian.quantum.upper() else hessian
    fill(limits, driven, lambda: (scales.z, hessian.z, best.eta, best.z), hypotheses.NO_NOISE)
    rates = [bounds.printed(system).quantum]
    for bound in (refined, hessian, best):
        rates += [bound.quantum, bound.classical]
    for name, rate in zip(VARIANTS, rates, strict=True):
        _fill_bound(given, fill, name, rate, driven)


def _fill_bound(given: Given, fill: Fill, name: str, rate: Any, obstacle: Value | None) -> None:
    def error() -> list[Any]:
        return [bounds.error_at(rate, given.time)]

    def end() -> list[Any]:
        if rate.is_zero():
            return [arb.pos_inf()]
        return [bounds.as_ball(given.target) / rate if rate.is_finite() else arb(0)]

    fill((f"epsilon{name}",), obstacle or _missing(given, "time"), error, hypotheses.NO_NOISE)
    fill((f"until{name}",), obstacle, end, NO_END)


def _effective(given: Given, second: Any) -> Any:
    return arb(0) if given.Dp == 0 else kernel("effective")(given.Dp, given.mass, second)


def _fill_effective(given: Given, fill: Fill, obstacle: Value | None, effective: Any) -> None:
    """(8) with the effective diffusion of position for the given one."""
    rate = None if obstacle is not None or effective is None else bounds.printed(_system(given, effective)).quantum
    driven = None if given.is_static else Value(None, UNDEFINED, hypotheses.DRIVEN)
    _fill_bound(given, fill, "_effective", rate, obstacle or driven)


def _fill_thresholds(given: Given, fill: Fill, both: Value | None, table: dict[str, Value]) -> None:
    """(9), (10) and the Ehrenfest time."""
    tau, s, h = (table[name].ball for name in ("tau_H", "s_H", "h"))
    obstacle = both or _missing(given, "hbar", "time") or (None if given.is_static else Value(None, UNDEFINED, hypotheses.DRIVEN))
    fill(("least",), obstacle, lambda: [bounds.error_at(kernel("least", given.d)(ONE, tau, h), given.time) if h != 0 else arb(0)])
    needed = obstacle
    if needed is None:
        least, target = table["least"].ball, bounds.as_ball(given.target)
        needed = None if least <= target else Value(arb.pos_inf(), INFINITE, IMPOSSIBLE) if least > target else Value(None, UNKNOWN, BORDER)

    def diffusions() -> Iterable[Any]:
        if h == 0 or given.time == 0:
            return arb(0), arb(0), arb(0)
        strength = kernel("needed", given.d)(given.time, given.target, tau, h)
        return strength, *((strength * table[name].ball ** 2 / tau).nonnegative_part() for name in ("x_H", "p_H"))

    fill(("D_0_needed", "Dx_needed", "Dp_needed"), needed, diffusions)
    spread = both or _missing(given, "hbar")
    if spread is None and not (h < 1):
        spread = Value(None, UNDEFINED, QUANTUM_SCALE)
    fill(("tau_E",), spread, lambda: [kernel("ehrenfest")(1 / tau, s, given.hbar) if s.is_finite() else s], hypotheses.QUADRATIC)


def _value(ball: Any, why: str) -> Value:
    ball = arb(ball)
    if ball.is_nan():
        raise ArithmeticError("a constant must be a number, but is not; please report this")
    return Value(ball, KNOWN) if ball.is_finite() else Value(arb.pos_inf(), INFINITE, why)


def _ball(supremum: Supremum) -> Any:
    return bounds.enclosure(supremum.low, supremum.high) if supremum.finite is True else None


def _for_ever(given: Given) -> bool:
    return not given.is_static and given.time is None


def remedy(how: str, *, is_box: bool, for_ever: bool = False) -> str:
    """What to give where no finite norm was found, in words, or "": `how` says what the search did.

    for_ever: whether V depends on time and no time was given.

    >>> remedy("no upper bound found", is_box=False)
    'with --domain the constants of a box are given'
    """
    if any(words in how for words in UNHELPFUL):
        return ""
    box = f"{UNTIL}; " * for_ever + (SMALLER if is_box else BOUNDED)
    return f"{LONGER}; {box}" if any(words in how for words in TIMED) else box


def told(how: str) -> str:
    """What the search did, as a user of the command line says it."""
    for words, others in WORDS:
        how = how.replace(words, others)
    return how


def _norm(given: Given, supremum: Supremum) -> Value:
    how = told(supremum.how)
    if supremum.finite is True:
        return Value(_ball(supremum), KNOWN, how)
    status = INFINITE if supremum.finite is False else UNKNOWN
    return Value(None, status, "; ".join(filter(None, (how, remedy(how, is_box=given.is_box, for_ever=_for_ever(given))))))


def _up_to(ball: Any, limit: Any) -> Any:
    """The part of a ball that is not above all of another, where what it encloses is at most what that encloses."""
    return ball if ball.upper() <= limit.upper() else arb(ball.lower()).union(arb(limit.upper())).nonnegative_part()


def _ends(given: Given) -> tuple[Value, Value]:
    """k_+ and k_-, neither of which exceeds the norm of the second derivative."""
    norm = _ball(given.norms[0])
    found = [_end(each) for each in given.hessian or (None, None)]
    if norm is not None:
        lows = [0.0 if each is None else max(each.low, 0.0) for each in given.hessian or (None, None)]
        found = [replace(end, ball=_up_to(end.ball, norm)) if end.status == KNOWN
                 else Value(arb(low).union(arb(norm.upper())).nonnegative_part(), KNOWN, f"{end.why}; {BY_NORM}") if end.status == UNKNOWN
                 else end for end, low in zip(found, lows, strict=True)]
    return found[0], found[1]


def _end(supremum: Supremum | None) -> Value:
    """k_+ or k_-: an upper bound of an eigenvalue, at least 0."""
    if supremum is None:
        return Value(None, UNKNOWN, "no search for the ends of the Hessian came to an end")
    if supremum.finite is True:
        cut = told(supremum.how) if any(words in supremum.how for words in (*TIMED, EXACTLY)) else ""
        return Value(bounds.enclosure(max(supremum.low, 0.0), max(supremum.high, 0.0)).nonnegative_part(), KNOWN, cut)
    infinite = Value(arb.pos_inf(), INFINITE, "the Hessian is unbounded on that side")
    return infinite if supremum.finite is False else Value(None, UNKNOWN, told(supremum.how))


def _unusable(given: Given, supremum: Supremum, name: str) -> Value | None:
    """Why nothing follows from a norm that is infinite, unknown, or too loose to be told from 0."""
    if supremum.finite is not True:
        status, said = (UNDEFINED, hypotheses.UNBOUNDED) if supremum.finite is False else (UNKNOWN, hypotheses.OPEN)
        what = remedy(supremum.how, is_box=given.is_box, for_ever=_for_ever(given))
        return Value(None, status, f"{said.format(name)} {what[:1].upper()}{what[1:]}{'.' if what else ''}".rstrip())
    ball = _ball(supremum)
    return None if ball.is_zero() or ball.lower() > 0 else Value(None, UNKNOWN, hypotheses.LOOSE.format(name))


def _missing(given: Given, *names: str) -> Value | None:
    lacking = [f"--{name}" for name in names if getattr(given, name) is None]
    return Value(None, UNKNOWN, f"give {', '.join(lacking)}") if lacking else None


def _conditional(table: dict[str, Value]) -> dict[str, Value]:
    """The table with what the theorem says marked: its hypothesis is on all space."""
    said = ("epsilon", "until", "least", "D_0_needed", "Dx_needed", "Dp_needed")
    return {
        name: replace(value, status=CONDITIONAL, why=BOX) if value.status == KNOWN and name.startswith(said) else value
        for name, value in table.items()
    }
