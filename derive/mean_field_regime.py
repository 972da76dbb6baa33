r"""How well the mean-field equations follow a monitored level system over a time tau, as three ratios.

    <A>^2  >>  2 g/(l^2 tau)  >=  1/(8 c tau)  >>  Var A

(l the coupling, g the diffusion of the momentum, c the dephasing), where each quotient of neighbours says one thing:

    noise        2 g/(l^2 <A>^2 tau)   the variance of p from the noise, 2 g tau, over the square of its displacement l <A> tau
    trade_off    l^2/(16 g c)          at most 1 exactly where the state of the quantum system stays a state
    decoherence  8 c tau Var A         twice the purity that the average state loses to first order in tau

The variance of p that mean-field does not have, 2 g tau + l^2 tau^2 Var A, over the square of the displacement is exactly
noise (1 + trade_off decoherence), and Var A/<A>^2 is the product of the three.

Source: Layton (2026), (16) to (18), with the noise sqrt(2 g) dW that the diffusion g d_p^2 needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from derive.hybrid import mean, variance


@dataclass(frozen=True)
class Regime:
    """The three ratios; `noise` is oo where <A> = 0: there is no displacement to compare with."""

    noise: sp.Expr
    trade_off: sp.Expr
    decoherence: sp.Expr

    @property
    def excess(self) -> sp.Expr:
        """The variance of the momentum beyond mean-field over the square of its displacement."""
        return self.noise * (1 + self.trade_off * self.decoherence)

    @property
    def spread(self) -> sp.Expr:
        """Var A/<A>^2; nan where <A> = 0 and Var A = 0."""
        return self.noise * self.trade_off * self.decoherence


def regime(*, levels: Sequence[sp.Expr], weights: Sequence[sp.Expr], coupling: sp.Expr, diffusion: sp.Expr, dephasing: sp.Expr,
           time: sp.Expr) -> Regime:
    """The three ratios for populations `weights` of the levels, exact for exact input.

    Units: coupling momentum/time, diffusion momentum^2/time, dephasing 1/time.
    Raises: ValueError for a float, for weights that are no probabilities, or a rate or time that is not positive.

    >>> half, one = sp.Rational(1, 2), sp.S.One
    >>> regime(levels=(one, -one), weights=(3 * half / 2, half / 2), coupling=one, diffusion=half, dephasing=half, time=2 * one)
    Regime(noise=2, trade_off=1/4, decoherence=6)
    """
    exact = {"coupling": coupling, "diffusion": diffusion, "dephasing": dephasing, "time": time}
    exact |= {f"levels[{k}]": value for k, value in enumerate(levels)} | {f"weights[{k}]": value for k, value in enumerate(weights)}
    for name, value in exact.items():
        if isinstance(value, float) or sp.sympify(value).has(sp.Float):
            raise ValueError(f"`{name}` must be exact, but is {value}; write a rational number, as 1/2")
    for name in ("diffusion", "dephasing", "time"):
        if sp.sympify(exact[name]).is_positive is not True:
            raise ValueError(f"`{name}` must be positive, but {exact[name]} is not known to be")
    if sp.sympify(coupling).is_zero is not False:
        raise ValueError(f"`coupling` must be other than 0, but is {coupling}: without it nothing moves")
    if len(levels) != len(weights):
        raise ValueError(f"`weights` must have one entry a level, but there are {len(weights)} for {len(levels)} levels")
    if any(sp.sympify(w).is_nonnegative is False for w in weights) or sp.simplify(sum(weights) - 1).is_zero is False:
        raise ValueError(f"`weights` must be probabilities with the sum 1, but are {', '.join(str(w) for w in weights)}")
    first, second = sp.factor(sp.expand(mean(levels, weights))), sp.factor(variance(levels, weights))
    l, g, c, tau = (sp.sympify(value) for value in (coupling, diffusion, dephasing, time))
    return Regime(
        noise=sp.oo if first == 0 else sp.factor(2 * g / (l**2 * first**2 * tau)),
        trade_off=sp.cancel(l**2 / (16 * g * c)),
        decoherence=sp.factor(8 * c * tau * second),
    )
