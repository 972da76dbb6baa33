r"""The generator error of a Gaussian packet under a classical flow: brackets, covariances, absolute moments.

The classical generator is L[t] = -w^ab (d_a t)(d_b H) + D^ab d_a d_b t / 2. Between H and its quadratic part Q it differs by
a bracket with H - Q, a function of position alone. With b ~ N(0, s) and q = P_p s^-1 b, the bracket of a Gaussian is
-q . grad(H - Q) times the Gaussian; q is independent of P_x b, for

    <q (P_x b)^T> = P_p s^-1 s P_x = 0,    <q q^T> = P_p s^-1 s s^-1 P_p = P_p s^-1 P_p.

Given P_x b, then, the factor q . f is normal with variance f^T P_p s^-1 P_p f, and its mean absolute value is known exactly.
Nothing here needs s to belong to a quantum state, but for `pure_blocks`.

Source: Hernandez, Ranard and Riedel (2023), Appendix D.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import flint
import sympy as sp

from derive import normal_moments, wick
from derive.index import Indexed, normal_form
from derive.index_rules import derivative, parse, quadratic_gradient, replaced
from derive.matrices import Abstract, MatrixAlgebra
from derive.sample import Matrix, Sampler, sample_positive

# first and second derivatives of a density t and of two functions H and Q; w and D are constant
FIELDS: dict[str, str | Indexed] = {
    "t": "ti[k]", "H": "Hi[k]", "Q": "Qi[k]", "ti[i]": "tij[i,k]", "Hi[i]": "Hij[i,k]", "Qi[i]": "Qij[i,k]",
    "w[i,j]": "0", "D[i,j]": "0",
}
ANTISYMMETRIC = {"w[i,j]": "u[i,j] - u[j,i]"}  # every antisymmetric matrix has this form


def _by(index: str) -> dict[str, str | Indexed]:
    return {head: body.replace("k]", f"{index}]") if isinstance(body, str) else body for head, body in FIELDS.items()}


def generator(hamiltonian: str) -> Indexed:
    """L[t] for the Hamiltonian H or Q, in any dimension.

    >>> str(generator("H"))
    '1/2*D[_0,_1]*tij[_0,_1] - 1*Hi[_0]*ti[_1]*w[_1,_0]'
    """
    first, energy = derivative(parse("t"), "a", _by("a")), derivative(parse(hamiltonian), "b", _by("b"))
    second = derivative(first, "b", _by("b"))
    flow, noise = parse("w[a,b]") * (first * energy), parse("D[a,b]") * second
    return normal_form((-1) * flow + Fraction(1, 2) * noise)


def generator_difference() -> Indexed:
    """L[t] with H minus L[t] with Q, the form w being antisymmetric."""
    return replaced(generator("H") - generator("Q"), ANTISYMMETRIC)


def bracket_divergence() -> Indexed:
    """w^ab d_a (t d_b (H - Q)), the form w being antisymmetric."""
    error = derivative(parse("H") - parse("Q"), "b", _by("b"))
    return replaced(parse("w[a,b]") * derivative(parse("t") * error, "a", _by("a")), ANTISYMMETRIC)


def gaussian_gradient() -> Indexed:
    """d_a tau for a Gaussian tau with covariance s: -(1/2) d_a(b Si b) tau, Si being its inverse.

    >>> str(gaussian_gradient())
    '-1/2*Si[_0,a]*b[_0]*tau - 1/2*Si[a,_0]*b[_0]*tau'
    """
    return normal_form(Fraction(-1, 2) * quadratic_gradient("a") * parse("tau"))


def third_directional(first: str, second: str, third: str) -> Indexed:
    """(first . grad)(second . grad)(third . grad) v at a plane wave v = exp(k . x), for constant vectors named by letters.

    Both sides of an identity between derivatives agree on all functions if they agree on plane waves.

    >>> str(third_directional("b", "b", "f"))
    '1*b[_0]*b[_1]*f[_2]*k[_0]*k[_1]*k[_2]*v'
    """
    result = parse("v")
    for vector, index in zip((third, second, first), "acd", strict=True):
        rules: dict[str, str | Indexed] = {"v": f"k[{index}]*v", "k[i]": "0"}
        rules |= {f"{name}[i]": "0" for name in {first, second, third}}
        result = normal_form(parse(f"{vector}[{index}]") * derivative(result, index, rules))
    return result


def gram_defect() -> Indexed:
    """|f|^2 |g|^2 - (f . g)^2, which is a sum of squares by Lagrange's identity: Cauchy and Schwarz.

    >>> str(gram_defect())
    '1*f[_0]*f[_0]*g[_1]*g[_1] - 1*f[_0]*f[_1]*g[_0]*g[_1]'
    """
    return normal_form(parse("f[i]*f[i]*g[j]*g[j]") - parse("f[i]*g[i]*f[j]*g[j]"))


def conditional_variance() -> Indexed:
    """<(f . Si b)^2> times g(0) for a constant vector f and b ~ N(0, s), by the generating function.

    >>> str(normal_form(conditional_variance(), wick.COVARIANCE))
    '1*Si[_0,_1]*f[_0]*f[_1]*g'
    """
    return parse("f[m]*Si[m,a]*f[n]*Si[n,c]") * wick.moment("ac")


def absolute_moment(variance: sp.Expr) -> sp.Expr:
    """<|y|> for y ~ N(0, variance): twice the integral over the half line, by its antiderivative.

    >>> v = sp.Symbol("v", positive=True)
    >>> absolute_moment(v)
    sqrt(2)*sqrt(v)/sqrt(pi)
    """
    y = sp.Symbol("y", real=True)
    decay = sp.exp(-(y**2) / (2 * variance))
    antiderivative = -variance * decay
    if sp.simplify(sp.diff(antiderivative, y) - y * decay) != 0:
        raise ValueError(f"the antiderivative must have the derivative y exp(-y^2/2v), but is {antiderivative}")
    half_line = sp.limit(antiderivative, y, sp.oo) - antiderivative.subs(y, 0)
    return 2 * half_line / sp.sqrt(2 * sp.pi * variance)


def absolute_moment_by_spreading(variance: sp.Expr) -> sp.Expr:
    """<|y|> for y ~ N(0, variance) from the heat equation: its rate d/dv is half the integral of |y|'' rho, that is rho(0).

    >>> v = sp.Symbol("v", positive=True)
    >>> absolute_moment_by_spreading(v) - absolute_moment(v)
    0
    """
    u = sp.Symbol("u", positive=True)
    total = 2 * sp.sqrt(u) / sp.sqrt(2 * sp.pi)
    if sp.simplify(sp.diff(total, u) - 1 / sp.sqrt(2 * sp.pi * u)) != 0:
        raise ValueError(f"the antiderivative must have the derivative 1/sqrt(2 pi u), but is {total}")
    return total.subs(u, variance)


def cubic_moments(third: sp.Expr, position: sp.Expr, inverse: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(<|Y|>, <Y^2>) of the error Y = q V'(b_x) for V = third x^3/6 and one degree of freedom, the packet being at 0.

    position: the variance of b_x; inverse: the pp entry of the inverse covariance, the variance of q.

    >>> cubic_moments(sp.Integer(2), sp.Integer(1), sp.Integer(1))
    (sqrt(2)/sqrt(pi), 3)
    """
    x = sp.Symbol("x", real=True)
    slope = sp.diff(third * x**3 / 6, x)  # never negative for third > 0, and V, V', V'' vanish at 0
    first, second = (normal_moments.mean(power, [x], sp.Matrix([[position]])) for power in (slope, slope**2))
    return absolute_moment(inverse) * first, inverse * second


def taylor_remainder(power: sp.Symbol) -> sp.Expr:
    """The integral of (1 - s) h''(s) over [0, 1] for h = s^power, power >= 2: the remainder of h at 1 of second order.

    >>> sp.simplify(taylor_remainder(sp.Symbol("n", integer=True, positive=True)))
    1
    """
    s = sp.Symbol("s", positive=True)
    second = sp.diff(s**power, s, 2)
    antiderivative = power * (power - 1) * (s ** (power - 1) / (power - 1) - s**power / power)  # 0 at s = 0
    if sp.simplify(sp.diff(antiderivative, s) - (1 - s) * second) != 0:
        raise ValueError(f"the antiderivative must have the derivative (1 - s) h'', but is {antiderivative}")
    return antiderivative.subs(s, 1)


def _projector(first: int) -> Sampler:
    def sampler(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
        n = 2 * d
        kept = range(first * d, (first + 1) * d)
        return flint.fmpq_mat(n, n, [int(i == j and i in kept) for i in range(n) for j in range(n)])

    return sampler


@dataclass(frozen=True)
class PacketBlocks:
    """A covariance with its inverse, the symplectic form, and the projectors X on position and P on momentum."""

    algebra: MatrixAlgebra
    form: Abstract
    X: Abstract
    P: Abstract
    sigma: Abstract
    inverse: Abstract

    def covariance(self, left: Abstract, right: Abstract) -> Abstract:
        """<(left b)(right b)^T> for b ~ N(0, sigma)."""
        return left * self.sigma * right.T


def _projected() -> tuple[MatrixAlgebra, Abstract, Abstract, Abstract]:
    algebra = MatrixAlgebra()
    form = algebra.form()
    X, P = algebra.symmetric("X", _projector(0)), algebra.symmetric("P", _projector(1))
    algebra.assume(X * X - X, P * P - P, X * P, P * X, text="X projects on position, P on momentum")
    algebra.assume(X * form - form * P, P * form - form * X, text="the form exchanges the two")
    return algebra, form, X, P


def packet_blocks() -> PacketBlocks:
    """Any covariance: symmetric, positive, of a classical packet.

    >>> packet = packet_blocks()
    >>> momentum = packet.P * packet.inverse
    >>> packet.algebra.prove_equal(packet.covariance(momentum, momentum), momentum * packet.P) is not None
    True
    """
    algebra, form, X, P = _projected()
    sigma = algebra.symmetric("s", sample_positive)
    return PacketBlocks(algebra, form, X, P, sigma, sigma.inverse)


def pure_blocks() -> PacketBlocks:
    """The covariance of a pure Gaussian state: half_hbar times a symmetric positive symplectic S."""
    algebra, form, X, P = _projected()
    matrix = algebra.pure("S")
    half, inverse_half = algebra.scalar("half_hbar"), algebra.scalar("half_hbar", -1)
    return PacketBlocks(algebra, form, X, P, half * matrix, inverse_half * matrix.inverse)


def subsystem(blocks: PacketBlocks) -> Abstract:
    """The projector on some degrees of freedom, position and momentum of each: it commutes with X, P and the form.

    >>> blocks = pure_blocks()
    >>> E = subsystem(blocks)
    >>> blocks.algebra.prove_equal(E * blocks.X * E, blocks.X * E) is not None
    True
    """
    E = blocks.algebra.symmetric("E", _first_half)
    blocks.algebra.assume(
        E * E - E, E * blocks.X - blocks.X * E, E * blocks.P - blocks.P * E, E * blocks.form - blocks.form * E,
        text="E projects on some degrees of freedom",
    )
    return E


def _first_half(d: int, known: Mapping[str, Matrix], rng: Random) -> Matrix:
    n, kept = 2 * d, (d + 1) // 2
    return flint.fmpq_mat(n, n, [int(i == j and i % d < kept) for i in range(n) for j in range(n)])
