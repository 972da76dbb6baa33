"""Figure 2's caption: whether |psi_t> stays in the xz plane and what a histogram of <sigma_z> shows."""

from __future__ import annotations

import sympy as sp

from verify.claim import Section
from verify.papers.talashan2025.simulations import HX, SIGMA_Z, STRENGTHS, V
from verify.papers.talashan2025.symbols import (
    APART,
    EL,
    ER,
    FL,
    FR,
    PARTICLE,
    SZ,
    R,
    at,
    bx,
    by,
    energies,
    model,
    mu,
    qubit,
    sigma,
    t,
    w,
)
from verify.statement import All, conjunction
from verify.statements.scalar import Equal

section = Section("caption", title="The caption of Figure 2", order=42)


@section.claim("p/xz-plane", "|psi_t> is on the xz plane", kind="prose", place="Figure 2", uses=["p/final-dynamics"],
               slip="on the plane to about 1e-3, not exactly; the caption goes on with 'practically'",
               scope="the angle out of the plane, with the forces as at the start and H_L - H_R to first order about it",
               note="<sigma_y> has the rate (H_L - H_R) <sigma_x>, zero on the mid-plane of the masses only, and the noise takes the "
               "particle off it at once: H_L - H_R = h x + ... near the start, h = 8 5^(1/2)/125, and the noise moves x by (sigma/m) int "
               "W. The phase between the branches is h int x: the noise gives it the variance h^2 sigma^2 t^5/(20 m^2), and the force "
               "<F_x>, at the start at most |F_L - F_R|/2 = h/2, adds at most h^2 t^3/(12 m); to the next order, the tidal part of the "
               "forces, it grows by a few per cent. At t = 0.15, sigma = 2m the root mean square of the angle is at most 5.6e-4 + 5.8e-4. "
               "For a particle that comes near a mass, or later, as t^(5/2), the plane is left.")
def near_the_plane() -> All:
    r"""|\psi_t\rangle \text{ is on } xz \text{ plane}"""
    since, later = sp.symbols("u v", positive=True, cls=sp.Dummy)
    response = sp.integrate(later - since, (later, since, t))  # of int x, times m, to a kick of p at the time u
    variance = sp.integrate(sp.expand((HX * sigma / mu * response) ** 2), (since, 0, t))
    pushed = sp.integrate(HX**2 / (2 * mu) * later**2 / 2, (later, 0, t))
    left, right = energies()
    slope = sp.simplify(at(sp.diff(left - right, R[0])))
    figure = {HX: slope, sigma: STRENGTHS["2m"], mu: PARTICLE, t: sp.Rational(15, 100)}
    return conjunction(
        ("rate of <sigma_y> on the plane", Equal(qubit().drifts[by].subs(by, 0), (EL - ER) * bx, V)),
        ("slope", Equal(slope, 8 * sp.sqrt(5) / 125, V)),
        ("|F_L - F_R|", Equal(sp.sqrt(model(APART)), 8 * sp.sqrt(5) / 125, V)),
        ("variance by the noise", Equal(sp.expand(variance), HX**2 * sigma**2 * t**5 / (20 * mu**2), V)),
        ("angle by the force", Equal(sp.expand(pushed), HX**2 * t**3 / (12 * mu), V)),
        ("variance in the figure", Equal(sp.expand(variance).subs(figure), sp.Rational(243, 781250000), V)),
        ("angle in the figure", Equal(sp.expand(pushed).subs(figure), sp.Rational(9, 15625), V)),
    )


@section.claim("p/histogram-shows-state",
               "The histogram shows the law of |psi_t>", kind="prose", place="Figure 2", uses=["p/xz-plane"],
               note="Given the plane: <sigma_x>^2 = 1 - <sigma_z>^2, and <sigma_x> = 2 c_L c_R keeps its sign, for an "
               "amplitude is multiplied by exponentials; Ito's rule keeps <sigma_x>^2 + <sigma_z>^2 = 1. So <sigma_z> "
               "gives the state. Off the plane the phase is missing: see p/xz-plane for how much.",
               scope="given the plane; one coordinate")
def histogram() -> All:
    r"""\text{the histograms practically shows } \mathbb{P}[|\psi_t\rangle]"""
    process = qubit(axes=1)
    plane = {by: 0, EL: ER, bx: 2 * sp.sqrt(w * (1 - w))}
    lost = -4 * w**2 * (1 - w) ** 2 * (FL[0] - FR[0]) ** 2 / sigma**2
    noise = process.noise(bx**2)[0].subs(plane)
    return conjunction(
        ("drift of <sigma_x>^2", Equal(sp.expand(process.drift(bx**2).subs(plane)), lost, V)),
        ("that of -<sigma_z>^2", Equal(-process.drift(SZ**2), lost, V)),
        ("noise of <sigma_x>^2", Equal(sp.expand(noise + process.noise(SZ**2)[0]), sp.S.Zero, V)),
    )


@section.claim("p/caption-states", "|L>, |R> and their equal superposition", kind="identity", place="Figure 2")
def states() -> All:
    r"""\frac{|L\rangle+|R\rangle}{\sqrt{2}}\ (\langle \sigma_z \rangle = 0) \text{ decoheres into the distinct outcomes } |L\rangle\
    (\langle \sigma_z \rangle = 1) \text{ and } |R\rangle\ (\langle \sigma_z \rangle = -1)"""
    left, right = sp.Matrix([1, 0]), sp.Matrix([0, 1])
    states = ((left, 1), (right, -1), ((left + right) / sp.sqrt(2), 0))
    means = [((vector.T * SIGMA_Z * vector)[0, 0], value) for vector, value in states]
    return conjunction(*((f"<sigma_z> = {value}", Equal(mean, sp.Integer(value), V)) for mean, value in means))


@section.claim("p/difference-visible",
               "The difference between the figures", kind="figure", place="Figure 2", uses=["p/decoheres"],
               note="With the forces as at the start, E (1 - <sigma_z>^2)^(1/2) is exp(-128/75) = 0.18 for sigma = "
               "1.5m and exp(-24/25) = 0.38 for 2m at t = 0.15.",
               scope="forces as at the start; not the figure")
def visible() -> All:
    r"""\text{The difference in decoherence rate between the two noise strengths is clearly visible}"""
    found = qubit().relative_drift(sp.log(w * (1 - w)) / 2) * sp.Rational(15, 100)
    typed = {"1.5m": -sp.Rational(128, 75), "2m": -sp.Rational(24, 25)}
    return conjunction(*((name, Equal(model(found.subs(sigma, STRENGTHS[name])), x, V)) for name, x in typed.items()))
