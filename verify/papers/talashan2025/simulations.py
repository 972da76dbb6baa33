"""Section 3, the simulated mass-superposition model: decoherence, Born weights, what the histograms show."""

from __future__ import annotations

import sympy as sp

from derive.classical_quantum_ensemble import Ensemble
from verify.claim import Section
from verify.papers.talashan2025.symbols import (
    APART,
    FL,
    FR,
    PARTICLE,
    SZ,
    model,
    position_process,
    qubit,
    sigma,
    sigma1,
    w,
    z,
)
from verify.papers.talashan2025.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal, Relation
from verify.variables import Variables

section = Section("simulations", title="Visualisation and Numerical Calculations", order=40)
V = Variables(TABLE.values())
KEPT = V.declare("P", meaning="probability that a sample is kept", low=0, high=1)
S0, SD = (V.declare(name, meaning=text, low=-1, high=1, closed=True)
          for name, text in (("s_0",
                              "<sigma_z> at the start"), ("s_d", "mean of <sigma_z> over the discarded samples")))
HX = V.declare("h", meaning="slope of H_L - H_R along x at the start", low=-sp.oo)
CLOSE = (sp.Rational(-2, 3), sp.S.Zero, sp.S.Zero)  # 1/3 and 5/3
STRENGTHS = {"1.5m": PARTICLE * sp.Rational(3, 2), "2m": PARTICLE * 2, "2.5m": PARTICLE * sp.Rational(5, 2)}
SIGMA_Z, LEFT, RIGHT = sp.diag(1, -1), sp.Matrix([1, 0]), sp.Matrix([0, 1])


@section.claim("Figure1", "Four trajectories", kind="figure", place="Figure 1",
               note="The author's runs are not at hand. The model is not printed; see the conventions. Four "
               "trajectories with these settings, computed anew, are among our figures.")
def figure1() -> Leaf:
    r"""\text{Four realizations of the classical-quantum trajectory described by the system in the exact configurations of FIG. 7 in the
    original paper (Appendix C.4), except for } \sigma = 2.5m \text{ and until } t=0.45"""
    return Cited("the author's MATLAB code", needs="a simulation with an error bar")


@section.claim("p/reference-script", "The code behind the figures", kind="prose", place="below the caption of Figure 1", uses=["Figure1"],
               note="Neither code is at hand, nor the paper whose figure, appendix and reference are numbered here.")
def reference_script() -> Leaf:
    r"""\text{I have implemented the toy mass--superposition model from Appendix C.4 ... Starting from the reference Python script (Ref.
    [85]), I rewrote the entire code in MATLAB ... Figure 1 reproduces the similar results given in the paper, but for four different
    realizations}"""
    return Cited("the author's MATLAB code and the reference script", needs="both codes, run with the same noise")


@section.claim("p/decoheres",
               "Each trajectory decoheres to one branch",
               kind="prose", place="below Figure 1", uses=["p/final-dynamics"],
               note="By Ito's rule E (1 - <sigma_z>^2) falls as long as F_L and F_R differ, and the noise rests only "
               "at <sigma_z> = 1, -1: there is no other end. In the mean (1 - <sigma_z>^2)^(1/2) falls at the rate "
               "|F_L - F_R|^2/(8 sigma^2), without noise in that rate: exactly that of the averaged coherence. "
               "Complete at infinite time only, and only if the integral of the rate diverges. With the printed setting it does "
               "not on every trajectory: without friction the noise throws the particle far away, where the forces are alike: in "
               "simulations some trajectories stay between the branches. Of the four of the figure nothing is said here.",
               scope="in the mean; H_I diagonal, sigma a multiple of the identity; the rate with three coordinates, the "
               "rest with one")
def decoheres() -> All:
    r"""\text{Each quantum trajectory randomly decoheres to the left or right branch, and the classical coordinate evolves
    accordingly}"""
    process = position_process()
    gap = FL[0] - FR[0]
    return conjunction(
        ("d E(1 - <sigma_z>^2)/dt", Equal(process.drift(1 - SZ**2), -4 * w**2 * (1 - w) ** 2 * gap**2 / sigma**2, V)),
        ("rate of the root", Equal(qubit().relative_drift(sp.log(w * (1 - w)) / 2), -APART / (8 * sigma**2), V)),
        ("noise of w", Equal(process.noise(w)[0], w * (1 - w) * gap / sigma, V)),
        ("force at <sigma_z> = 1", Equal(process.drifts[z].subs(w, 1), FL[0], V)),
        ("force at <sigma_z> = -1", Equal(process.drifts[z].subs(w, 0), FR[0], V)),
    )


@section.claim("p/early-diffusion", "Early diffusion", kind="heuristic", place="below Figure 1", uses=["p/decoheres"],
               note="At sigma = 2.5m and the start, <sigma_z> = 0, E <sigma_z>^2 grows at 1024/125 = 8.2 a unit of "
               "time: to order 1 at t = 0.12, a quarter of the figure. The same noise that kicks Z also drives "
               "<sigma_z> to its end: the more noise, the slower.",
               scope="the rate at the start; not the figure")
def early() -> Relation:
    r"""\text{the early-time diffusion: the strong noise initially prevents the quantum state from settling into its preferred eigenstate,
    while simultaneously kicking the classical path}"""
    growth = qubit().drift(SZ**2).subs({w: sp.Rational(1, 2), sigma: STRENGTHS["2.5m"]})
    return Equal(model(growth), sp.Rational(1024, 125), V)


@section.claim("p/histograms-isolate", "Histograms isolate the quantum state", kind="prose", place="second paragraph",
               note="As marginal: the mean of an operator without z is Tr A E[rho]. What does not hold is that the "
               "classical path had no influence on it. Its evolution is not closed: the "
               "rate of E <sigma_z>^2 holds |F_L - F_R|^2 at the position of the particle, 64/3125 at the start and "
               "0.88 at (-2/3, 0, 0).",
               scope="as marginal, the mean of <sigma_z>; two realisations, qubit")
def isolate() -> All:
    r"""\text{By averaging over all classical trajectories, these histograms isolate the evolution of the quantum state itself, removing any
    dependence on the classical path}"""
    states = [sp.diag(population, 1 - population) for population in (w, 1 - w)]
    pair = Ensemble((KEPT, 1 - KEPT), (S0, SD), states)
    return conjunction(
        ("marginal", Equal(pair.mean(SIGMA_Z, z), sp.expand((SIGMA_Z * pair.state()).trace()), V)),
        ("|F_L - F_R|^2 at the start", Equal(model(APART), sp.Rational(64, 3125), V)),
        ("at (-2/3, 0, 0)", Equal(model(APART, CLOSE), sp.Rational(13689, 15625), V)),
    )


@section.claim("p/eigenvalues", "The eigenvalues +-1 of the operator pairing", kind="prose", place="second paragraph",
               uses=["p/decoheres"], scope="as corrected: <sigma_z> rests there and nowhere between; that it gets there is p/decoheres",
               note="To the letter: {p_x, H_I} at the start has the eigenvalues -+4 5^(1/2)/125, forces, and the "
               "negative one belongs to |L>.")
def eigenvalues() -> All:
    r"""\text{the distribution concentrates on the eigenvalues } \pm 1 \text{ of the operator pairing } \{Z_i, H_I\}"""
    return conjunction(("eigenvalue at |L>",
                        Equal(model(FL[0]), sp.S.One, V)), ("eigenvalue at |R>", Equal(model(FR[0]), -sp.S.One, V)))


@eigenvalues.corrected(
    why="The eigenvalues of {Z_i, H_I} are forces. What concentrates is <sigma_z>, at the eigenvalues +-1 of sigma_z, "
    "because |psi> ends in an eigenvector of all {Z_i, H_I}, which are diagonal in |L>, |R>.",
    error="slip", consequence="None for the figures, whose axis is <sigma_z>.",
)
def eigenvectors() -> All:
    r"""\text{... concentrates on the eigenvalues } \pm 1 \text{ of } \sigma_z\text{, in the eigenvectors of the } \{Z_i, H_I\}"""
    force = sp.diag(FL[0], FR[0])
    noise = qubit().noise(SZ)[0]
    return conjunction(
        ("{p_x, H_I}|L>", Equal((force * LEFT)[0], FL[0], V)), ("sigma_z|L>", Equal((SIGMA_Z * LEFT)[0], sp.S.One, V)),
        ("sigma_z|R>", Equal((SIGMA_Z * RIGHT)[1], -sp.S.One, V)),
        ("noise of <sigma_z>", Equal(noise, (1 - SZ**2) * (FL[0] - FR[0]) / (2 * sigma), V)),
    )


@section.claim("p/born-weights",
               "The correct Born weights", kind="prose", place="second paragraph", uses=["p/decoheres"],
               note="The population w of |L> has no drift: E w(t) = w(0). Where all trajectories have ended, w is 0 "
               "or 1, and w = 1 has the probability w(0). Samples thrown away spoil this: x/discarding.",
               scope="H_I diagonal in |L>, |R>; a part of H_I that does "
               "not commute with the forces would move w")
def born() -> All:
    r"""\text{with the correct Born--rule weights}"""
    process = qubit()
    return conjunction(("drift of w", Equal(process.drift(w), sp.S.Zero, V)),
                       ("noise of w along y", Equal(process.noise(w)[1], w * (1 - w) * (FL[1] - FR[1]) / sigma, V)))


@section.claim("p/converted",
               "Uncertainty becomes ignorance", kind="prose", place="second paragraph", uses=["p/born-weights"],
               note="The mean variance 1 - <sigma_z>^2 of sigma_z in the trajectories loses what the variance of "
               "<sigma_z> over the trajectories gains; E <sigma_z> stays.", scope="H_I diagonal, one coordinate")
def converted() -> All:
    r"""\text{what began as quantum uncertainty between } |R\rangle \text{ and } |L\rangle \text{ is converted into classical ignorance over
    those two outcomes}"""
    process = position_process()
    gained = 4 * w**2 * (1 - w) ** 2 * (FL[0] - FR[0]) ** 2 / sigma**2
    return conjunction(("gained",
                        Equal(process.drift(SZ**2), gained, V)), ("lost", Equal(process.drift(1 - SZ**2), -gained, V)),
                       ("E <sigma_z>", Equal(process.drift(SZ), sp.S.Zero, V)))


@section.claim("p/slower",
               "Larger sigma, slower decoherence", kind="prose", place="second paragraph", uses=["p/decoheres"],
               note="All rates of <sigma_z> go as sigma^-2 at a given position of the particle: 16/9 between the two "
               "figures. Along a trajectory the position depends on sigma too.", scope="at a given position")
def slower() -> All:
    r"""\text{larger } \sigma \text{ (stronger classical noise) produces slower decoherence, spreading the distribution for longer before it
    peaks at } \pm 1"""
    ratio = qubit().drift(SZ**2) / qubit(sigma1).drift(SZ**2)
    strengths = {sigma: STRENGTHS["1.5m"], sigma1: STRENGTHS["2m"]}
    return conjunction(("rate of E <sigma_z>^2", Equal(sp.cancel(ratio), sigma1**2 / sigma**2, V)),
                       ("between the figures", Equal(sp.cancel(ratio).subs(strengths), sp.Rational(16, 9), V)))


@section.claim("x/initial-rates",
               "Decoherence rates at the start", kind="number", place="beyond", uses=["p/decoheres"],
               note="|F_L - F_R|^2/(8 sigma^2) at r_0: times 0.088, 0.156 and 0.244 for sigma = 1.5m, 2m, 2.5m. The "
               "histograms end at 0.15.")
def rates() -> All:
    r"""\frac{512}{45},\ \frac{32}{5},\ \frac{512}{125}"""
    found = -qubit().relative_drift(sp.log(w * (1 - w)) / 2)
    typed = {"1.5m": sp.Rational(512, 45), "2m": sp.Rational(32, 5), "2.5m": sp.Rational(512, 125)}
    values = {name: model(found.subs(sigma, strength)) for name, strength in STRENGTHS.items()}
    return conjunction(*((name, Equal(values[name], value, V)) for name, value in typed.items()))


@section.claim("Figure2",
               "Histograms of <sigma_z>", kind="figure", place="Figure 2", uses=["p/born-weights", "x/discarding"],
               note="The author's runs are not at hand; the histograms computed anew, with 2000 and 10^6 "
               "realisations, are among our figures, and x/sim/slower and x/sim/discarding are claims of ours. Which samples "
               "were discarded, how many and why is not said; x/discarding says what that does to the weights.")
def figure2() -> Leaf:
    r"""\text{Probability distribution of } \langle\sigma_z\rangle \text{ over } n=2000 \text{ realizations (after discarding
    ill-conditioned samples), for (a) } \sigma = 1.5m \text{ and (b) } \sigma = 2m \text{ in four time steps with } \Delta t = 10^{-4}"""
    return Cited("the author's MATLAB code",
                 needs="a simulation with an error bar, and the rule by which samples were discarded")


@section.claim("x/discarding",
               "What discarding does to the mean", kind="identity", place="beyond", uses=["p/born-weights"],
               note="E <sigma_z> = s_0 over all samples; with the probability P of being kept, the mean over the kept "
               "ones is off by (1 - P)/P (s_0 - s_d), s_d the mean over the discarded. Zero only if the discarded are "
               "as the kept in <sigma_z>. By the symmetry of L and R there is no bias of the mean for the equal "
               "superposition, if the rule of discarding is symmetric; of the spread there may be one.")
def discarding() -> All:
    r"""\mathbb E[\langle\sigma_z\rangle\,|\,\text{kept}] - s_0 = \frac{1-P}P(s_0 - s_d)"""
    kept = (S0 - (1 - KEPT) * SD) / KEPT
    return conjunction(("bias", Equal(kept - S0, (1 - KEPT) / KEPT * (S0 - SD), V)))
