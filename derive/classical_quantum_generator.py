r"""When a classical-quantum master equation is completely positive: its dissipation form, in the free algebra.

An observable of both systems is a matrix X that depends on the classical coordinates (u, v). The dual of

    d_t rho = -d_i(c_i rho) + d_i d_j(D2_ij rho) - i[H, rho] + sum_c (K_c rho K_c^+ - (1/2){K_c^+ K_c, rho}) - d_i(B_i rho + rho B_i^+)

with sum_c K_c rho K_c^+ = D0_ab L_a rho L_b^+ and B_i = conj(D1_ia) L_a, is

    G(X) = c_i X_i + D2_ij X_ij + i[H, X] + sum_c (K_c^+ X K_c - (1/2){K_c^+ K_c, X}) + X_i B_i + B_i^+ X_i.

It generates completely positive maps exactly when its dissipation G(X^+ Y) - G(X^+) Y - X^+ G(Y) is a positive form, on matrices of
observables too (Lindblad, Commun. Math. Phys. 48, 119 (1976)). Leibniz's rule makes that form

    2 D2_ij X_i^+ Y_j + sum_c [X, K_c]^+ [Y, K_c] + X_i^+ [Y, B_i] + [X, B_i]^+ Y_i :

the complex conjugate of the block matrix (2 D2, D1; D1^+, D0) at the vector of all X_i and [X, L_a], since sum_c K_c^+ K_c is
conj(D0_ab) L_a^+ L_b. It is positive exactly when the block is. Drift and Hamiltonian drop out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.complex_matrices import ComplexAlgebra, commutator, complex_algebra
from derive.matrices import Abstract

COORDINATES = ("u", "v")
ORDERS = ("", "u", "v", "uu", "uv", "vv")


@dataclass(frozen=True)
class Jet:
    """An observable and its first and second derivatives by the coordinates, at one point: letters, or polynomials in them."""

    parts: Mapping[str, Abstract]

    def by(self, *names: str) -> Abstract:
        """A derivative; of order zero without names."""
        return self.parts["".join(sorted(names))]

    @property
    def adjoint(self) -> Jet:
        """X^+ and its derivatives."""
        return Jet({name: part.T for name, part in self.parts.items()})

    def __mul__(self, other: Jet) -> Jet:
        """The product by the rule of Leibniz."""
        parts = {"": self.by() * other.by()}
        for i in COORDINATES:
            parts[i] = product_rule(self, other, i)
        for i, j in (("u", "u"), ("u", "v"), ("v", "v")):
            crossed = self.by(i) * other.by(j) + self.by(j) * other.by(i)
            parts[i + j] = self.by(i, j) * other.by() + crossed + self.by() * other.by(i, j)
        return Jet(parts)


def product_rule(first: Jet, second: Jet, name: str) -> Abstract:
    """The first derivative of a product."""
    return first.by(name) * second.by() + first.by() * second.by(name)


def jet(numbers: ComplexAlgebra, name: str) -> Jet:
    """An observable without further structure."""
    return Jet({order: numbers.general(f"{name}_{order}" if order else name) for order in ORDERS})


def constant(numbers: ComplexAlgebra) -> Jet:
    """The identity, whose derivatives vanish."""
    one = numbers.algebra.one
    return Jet({order: one if not order else one - one for order in ORDERS})


@dataclass(frozen=True)
class Generator:
    """The dual generator at a point.

    drift: c_u, c_v. diffusion: D2_uu, D2_uv = D2_vu, D2_vv, scalars. hamiltonian: H. jumps: the K_c. back: B_u, B_v.
    """

    numbers: ComplexAlgebra
    drift: Sequence[Abstract]
    diffusion: Mapping[str, Abstract]
    hamiltonian: Abstract
    jumps: Sequence[Abstract]
    back: Sequence[Abstract]

    def __call__(self, x: Jet) -> Abstract:
        """G(X) at the point."""
        total = self.numbers.i * commutator(self.hamiltonian, x.by())
        for name, rate in zip(COORDINATES, self.drift, strict=True):
            total = total + rate * x.by(name)
        for name, times in (("uu", 1), ("uv", 2), ("vv", 1)):
            total = total + times * self.diffusion[name] * x.by(*name)
        for jump in self.jumps:
            damping = jump.T * jump
            total = total + jump.T * x.by() * jump - (damping * x.by() + x.by() * damping) * Fraction(1, 2)
        for name, back in zip(COORDINATES, self.back, strict=True):
            total = total + x.by(name) * back + back.T * x.by(name)
        return total

    def dissipation(self, x: Jet, y: Jet) -> Abstract:
        """G(X^+ Y) - G(X^+) Y - X^+ G(Y)."""
        left = x.adjoint
        return self(left * y) - self(left) * y.by() - left.by() * self(y)


def generator() -> tuple[Generator, Jet, Jet]:
    """The generator with two coordinates, a jump and two back-reaction operators, none of them special, and two observables.

    >>> made, x, _ = generator()
    >>> made.numbers.algebra.prove_equal(made(x.adjoint), made(x).T) is not None
    True
    """
    numbers = complex_algebra()
    scalar = numbers.algebra.scalar
    made = Generator(
        numbers,
        (scalar("c_u"), scalar("c_v")),
        {name: scalar(f"D_{name}") for name in ("uu", "uv", "vv")},
        numbers.hermitian("H"),
        (numbers.general("K"),),
        (numbers.general("B_u"), numbers.general("B_v")),
    )
    return made, jet(numbers, "X"), jet(numbers, "Y")
