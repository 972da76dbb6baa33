"""Section 1 of the invented paper: scales, and the frame in which the flow is written."""

from __future__ import annotations

import sympy as sp

from derive.matrices import MatrixAlgebra
from derive.units import LENGTH, MOMENTUM
from numerics.constants import HBAR_SI
from verify.claim import Section
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.near import Near
from verify.statements.pending import Cited
from verify.statements.scalar import Equal
from verify.statements.units import HasUnit

from .symbols import V, hbar, m, omega

section = Section("setting", title="1. Setting", order=1)
WIDTH, SPREAD = sp.sqrt(hbar / (m * omega)), sp.sqrt(hbar * m * omega)


@section.claim("1", "Widths of the ground state", kind="definition", place="(1)")
def widths() -> All:
    r"""x_0 := \sqrt{\hbar/m\omega},\quad p_0 := \sqrt{\hbar m\omega}"""
    return conjunction(
        ("a length", HasUnit(WIDTH, LENGTH, V)), ("a momentum", HasUnit(SPREAD, MOMENTUM, V))
    )


@section.claim("2", "Product and ratio of the widths", kind="identity", place="(2)", uses=["1"])
def product_and_ratio() -> All:
    r"""x_0p_0 = \hbar,\quad p_0/x_0 = m\omega"""
    return conjunction(
        ("product", Equal(WIDTH * SPREAD, hbar, V)), ("ratio", Equal(SPREAD / WIDTH, m * omega, V))
    )


@section.claim("3", "Ground state of a levitated bead", kind="number", place="(3)", uses=["1"])
def bead() -> Near:
    r"""x_0 \approx 4.1\times10^{-13}\,\mathrm m \quad\text{for }
    m = 10^{-15}\,\mathrm{kg},\ \omega = 2\pi\times100\,\mathrm{kHz}"""
    mass, frequency = sp.Integer(10) ** -15, 2 * sp.pi * 10**5
    return Near(sp.sqrt(HBAR_SI / (mass * frequency)), sp.Rational(41, 10**14), sp.Rational(101, 100), "m")


@section.claim("p/squeezed-frame", "Hamiltonian matrices in another frame", kind="prose", place="after (3)")
def squeezed_frame() -> MatrixEqual:
    r"""\text{In another symplectic frame } A \text{ the generator } AFA^{-1} \text{ is Hamiltonian too}"""
    algebra = MatrixAlgebra()
    form, A, F = algebra.form(), algebra.symplectic("A"), algebra.hamiltonian("F")
    seen = A * F * A.inverse
    return MatrixEqual(seen.T * form, -(form * seen))


@section.claim("p/markov", "The bath has no memory", kind="prose", place="end of Section 1")
def markov() -> Leaf:
    r"""\text{We assume that the bath forgets within a time much shorter than } 1/\gamma"""
    return Cited("an assumption on the bath", needs="a model of the bath and its correlation time")
