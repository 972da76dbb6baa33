"""Harmonic generators on Gaussians, the flow they give, and transport of mixtures of Gaussians, in every dimension.

Index calculus over phase space: a Gaussian tau with centre alpha and covariance s (Si its inverse), b = al - alpha; the
drift u + F b, the diffusion matrix D. Derivatives of tau by the centre and by the covariance, Ta, Taa, Ts, come from the
exponent and from the derivatives of inverse and determinant (all entries of s independent). Over positions and momenta:
H = (mi/2) p p + V(x) with G, K the first and second derivatives of V, mi = 1/m.

Transport of a density p(alpha, s) along U = f n, S_0 = g N and S_D = h M: scalar functions f, g, h times a constant
vector n and matrices N, M (M symmetric). Every vector or matrix field is a sum of such terms, its entries times matrix
units, and the operators are linear in each of the three fields.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive.index import Factors, Indexed, Relations, normal_form
from derive.index_rules import (
    DETERMINANT_RULE,
    derivative,
    gaussian_covariance_gradient,
    gaussian_hessian,
    parse,
    quadratic_gradient,
    replaced,
)

HALF = Fraction(1, 2)
GAUSSIAN = Relations(
    symmetric=frozenset({"s", "Si", "D", "K", "Q", "M", "p2", "T2", "h2"}), inverse=frozenset({("s", "Si")})
)


def _known(expression: Indexed) -> Indexed:
    """The normal form, s and Si contracted wherever they share an index: both are symmetric."""
    return normal_form(Indexed(tuple((c, _contracted(factors)) for c, factors in expression.terms)), GAUSSIAN)


def _contracted(factors: Factors) -> Factors:
    for n, (name, (*first,)) in enumerate(factors):
        for m, (other, (*second,)) in enumerate(factors):
            shared = set(first) & set(second)
            if (name, other) == ("s", "Si") and shared:
                i = min(shared)
                ends = (first[1 - first.index(i)], second[1 - second.index(i)])
                return _contracted((*(f for k, f in enumerate(factors) if k not in (n, m)), ("delta", ends)))
    return factors


def by_centre(index: str = "a") -> Indexed:
    """The derivative of tau by the centre: minus the one by b.

    >>> str(by_centre())
    '1*Si[_0,a]*b[_0]*tau'
    """
    return _known(HALF * quadratic_gradient(index) * parse("tau"))


def by_covariance() -> Indexed:
    """d tau / d s_ab."""
    return _known(HALF * gaussian_covariance_gradient())


def on_gaussian(operator: str) -> Indexed:
    """A differential operator applied to tau, written with Ta[a], Taa[a,b] and Ts[a,b] for the derivatives of tau.

    >>> str(on_gaussian("u[a]*Ta[a]"))
    '1*Si[_0,_1]*b[_0]*tau*u[_1]'
    """
    rules = {"Ta[a]": by_centre(), "Ts[a,b]": by_covariance(), "Taa[a,b]": gaussian_hessian()}
    return _known(replaced(parse(operator), rules))


def _by_point(expression: Indexed, index: str) -> Indexed:
    """The derivative by b_index, tau being the Gaussian; an index that is free already is summed."""
    rules: dict[str, str | Indexed] = dict.fromkeys(("u[i]", "F[i,j]", "D[i,j]", "Si[i,j]"), "0")
    tau = Fraction(-1, 2) * quadratic_gradient(index) * parse("tau")
    return derivative(expression, index, {**rules, "b[i]": f"delta[i,{index}]", "tau": tau})


def fokker_planck() -> Indexed:
    """-d_a((u_a + F_ab b_b) tau) + (1/2) d_a d_b (D_ab tau)."""
    drift = _by_point(parse("u[a]*tau + F[a,c]*b[c]*tau"), "a")
    noise = _by_point(_by_point(parse("D[a,b]*tau"), "b"), "a")
    return _known(HALF * noise - drift)


def backward(observable: Indexed) -> Indexed:
    """The adjoint generator on a polynomial g in b: (u_a + F_ab b_b) d_a g + (1/2) D_ab d_a d_b g.

    >>> str(backward(parse("b[c]")))
    '1*F[c,_0]*b[_0] + 1*u[c]'
    """
    rules = {"D[i,j]": "0", "u[i]": "0", "F[i,j]": "0"}

    def by(expression: Indexed, index: str) -> Indexed:
        return derivative(expression, index, {**rules, "b[i]": f"delta[i,{index}]"})

    drift = parse("u[y]") + parse("F[y,w]*b[w]")
    return _known(drift * by(observable, "y") + HALF * parse("D[y,z]") * by(by(observable, "z"), "y"))


def expectation(expression: Indexed) -> Indexed:
    """The mean over tau of a polynomial of degree at most 2 in b: 1, 0 and s_ij.

    >>> str(expectation(parse("b[c]*b[d] + b[c]*u[d]")))
    '1*s[c,d]'
    """
    terms: list[tuple[Fraction, Factors]] = []
    for coefficient, factors in expression.terms:
        points = [indices[0] for name, indices in factors if name == "b"]
        rest = tuple(factor for factor in factors if factor[0] != "b")
        if len(points) > 2:
            raise ValueError(f"`expression` must have degree at most 2 in b, but is {expression}")
        if len(points) != 1:
            terms.append((coefficient, rest + ((("s", tuple(points)),) if points else ())))
    return _known(Indexed(tuple(terms)))


def hamilton(index: str = "c") -> tuple[Indexed, Indexed]:
    """Hamilton's equations (dH/dp_c, -dH/dx_c) for H = (mi/2) p p + V.

    >>> [str(row) for row in hamilton()]
    ['1*mi*p[c]', '-1*G[c]']
    """
    energy = parse("1/2*mi*p[i]*p[i] + V")
    position = derivative(energy, index, {"p[i]": f"delta[i,{index}]", "mi": "0", "V": "0"})
    momentum = derivative(energy, index, {"p[i]": "0", "mi": "0", "V": f"G[{index}]"})
    return position, normal_form(-1 * momentum)


def flow_differential(index: str = "c") -> tuple[Indexed, Indexed]:
    """How Hamilton's equations change with a displacement (xi, eta) of (x, p): the Jacobian of the flow on it.

    >>> [str(row) for row in flow_differential()]
    ['1*eta[c]*mi', '-1*K[_0,c]*xi[_0]']
    """
    rules = {"p[i]": "eta[i]", "mi": "0", "G[i]": "K[i,j]*xi[j]"}
    position, momentum = (derivative(row, "", rules) for row in hamilton(index))
    return _known(position), _known(momentum)


def taylor(function: Indexed, rules: dict[str, str | Indexed]) -> Indexed:
    """The second-order Taylor polynomial f + f' + (1/2) f'' along a displacement; rules as for `derivative` by "".

    >>> str(taylor(parse("x[i]*x[i]"), {"x[i]": "y[i]", "y[i]": "0"}))
    '1*x[_0]*x[_0] + 2*x[_0]*y[_0] + 1*y[_0]*y[_0]'
    """
    first = derivative(function, "", rules)
    return _known(function + first + HALF * derivative(first, "", rules))


def covariance_flow(start: sp.Matrix, flow: sp.Matrix, noise: sp.Matrix, time: sp.Expr) -> sp.Matrix:
    """The covariance at a time of d sigma/dt = F sigma + sigma F^T + D for a nilpotent F, by its finite series.

    >>> t = sp.Symbol("t")
    >>> covariance_flow(sp.eye(2), sp.Matrix([[0, 1], [0, 0]]), sp.zeros(2), t)
    Matrix([
    [t**2 + 1, t],
    [       t, 1]])
    """
    power, total, order = sp.Matrix(start), sp.Matrix(start), 0
    while any(power):
        order += 1
        if order > 2 * flow.rows + 1:
            raise ValueError(f"`flow` must be nilpotent, but {flow} is not")
        power = flow * power + power * flow.T + (noise if order == 1 else sp.zeros(*flow.shape))
        total += power * time**order / sp.factorial(order)
    return total.applyfunc(sp.expand)


def determinant_rate(flow: Indexed | None = None) -> Indexed:
    """d(det s)/dt where ds/dt = F s + s F^T + D, for any F or for the one given with free indices a, b.

    >>> str(determinant_rate())
    '1*D[_0,_1]*Si[_0,_1]*det + 2*F[_0,_0]*det'
    """
    named: dict[str, str | Indexed] = {"Zi[i,j]": "Si[i,j]", "dZ[i,j]": "F[i,k]*s[k,j] + s[i,k]*F[j,k] + D[i,j]"}
    rate = _known(replaced(derivative(parse("det"), "", DETERMINANT_RULE), named))
    return rate if flow is None else _known(replaced(rate, {"F[a,b]": flow}))


# Transport of a density over centres and covariances.


def _along_centre(expression: Indexed, index: str) -> Indexed:
    rules = {f"{name}": f"{name}1[{index}]" for name in "pTfh"}
    rules |= {f"{name}1[i]": f"{name}2[i,{index}]" for name in "pTh"}
    return derivative(expression, index, {**rules, "n[i]": "0", "M[i,j]": "0"})


def _along_covariance(expression: Indexed, indices: str) -> Indexed:
    rules = {"p": f"ps[{indices}]", "T": f"Ts[{indices}]", "g": f"gs[{indices}]", "N[i,j]": "0"}
    return derivative(expression, indices, rules)


def transport() -> Indexed:
    """-d_alpha.(U p) - d_sigma.(S_0 p) + (1/2) d_alpha d_alpha.(S_D p), the derivatives acting on p as well."""
    noise = _along_centre(_along_centre(parse("h*M[a,b]*p"), "b"), "a")
    drift = _along_centre(parse("f*n[a]*p"), "a") + _along_covariance(parse("g*N[a,b]*p"), "a,b")
    return _known(HALF * noise - drift)


def divergence() -> Indexed:
    """The divergence over (alpha, sigma) of the currents -U p T + (1/2)(T d.(S_D p) - S_D p dT) and -S_0 p T."""
    noise = parse("T") * _along_centre(parse("h*M[a,b]*p"), "b") - parse("h*M[a,b]*p") * _along_centre(parse("T"), "b")
    centre = HALF * noise - parse("f*n[a]*p*T")
    return _known(_along_centre(centre, "a") - _along_covariance(parse("g*N[a,b]*p*T"), "a,b"))


def with_gaussian(expression: Indexed) -> Indexed:
    """The expression with T the Gaussian tau and T1, T2, Ts its derivatives."""
    rules: dict[str, str | Indexed] = {"T": "tau", "T1[a]": by_centre(), "T2[a,b]": gaussian_hessian(), "Ts[a,b]": by_covariance()}
    return _known(replaced(expression, rules))


def decomposed(expression: Indexed) -> Indexed:
    """The expression with u = U = f n and with D = S_0 + S_D - F s - s F^T: the decomposition S = S_0 + S_D."""
    rules = {"u[a]": "f*n[a]", "D[a,b]": "g*N[a,b] + h*M[a,b] - F[a,c]*s[c,b] - s[a,c]*F[b,c]"}
    return _known(replaced(expression, rules))
