"""The conventions of the paper, each against an operator that is computed independently of the formula it checks."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import density, fourier, gaussian, integrate, product, scaled, substitute
from derive.plane_waves import (
    PlaneWave,
    coefficient,
    commutator,
    composition_phase,
    dot,
    hamilton_field,
    quantised,
    together,
)
from derive.plane_waves import product as composition
from derive.wigner import diagonal, pure_state, total_mass, transform
from verify.claim import Section
from verify.papers.li2024.gaussian_equality import same, squared_prefactor
from verify.papers.li2024.symbols import V as TABLE
from verify.papers.li2024.symbols import h, x, x0, xi, xi0, y
from verify.statement import All, conjunction
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

V = Variables(TABLE.values())
k1, k2, l1, l2 = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("k_1", "k_2", "l_1", "l_2"))
m1, m2, o1, o2 = (V.declare(name, meaning="wave number", low=-sp.oo) for name in ("m_1", "m_2", "o_1", "o_2"))
r, s = (V.declare(name, meaning="square of a width") for name in ("r", "s"))
A = PlaneWave((k1,), (l1,))
B = PlaneWave((k2,), (l2,))
SYMBOL = gaussian(-(x**2) / s - xi**2 / r)

section = Section("conventions", title="Conventions, checked against operators", order=5)


@section.claim("p/convention-quantisation", "Weyl quantisation", kind="convention", place="(2.1)", scope="n = 1",
               note="Op(a) for a Gaussian a, applied to a Gaussian, by the kernel of (2.1) and by the decomposition of a into plane "
               "waves, whose operators are translations with the phase e^(ihkl/2); and the symmetric order of x and xi.")
def quantisation() -> All:
    r"""\mathrm{Op}_h^w(a)u = \frac1{(2\pi h)^n}\int\!\!\int a\big(\tfrac{x+y}2,\xi\big)e^{\frac ih\langle x-y,\xi\rangle}u(y)\,dy\,d\xi,
    \quad \mathrm{Op}(e^{i(kx+l\xi)})u(x) = e^{ihkl/2}e^{ikx}u(x+hl)"""
    u, wave = gaussian(-(y**2)), gaussian(sp.I * (x - y) * xi / h)
    kernel = product(product(substitute(SYMBOL, {x: (x + y) / 2}), wave), u)
    printed = scaled(integrate(integrate(kernel, xi), y), 1 / (2 * sp.pi * h))
    k, l = (sp.Dummy(name, real=True) for name in "kl")
    spectrum = scaled(fourier(fourier(SYMBOL, x, k, sign=-1), xi, l, sign=-1), (2 * sp.pi) ** -2)
    operator = quantised(PlaneWave((k,), (l,)), h)
    moved = product(gaussian(sp.I * (operator.phase + k * x)), substitute(u, {y: x + operator.shift[0]}))
    derived = integrate(integrate(product(spectrum, moved), k), l)
    order = (composition(x, xi, x, xi, h) + composition(xi, x, x, xi, h)) / 2
    return conjunction(same(derived, printed, V), ("symmetric order", Equal(order, x * xi, V)))


@section.claim("p/convention-D", "D = -i d", kind="convention", place="(2.1), a^w(x, hD)", scope="n = 1")
def momentum() -> Relation:
    r"""\mathrm{Op}_h^w(\xi) = hD,\quad D = \tfrac1i\partial_x"""
    applied = quantised(PlaneWave((sp.S.Zero,), (l1,)), h).applied((k1,), (x,))  # xi = -i d_l of e^(i l xi) at l = 0
    derived = sp.simplify((-sp.I * sp.diff(applied, l1)).subs(l1, 0) * sp.exp(-sp.I * k1 * x))
    return Equal(derived, h * sp.diff(sp.exp(sp.I * k1 * x), x) / sp.I * sp.exp(-sp.I * k1 * x), V)


@section.claim("p/convention-symplectic-form", "The symplectic form and the composition", kind="convention", place="below (2.17)",
               uses=["p/convention-quantisation"], scope="n = 1 and n = 2",
               note="On plane waves D is multiplication by the wave numbers: (D_x, D_xi, D_y, D_eta) = (k_1, l_1, k_2, l_2).")
def symplectic_form() -> All:
    r"""a\# b = e^{\frac{ih}2\sigma(D_x,D_\xi,D_y,D_\eta)}a(x,\xi)b(y,\eta)\big|_{y=x,\eta=\xi},\quad
    \sigma(x,\xi,y,\eta) = \langle\xi,y\rangle-\langle x,\eta\rangle"""
    first, second = PlaneWave((k1, m1), (l1, o1)), PlaneWave((k2, m2), (l2, o2))
    form = dot(first.l, second.k) - dot(first.k, second.l)
    return conjunction(
        ("n = 1", Equal(sp.I * composition_phase(A, B, h), sp.I * h / 2 * (l1 * k2 - k1 * l2), V)),
        ("n = 2", Equal(sp.I * composition_phase(first, second, h), sp.I * h / 2 * form, V)),
        ("x and xi", Equal(composition(x, xi, x, xi, h), x * xi + sp.I * h / 2, V)),
    )


@section.claim("p/convention-hamilton-field", "The Hamilton field", kind="convention", place="4.2, (1.4)",
               note="The paper does not print H_p. In 4.2 the Hamiltonian p = x xi is said to give x d_x - xi d_xi; here on plane waves.")
def field() -> Relation:
    r"""H_p = \partial_\xi p\,\partial_x-\partial_xp\,\partial_\xi"""
    u = A.at([x], [xi])
    return Equal(sp.simplify(hamilton_field(x * xi, u, [x], [xi]) / u), x * sp.I * k1 - xi * sp.I * l1, V)


@section.claim("p/convention-commutator", "The commutator", kind="convention", place="(1.1), (1.4)",
               uses=["p/convention-quantisation", "p/convention-hamilton-field"],
               scope="n = 1", note="For plane waves p and a, hence for their superpositions. [P, A] is of order h, so that the constant "
               "in front of it must be i/h for a classical limit H_p: the hbar of (1.1) is h.")
def commutators() -> All:
    r"""\tfrac ih[P,\mathrm{Op}(a)] = \mathrm{Op}(H_pa+O(h^2))"""
    p, a = A.at([x], [xi]), B.at([x], [xi])
    bracket = sp.I * commutator(A, B, h)
    classical = sp.expand(hamilton_field(p, a, [x], [xi]) / together(A, B).at([x], [xi]))
    return conjunction(
        ("order h^0", Equal(coefficient(bracket, h, 0), sp.S.Zero, V)),
        ("order h", Equal(coefficient(bracket, h, 1), sp.simplify(classical), V)),
        ("order h^2", Equal(coefficient(bracket, h, 2), sp.S.Zero, V)),
    )


@section.claim("p/convention-coherent-state", "Coherent states", kind="convention", place="(1.7), (1.8)",
               scope="n = 1; a product for n > 1",
               note="From the wave function with position variance h/2, normalised; its kernel psi(x) conj(psi(y)) is that of (2.1) for  "
               "the symbol int e^(-iy xi/h) psi(x + y/2) conj(psi(x - y/2)) dy.")
def coherent_state() -> All:
    r"""\psi = (\pi h)^{-\frac n4}e^{-\frac{|x-x_0|^2}{2h}+\frac ih\langle x-x_0,\xi_0\rangle},\quad
    a = 2^ne^{-\frac{|x-x_0|^2+|\xi-\xi_0|^2}h}"""
    kernel = pure_state(x0, xi0, h / 2, sp.S.Zero, h)
    printed = gaussian(-((x - x0) ** 2 + (xi - xi0) ** 2) / h, coefficient=sp.Integer(2))
    return same(transform(kernel, x, xi, sign=-1, prefactor=sp.S.One, hbar=h), printed, V)


@section.claim("p/convention-norms", "The trace of a quantised symbol", kind="convention", place="(2.4), (2.7)", scope="n = 1",
               note="For the coherent state, and for a Gaussian symbol through the diagonal of its kernel.")
def norms() -> All:
    r"""\mathrm{Tr}\,\mathrm{Op}_h^w(a) = (2\pi h)^{-n}\int a\,dx\,d\xi"""
    kernel = pure_state(x0, xi0, h / 2, sp.S.Zero, h)
    a = transform(kernel, x, xi, sign=-1, prefactor=sp.S.One, hbar=h)
    on_diagonal = scaled(integrate(SYMBOL, xi), 1 / (2 * sp.pi * h))  # (2.1) at y = x
    normal = density((x, xi), (x0, xi0), sp.diag(s, r))
    return conjunction(
        ("coherent state", Equal(squared_prefactor(total_mass(diagonal(kernel, y), [y])),
                                 squared_prefactor(total_mass(a, [x, xi])) / (2 * sp.pi * h) ** 2, V)),
        ("Gaussian symbol", Equal(squared_prefactor(integrate(on_diagonal, x)),
                                  squared_prefactor(total_mass(SYMBOL, [x, xi])) / (2 * sp.pi * h) ** 2, V)),
        ("a density has L1 norm 1", Equal(squared_prefactor(total_mass(normal, [x, xi])), sp.Integer(1), V)),
    )
