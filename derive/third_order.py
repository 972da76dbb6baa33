r"""Functions with a bounded third derivative under a Gaussian: test potentials, their moments, averages of cubic forms.

For unit w, the third derivative of |x|^3/6 along w depends on |x + t w|^2 = R^2 + 2 R c t + t^2 only, R = |x| and c the
cosine between x and w. The *axial cubic* of width b is V_b = (a x^3 + 3 b x rho)/6 with a = 3b - 4b^3, x the first coordinate
and rho the squared length of the other d - 1: on unit vectors 6 V_b = 3bk - 4(bk)^3 = sin(3 arcsin bk), k the first coordinate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp
from flint import fmpq_mat

from derive import moments, pairings
from derive.trace import Necklace, TracePolynomial


def radial_third(R: sp.Expr, c: sp.Expr) -> sp.Expr:
    """The third derivative of |x|^3/6 along a unit vector, at distance R and cosine c.

    Also that of (|x|^2 + delta^2)^(3/2)/6, the same function of one dimension more at the height delta: with
    R^2 = |x|^2 + delta^2 and R c = x.w.

    >>> radial_third(sp.Symbol("R", positive=True), sp.Integer(1))
    1
    """
    t = sp.Dummy("t", real=True)
    along = (R**2 + 2 * R * c * t + t**2) ** sp.Rational(3, 2) / 6
    return sp.factor(sp.powdenest(sp.diff(along, t, 3).subs(t, 0), force=False))


def axial_cubic(x: sp.Expr, rho: sp.Expr, b: sp.Expr) -> sp.Expr:
    """V_b = (a x^3 + 3 b x rho)/6 with a = 3b - 4b^3.

    >>> x, rho = sp.symbols("x rho")
    >>> sp.expand(axial_cubic(x, rho, sp.Integer(1)))
    rho*x/2 - x**3/6
    """
    return ((3 * b - 4 * b**3) * x**3 + 3 * b * x * rho) / 6


def axial_third(k: sp.Expr, b: sp.Expr) -> sp.Expr:
    """The third derivative of V_b along a unit vector with first coordinate k: 3! V_b at that vector."""
    return sp.expand(6 * axial_cubic(k, 1 - k**2, b))


def laplacian(function: sp.Expr, x: sp.Symbol, rho: sp.Symbol, d: sp.Expr) -> sp.Expr:
    """The Laplacian of a function of x and rho = y_2^2 + ... + y_d^2: f_xx + 4 rho f_rr + 2 (d - 1) f_r.

    >>> x, rho, d = sp.symbols("x rho d")
    >>> laplacian(x**2 + rho, x, rho, d)
    2*d
    """
    across = 4 * rho * sp.diff(function, rho, 2) + 2 * (d - 1) * sp.diff(function, rho)
    return sp.expand(sp.diff(function, x, 2) + across)


def trace_value(polynomial: TracePolynomial, values: Mapping[Necklace, sp.Expr]) -> sp.Expr:
    """A trace polynomial as an expression; `values` gives Tr of each word, that of () being the dimension.

    >>> trace_value(pairings.by_pairings("1", "1"), {("s",): sp.Integer(3), ("s", "s"): sp.Integer(5)})
    19
    """
    return sp.Add(*(
        sp.Mul(sp.Rational(c.numerator, c.denominator), *(values[word] for word in monomial))
        for monomial, c in polynomial.terms
    ))


def square_moment(power: int, n: sp.Expr) -> sp.Expr:
    """E[|y|^(2 power)] for a standard Gaussian y of n components, from Wick's pairings.

    >>> sp.factor(square_moment(3, sp.Symbol("n")))
    n*(n + 2)*(n + 4)
    """
    return trace_value(pairings.by_pairings(*["1"] * power, covariance="1"), {(): n})


def axial_mean(polynomial: sp.Expr, x: sp.Symbol, rho: sp.Symbol, d: sp.Expr) -> sp.Expr:
    """The mean of a polynomial in x and rho over standard Gaussian coordinates in d dimensions.

    Raises: ValueError unless a polynomial in x and rho.

    >>> x, rho, d = sp.symbols("x rho d")
    >>> axial_mean(x**2 * rho, x, rho, d)
    d - 1
    """
    if not polynomial.is_polynomial(x, rho):
        raise ValueError(f"`polynomial` must be a polynomial in {x} and {rho}, but is {polynomial}")
    total = sp.Integer(0)
    for (i, j), coefficient in sp.Poly(polynomial, x, rho).terms():
        if i % 2 == 0:
            total += coefficient * square_moment(i // 2, sp.Integer(1)) * square_moment(j, d - 1)
    return sp.expand(total)


def mean(polynomial: sp.Expr, variables: Sequence[sp.Symbol]) -> sp.Expr:
    """The mean of a polynomial over independent standard Gaussian variables, from Stein's recursion.

    >>> x, a = sp.symbols("x a")
    >>> mean(a * x**4 + x, [x])
    3*a
    """
    n, given = len(variables), sp.Poly(polynomial, *variables)
    identity = fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    known = moments.table(identity, given.total_degree())
    return sp.Add(*(c * sp.Rational(int(known[m].p), int(known[m].q)) for m, c in given.terms()))


def radial_integral(power: int) -> sp.Expr:
    """int_0^oo r^power exp(-r^2/2) dr, by parts down to power 0 or 1.

    >>> radial_integral(3), radial_integral(2)
    (2, sqrt(2)*sqrt(pi)/2)
    """
    if power < 0:
        raise ValueError(f"`power` must be at least 0, but is {power}")
    if power < 2:
        return (sp.sqrt(sp.pi / 2), sp.Integer(1))[power]
    return (power - 1) * radial_integral(power - 2)


def radial_moment(power: int, d: int) -> sp.Expr:
    """E[|y|^power] for a standard Gaussian in d dimensions, in polar coordinates.

    >>> radial_moment(4, 3)
    15
    """
    return radial_integral(power + d - 1) / radial_integral(d - 1)


def averaged_cubic(k: sp.Expr, a: sp.Expr, trace: sp.Expr, d: sp.Expr) -> sp.Expr:
    """The average of T(u, u, u) over the 2(d - 1) unit vectors u = k v +- sqrt(1 - k^2) e_i, e_i a basis across v.

    T: a symmetric tensor with a = T(v, v, v) and trace = sum over a full orthonormal basis of T(v, e, e).

    >>> k, a, t = sp.symbols("k a t")
    >>> sp.expand(averaged_cubic(k, a, t, sp.Integer(2)))
    4*a*k**3 - 3*a*k - 3*k**3*t + 3*k*t
    """
    x, y = sp.Dummy("x"), sp.Dummy("y")
    vve, vee, eee = sp.Dummy("vve"), sp.Dummy("vee"), sp.Dummy("eee")
    cubic = a * x**3 + 3 * vve * x**2 * y + 3 * vee * x * y**2 + eee * y**3  # T(u, u, u) for u = x v + y e
    even = sp.expand((cubic + cubic.subs(y, -y)) / 2)  # the two signs of e
    across = (trace - a) / (d - 1)  # the mean of T(v, e_i, e_i) over the d - 1 vectors e_i
    return even.subs({x: k, vee: across}).subs(y**2, 1 - k**2)
