"""Appendix F: applications to physical examples."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import scales
from derive.phase_space_generator import PhaseSpace, dissipator
from derive.units import ENERGY, LENGTH, MASS, MOMENTUM, NONE, TIME
from numerics.constants import HBAR_SI, JULIAN_YEAR
from verify.claim import Section
from verify.papers.hrr2023.symbols import V2, V3, Dp, Dx, d, hbar, kp, kx, lp2, lx2, m, p, t, x
from verify.papers.hrr2023.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.near import Near
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.statements.units import HasUnit, UniqueMonomial
from verify.variables import Variables

section = Section("appendix_f", title="Appendix F: physical examples", order=140)
V = Variables(TABLE.values())
v = V.declare("v", LENGTH / TIME, "characteristic velocity")
wider = V.declare("u", NONE, "a factor of a scale", low=1)
length = V.declare("ell", LENGTH, "length scale s of the potential")
rate = V.declare("Lambda", LENGTH**-2 / TIME, "localization rate")
THREE_HALVES = sp.Rational(3, 2)
TAU = scales.harmonic_time(m, V2)
S = scales.anharmonic_action(m, V2, V3)
XH, PH = scales.anharmonic_length(m, V2, V3), scales.anharmonic_momentum(m, V2, V3)
UNPACKED = t * hbar**2 * d**THREE_HALVES * V3 / (V2 * m) ** sp.Rational(3, 4)

# A particle with E ~ m v^2 in a potential of scale s: ||grad^2 V|| ~ E/s^2, ||grad^3 V|| ~ E/s^3, D^(p) ~ hbar^2 Lambda
EXAMPLE = {V2: m * v**2 / length**2, V3: m * v**2 / length**3, Dp: hbar**2 * rate, d: sp.Integer(1)}
BRANCH = UNPACKED * (V2 / Dp) ** THREE_HALVES
FULL = UNPACKED * sp.Max(V2 / Dp, 1 / hbar) ** THREE_HALVES
GRAIN = {
    m: sp.Integer(10) ** -11, v: sp.Integer(1), length: sp.Integer(1), rate: sp.Integer(10) ** 25, hbar: HBAR_SI
}


def _grain(expr: sp.Expr) -> sp.Expr:
    return expr.subs(EXAMPLE, simultaneous=True).subs(GRAIN, simultaneous=True)


@section.claim("p/momentum-diffusion-only", "Position coupling diffuses momentum only", kind="prose", scope="d = 1",
               place="App. F, second paragraph", uses=["1"], slip="|\\ell|^2_p is printed for |\\ell_p|^2")
def momentum_diffusion_only() -> Relation:
    r"""D^{(x)} = \hbar|\ell|^2_p = 0 \text{ while } D^{(p)} = \hbar|\ell_x|^2 \ne 0, \text{ i.e., there is diffusion in
    momentum but not position}"""
    return Equal(dissipator(PhaseSpace(x, p, kx, kp, hbar), x, lx2), hbar * lx2 * kp**2 / 2, TABLE)


@section.claim("F1", "The bound with its constants unpacked", kind="identity", place="(F1)",
               uses=["8", "6", "p/s-H", "p/x-H", "p/p-H"])
def unpacked_bound() -> All:
    r"""\epsilon = t\hbar^2d^{3/2}\frac{\|\nabla^3V\|}{(\|\nabla^2V\|m)^{3/4}}
    \max\Big\{\frac{1/m}{D^{(x)}},\frac{\|\nabla^2V\|}{D^{(p)}},\frac1\hbar\Big\}^{3/2}"""
    strength = scales.diffusion_strength(Dx, Dp, TAU, XH, PH)
    bound = scales.error_bound(d, t, TAU, hbar / S, strength)
    printed = UNPACKED * sp.Max((1 / m) / Dx, V2 / Dp, 1 / hbar) ** THREE_HALVES
    return conjunction(("equal to (8)", Equal(bound, printed, V)), ("no unit", HasUnit(printed, NONE, V)))


@section.claim("p/bound-deteriorates", "The bound deteriorates without diffusion", kind="prose", place="after (F1)",
               uses=["F1"])
def bound_deteriorates() -> All:
    r"""\text{one can see our bound deteriorates if either } D^{(x)} \text{ or } D^{(p)} \text{ become too small}"""
    printed = UNPACKED * sp.Max((1 / m) / Dx, V2 / Dp, 1 / hbar) ** THREE_HALVES
    return conjunction(
        ("small Dx", AtMost(UNPACKED * (1 / (m * Dx)) ** THREE_HALVES, printed, V)),
        ("small Dp", AtMost(UNPACKED * (V2 / Dp) ** THREE_HALVES, printed, V)),
    )


@section.claim("p/momentum-superpositions", "Momentum superpositions become position superpositions", kind="heuristic",
               place="App. F, 'Physically, the remedy'")
def momentum_superpositions() -> Leaf:
    r"""\text{they will ultimately evolve into a superposition of two states with different positions as well, at which point
    the positional decoherence takes effect}"""
    return Cited("the paper's heuristic", needs="a simulation with D^(x) = 0, or hypoelliptic estimates")


@section.claim("p/position-diffusion-decoheres", "Position diffusion decoheres superpositions of momentum", kind="prose",
               place="App. F, second paragraph", uses=["1"], scope="d = 1",
               note="In the momentum representation L = l_p p multiplies rho(p, p') by -(|l_p|^2/2 hbar)(p - p')^2. Which models are "
               "natural is not checked.")
def position_diffusion_decoheres() -> Relation:
    r"""\text{The diffusion in position variables, which is missing in most natural models of system-bath interactions, corresponds to
    decohering superpositions in the system's momentum variables}"""
    space = PhaseSpace(x, p, kx, kp, hbar)
    return Equal(dissipator(space, p, lp2).subs(kx, sp.I * p / hbar), -lp2 / (2 * hbar) * p**2, TABLE)


@section.claim("F2", "Effective position diffusion", kind="heuristic", place="(F2)", uses=["6", "p/x-H", "p/p-H"],
               scope="the unit; and a harmonic oscillator over a period",
               note="Given that it is proportional to D^(p), the factor is the only monomial in m, V2, V3 with the right unit. It is the "
               "value for which both arguments of the minimum in (6) agree. Over a period T an oscillator with D^(x) = 0 gains the "
               "position variance T D^(p)/(2 m V2), as one with D^(p) = 0 and this D^(x) does: for it (F2) is exact.")
def effective_diffusion() -> All:
    r"""D^{(x),\mathrm{eff}} \sim \frac{D^{(p)}}{\|\nabla^2V\|m}"""
    quantities = {"m": MASS, "V2": ENERGY / LENGTH**2, "V3": ENERGY / LENGTH**3}
    wanted = (LENGTH**2 / TIME) / (MOMENTUM**2 / TIME)
    effective = Dp / (V2 * m)
    return conjunction(
        ("unit", HasUnit(effective, LENGTH**2 / TIME, V)),
        ("unique", UniqueMonomial(wanted, quantities, {"m": Fraction(-1), "V2": Fraction(-1), "V3": Fraction(0)})),
        ("both arguments of (6) agree", Equal(Dp * TAU / PH**2, effective * TAU / XH**2, V)),
        ("an oscillator's variance after a period", Equal(_oscillator_spread(sp.sin, Dp / (m / TAU) ** 2),
                                                         _oscillator_spread(sp.cos, effective), V)),
    )


def _oscillator_spread(along: type[sp.Function], noise: sp.Expr) -> sp.Expr:
    """The position variance that noise gives an oscillator of the stiffness V2 in one period: int noise cos^2 for that of position, sin^2
    for that of momentum over m omega.
    """
    phase = sp.Dummy("phase", real=True)
    return noise * TAU * sp.integrate(along(phase) ** 2, (phase, 0, 2 * sp.pi))


@section.claim("p/ignore-first-argument", "Which argument is ignored", kind="prose", place="after (F2)", uses=["F1", "F2", "6"],
               slip="(F1) has a max, the min is in (6): 'the first argument in the max of (F1)'")
def ignore_first_argument() -> All:
    r"""\text{In that case, we ignore the first argument in the } \min\{\cdot\} \text{ of (F1), or equivalently take }
    D_0 = D^{(p)}\tau_H/p_H^2 \text{ in (6)}"""
    effective = Dp / (V2 * m)
    without = UNPACKED * sp.Max(V2 / Dp, 1 / hbar) ** THREE_HALVES
    return conjunction(
        ("the first argument may be ignored", Equal(
            (UNPACKED * sp.Max((1 / m) / Dx, V2 / Dp, 1 / hbar) ** THREE_HALVES).subs(Dx, effective), without, V)),
        ("equivalent D_0", Equal(scales.error_bound(d, t, TAU, hbar / S, Dp * TAU / PH**2), without, V)),
    )


@section.claim("p/heuristic-substitution", "The substitution is heuristic", kind="prose", place="after (F2)", uses=["F2"])
def heuristic_substitution() -> Leaf:
    r"""\text{We emphasize this substitution is heuristic, though it is justified by work in progress}"""
    return Cited("the authors' work in progress", needs="a theorem with D^(x) = 0")


@section.claim("p/localization-rate", "Localization rate and momentum diffusion", kind="heuristic", place="after (F2)",
               uses=["1", "p/diffusion-constants"], note="Exactly Lambda = D^(p)/(2 hbar^2), if d rho/dt = "
               "-Lambda (x - x')^2 rho: the text's ~ drops a factor 2.")
def localization_rate() -> All:
    r"""\Lambda_{(x)} \sim \hbar^{-2}D^{(p)}"""
    decay = -dissipator(PhaseSpace(x, p, kx, kp, hbar), x, lx2).subs(kp, -sp.I / hbar)  # per (x - x')^2
    return conjunction(
        ("unit", HasUnit(hbar**-2 * Dp, LENGTH**-2 / TIME, V)),
        ("exactly half of it", Equal(decay, (hbar * lx2) / (2 * hbar**2), V)),
    )


@section.claim("p/table-value", "Localization rate of the dust grain in sunlight", kind="number", place="before (F3)")
def table_value() -> Leaf:
    r"""\text{a dust particle ... decohering in the sunlight, for which } \Lambda_{(x)} \sim 10^{25}\,\mathrm{m^{-2}s^{-1}}"""
    return Cited("Table 3.1 of reference [72]", needs="the scattering cross section of sunlight on a dielectric sphere")


@section.claim("p/grain-density", "Mass and diameter of the dust grain", kind="number", place="before (F3)",
               note="A sphere of diameter 10 um with mass 1e-11 kg has 1.9e4 kg/m^3, the density of gold; 1e-11 kg fits a radius of 10 um "
               "(2.4e3 kg/m^3). Recorded, not refuted: the text does not state the material.")
def grain_density() -> Leaf:
    r"""\text{a dust particle with diameter } 10\,\mu\mathrm{m} \text{ and mass } 10^{-11}\,\mathrm{kg}"""
    return Cited("input of the example", needs="the grain's material")


@section.claim("p/characteristic-scales", "Scales of the example", kind="heuristic", place="before (F3)",
               uses=["4"], scope="the units")
def characteristic_scales() -> All:
    r"""E \sim mv^2,\quad \|\nabla^2V\| \sim Es^{-2},\quad \|\nabla^3V\| \sim Es^{-3}"""
    return conjunction(
        ("energy", HasUnit(m * v**2, ENERGY, V)),
        ("second derivative", HasUnit(m * v**2 / length**2, ENERGY / LENGTH**2, V)),
        ("third derivative", HasUnit(m * v**2 / length**3, ENERGY / LENGTH**3, V)),
    )


PRINTED_F3 = t * hbar**-1 * v ** sp.Rational(7, 2) * m * rate**-THREE_HALVES * length ** sp.Rational(-9, 2)


@section.claim("F3", "Error bound of the example", kind="inequality", place="(F3)",
               uses=["F1", "p/ignore-first-argument", "p/characteristic-scales", "p/localization-rate"],
               note="d = 1, and <~ read as <=. No constant in <~ would do: the two sides differ by (hbar Lambda s^2/(m v^2))^(3/2), which "
               "is 1083 for the dust grain. The algebra is right where the second argument of the max in (F1) is the larger one. What is "
               "refuted is that (F1) gives (F3); the distance itself is not computed.")
def example_bound() -> Relation:
    r"""\|\tilde\rho(t)-\rho(t)\|_{\mathrm{Tr}} \lesssim t\hbar^{-1}v^{7/2}m\Lambda_{(x)}^{-3/2}s^{-9/2}"""
    return AtMost(FULL.subs(EXAMPLE, simultaneous=True), PRINTED_F3, V)


@example_bound.corrected(
    why="(F1) does not give it: the third argument 1/hbar of the max was dropped. It is the larger one when hbar Lambda s^2 > m v^2.",
    error="substance",
    consequence="(F3) is what (F1) gives only where hbar Lambda s^2 <= m v^2; for stronger decoherence the bound does not fall any more.",
)
def example_bound_corrected() -> All:
    r"""\|\tilde\rho(t)-\rho(t)\|_{\mathrm{Tr}} \lesssim t\hbar^{-1}v^{7/2}m\Lambda_{(x)}^{-3/2}s^{-9/2}
    \max\Big\{1,\frac{\hbar\Lambda_{(x)}s^2}{mv^2}\Big\}^{3/2}"""
    factor = sp.Max(1, hbar * rate * length**2 / (m * v**2)) ** THREE_HALVES
    return conjunction(
        ("what (F1) gives", Equal(FULL.subs(EXAMPLE, simultaneous=True), PRINTED_F3 * factor, V)),
        ("(F3) itself where hbar Lambda s^2 <= m v^2",
         Equal(FULL.subs(EXAMPLE, simultaneous=True), PRINTED_F3, V, AtMost(hbar * rate * length**2, m * v**2, V))),
    )


LATEST_F4 = hbar * v ** sp.Rational(-7, 2) * m**-1 * rate**THREE_HALVES * length ** sp.Rational(9, 2)


@section.claim("F4", "Useful time of the example", kind="inequality", place="(F4)", uses=["F1", "F3"],
               note="d = 1: 'the bound is useful' is read as: (F1) is at most 1. No constant in <~ would do, as for (F3).")
def useful_time() -> Relation:
    r"""t \lesssim \hbar v^{-7/2}m^{-1}\Lambda^{3/2}s^{9/2}"""
    return AtMost(FULL.subs(EXAMPLE, simultaneous=True), sp.Integer(1), V, AtMost(t, LATEST_F4, V))


@useful_time.corrected(
    why="As for (F3): the third argument of the max in (F1) limits the time too.",
    error="substance",
    consequence="In (F1), more decoherence buys no longer time beyond Lambda = m v^2/(hbar s^2).",
)
def useful_time_corrected() -> Relation:
    r"""t \lesssim \min\Big\{\hbar v^{-7/2}m^{-1}\Lambda^{3/2}s^{9/2},\ \Big(\frac{ms^3}{\hbar v}\Big)^{1/2}\Big\}"""
    latest = sp.Min(LATEST_F4, sp.sqrt(m * length**3 / (hbar * v)))
    return AtMost(FULL.subs(EXAMPLE, simultaneous=True), sp.Integer(1), V, AtMost(t, latest, V))


@section.claim("p/three-million-years", "Time of validity for the dust grain", kind="number", place="after (F4)",
               uses=["F1", "F4", "p/table-value", "p/grain-density", "p/localization-rate"],
               note="What is refuted is that the bound (F1) says so; whether the distance itself is small is open. (F4) itself gives "
               "1.06e7 years. CODATA constants, d = 1; d = 3 divides the time by 5.2.")
def three_million_years() -> Relation:
    r"""\text{For the 10 micron dust particle in sunlight, with characteristic velocity } v = 1\,\mathrm{m/s} \text{ in a potential
    varying on the length scale of } s = 1\,\mathrm m, \text{ the error } \|\rho(t)-\tilde\rho(t)\| \ll 1 \text{ is small for three
    million years}"""
    return Below(_grain(FULL).subs(t, 3 * 10**6 * JULIAN_YEAR), sp.Integer(1), V)


@three_million_years.corrected(
    why="The bound does not say so. m v^2/s^2 = 1e-11 is smaller than hbar Lambda = 1.05e-9 (SI): the third argument of the max in (F1) "
        "is the largest, z = 1, and epsilon reaches 1 at sqrt(m s^3/(hbar v)) = 3.1e11 s.",
    error="substance",
    consequence="(F1) reaches about ten thousand years, not millions; at three million years it is about 300 and says nothing, a "
    "trace distance being at most 2. For initial states of ten times the aspect, "
    "narrower in position, a larger scale in place of ||V''|| lengthens the time to three hundred thousand years (x/dust-larger-scale); "
    "for coherent states of the aspect eta_H it lengthens nothing while z is constant. Whether the distance itself is small for longer is "
    "open.",
)
def three_million_years_corrected() -> All:
    r"""\text{the bound (F1) is below 1 for about ten thousand years } (9.8\cdot10^3)"""
    end = sp.sqrt(m * length**3 / (hbar * v))
    years = _grain(end) / JULIAN_YEAR
    return conjunction(
        ("third argument is the largest", Below(_grain(V2 / Dp), _grain(1 / hbar), V)),
        ("time at which the bound is 1", Near(years, sp.Integer(9800), sp.Rational(101, 100), "years")),
        ("the bound at half that time", Below(_grain(FULL.subs(t, end / 2)), sp.Rational(51, 100), V)),
    )


@section.claim("x/dust-larger-scale", "The dust grain with a larger scale", kind="number", place="beyond",
               uses=["F1", "p/three-million-years"],
               note="(4) bounds the second derivative, so a larger number K in place of ||grad^2 V|| serves as well in (F1): the bound "
               "falls as K^(-3/4) while K/D^(p) <= 1/hbar, and grows from there on; the best K is hbar Lambda = D^(p)/hbar. But K stands "
               "in the aspect as well: there z = 1, and the initial states are mixtures of coherent states of the aspect (m K)^(1/2), ten "
               "times eta_H. Those of the aspect eta_H ask for a constant z >= (K/||grad^2 V||)^(1/2), with which nothing is gained; a z "
               "that falls to 1 with time, as the packets' aspect changes, is not studied here. CODATA constants, d = 1.")
def dust_larger_scale() -> All:
    r"""K = \max\{\|\nabla^2V\|, D^{(p)}/\hbar\} \text{ for } \|\nabla^2V\|, \text{ initial states of the aspect } \sqrt{mK}:\quad
    \text{(F1) is below 1 for about } 3.2\cdot10^5 \text{ years}"""
    def bound(scale: sp.Expr) -> sp.Expr:
        third = t * hbar**2 * V3 / (scale * m) ** sp.Rational(3, 4)
        return third * sp.Max(scale / Dp, 1 / hbar) ** THREE_HALVES

    best = _grain(Dp / hbar)
    end = _grain(t / bound(Dp / hbar))
    return conjunction(
        ("it is the larger one", Below(_grain(V2), best, V)),
        ("the other aspect over eta_H", Near(sp.sqrt(best / _grain(V2)), sp.Rational(103, 10), sp.Rational(102, 100), "1")),
        ("time at which the bound is 1", Near(end / JULIAN_YEAR, sp.Integer(320000), sp.Rational(102, 100), "years")),
        ("a smaller K is worse", Equal(bound(Dp / (hbar * wider)), wider ** sp.Rational(3, 4) * bound(Dp / hbar), V)),
        ("a larger K is worse", Equal(bound(wider * Dp / hbar), wider ** sp.Rational(3, 4) * bound(Dp / hbar), V)),
    )
