"""The unravelling (15): its average, trace, purity and martingale by Ito's rule, Figure 1, and the three takeaways."""

from __future__ import annotations

import sympy as sp

from derive import hybrid, wigner
from verify.claim import Section
from verify.papers.layton2026.open_system import EXCESS, GENERATOR
from verify.papers.layton2026.symbols import V as TABLE
from verify.papers.layton2026.symbols import a, b, gammaC, gammaQ, hbar, lam, mA, q, r
from verify.statement import All, conjunction
from verify.statements.scalar import AtMost, Below, Equal, Relation
from verify.variables import Variables

section = Section("unravelling", title="The unravelling", order=50)
V = Variables(TABLE.values())
below = V.declare("x", meaning="16 gamma_C gamma_Q/lambda^2 where (14) fails", high=1)
LEVELS, WEIGHTS = (a, b), (r, 1 - r)
VARIANCE = hybrid.variance(LEVELS, WEIGHTS)
MEAN = hybrid.mean(LEVELS, WEIGHTS)
PRINTED = sp.sqrt(gammaC), lam / sp.sqrt(8 * gammaC)  # strength of the noise in dp, factor of the innovation
CORRECTED = sp.sqrt(2 * gammaC), -lam / sp.sqrt(8 * gammaC)


def state_drift(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """The factor of rho_ab dt in d rho_ab."""
    return -sp.I / hbar * lam * q * (left - right) - gammaQ * (left - right) ** 2


def innovation(left: sp.Expr, right: sp.Expr, factor: sp.Expr, about: sp.Expr) -> sp.Expr:
    """The factor of rho_ab dW: A rho + rho A - 2 <A> rho."""
    return factor * (left + right - 2 * about)


def _pure(factor: sp.Expr) -> sp.Expr:
    return hybrid.purity_rate(LEVELS, WEIGHTS, state_drift, lambda x, y: innovation(x, y, factor, MEAN))


def _average(noise: sp.Expr, factor: sp.Expr, about: sp.Expr) -> All:
    found = hybrid.averaged(-lam * about, noise, state_drift(a, b), innovation(a, b, factor, about))
    return conjunction(
        ("factor of rho_ab", Equal(found.at(0, 0), GENERATOR.at(0, 0), V)),
        ("factor of d_p rho_ab", Equal(found.at(0, 1), lam / 2 * (a + b), V)),
        ("factor of d_p^2 rho_ab", Equal(found.at(0, 2), gammaC, V)),
    )


@section.claim("15", "The unravelling", kind="identity", place="(15)", uses=["13"],
               note="E[rho delta(p_t - p)] by Ito's rule against (13), as polynomials in a, b, <A>: so for every A. The noise in p must "
               "have s^2/2 = gamma_C, the innovation factor c must have s c = -lambda/2; the printed ones give gamma_C/2 and "
               "+lambda/8^(1/2). Another normalisation of xi, or Stratonovich's rule, mends neither: doubling the variance of xi mends "
               "the first, and makes s c = lambda/2^(1/2). Changing xi to -xi leaves s c. The witness is a "
               "system with two levels a, b of the populations r, 1-r.")
def unravelling() -> All:
    r"""\frac{dp}{dt} = -\lambda\langle\hat A\rangle + \sqrt{\gamma_C}\xi_t\quad \frac{d\hat\rho}{dt} = -\frac i\hbar[\lambda q\hat A,
    \hat\rho] - \gamma_Q[\hat A, [\hat A, \hat\rho]] + \frac\lambda{\sqrt{8\gamma_C}}\left(\hat A\hat\rho + \hat\rho\hat A -
    2\langle\hat A\rangle\hat\rho\right)\xi_t"""
    return _average(*PRINTED, MEAN)


@unravelling.corrected(
    why="(13) makes E p^2 grow by 2 gamma_C t, so that dp needs the noise (2 gamma_C)^(1/2) xi; and the cross term -d_p E[s c (A rho + "
    "rho A - 2<A> rho)] must be lambda/2 {A, d_p .}_+ - lambda <A> d_p, which takes s c = -lambda/2: the innovation has a minus sign.",
    error="substance",
    consequence="A simulation of the printed (15) misses (13): p diffuses half as fast, and its noise is correlated with the state in "
    "the wrong sense: a kick upwards must favour the state that pushes upwards, and is printed to disfavour it. Trace, the martingale "
    "<A> and the purity do not see the sign. (16) changes by a factor 2.",
)
def unravelling_corrected() -> All:
    r"""\frac{dp}{dt} = -\lambda\langle\hat A\rangle + \sqrt{2\gamma_C}\xi_t\quad \frac{d\hat\rho}{dt} = -\frac i\hbar[\lambda q\hat A,
    \hat\rho] - \gamma_Q[\hat A, [\hat A, \hat\rho]] - \frac\lambda{\sqrt{8\gamma_C}}\left(\hat A\hat\rho + \hat\rho\hat A -
    2\langle\hat A\rangle\hat\rho\right)\xi_t"""
    return _average(*CORRECTED, mA)


@section.claim("p/average-recovers", "The average recovers the open dynamics", kind="prose", place="below (15)", uses=["15", "13"],
               note="First reading, with (15) as corrected: every coefficient of both equations agrees, at each q, which does not move; "
               "for initial states whose partial Wigner function is positive (p/exact-all-states). Second reading, with (15) as printed: "
               "the noise of p is half of what (13) has.")
def average() -> All:
    r"""\text{Averaging over many trajectories recovers the original bipartite quantum dynamics in the partial Wigner representation via }
    \hat\varrho^W(q, p) = \mathbb E[\hat\rho_t\delta(p_t - p)\delta(q_0 - q)] \text{, where } \rho_t, p_t \text{ are the solutions to (15)
    and }
    q_0 \text{ is a random variable corresponding to the initial position}"""
    return conjunction(*recovered())


@average.reading()
def average_as_printed() -> All:
    r"""\text{... where } \rho_t, p_t \text{ are the solutions to (15) as printed}"""
    return conjunction(*recovered(*PRINTED))


def recovered(noise: sp.Expr = CORRECTED[0], factor: sp.Expr = CORRECTED[1]) -> list[tuple[str, Relation]]:
    """The average of (15), as corrected or with the given noise and innovation, against (13), coefficient by coefficient."""
    found = hybrid.averaged(-lam * mA, noise, state_drift(a, b), innovation(a, b, factor, mA))
    return [(f"d_p^{k}", Equal(found.at(0, k), GENERATOR.at(0, k), V)) for k in (0, 1, 2)]


@section.claim("x/trace", "Trace and martingale", kind="identity", place="beyond", uses=["15"],
               note="The trace of rho is kept; the populations have no drift, so that <A> is a martingale, and d<A> = 2c Var(A) dW.")
def trace() -> All:
    r"""d\,\mathrm{tr}\hat\rho = 0,\quad d\langle\hat A\rangle = -\frac{2\lambda}{\sqrt{8\gamma_C}}(\langle\hat A^2\rangle -
    \langle\hat A\rangle^2)\,dW"""
    factor = CORRECTED[1]
    noises = [innovation(x, x, factor, MEAN) for x in LEVELS]
    return conjunction(
        ("trace: noise", Equal(sp.expand(hybrid.mean(noises, WEIGHTS)), sp.S.Zero, V)),
        ("populations: drift", Equal(state_drift(a, a), sp.S.Zero, V)),
        ("<A>: noise", Equal(sp.expand(hybrid.mean([n * x for n, x in zip(noises, LEVELS, strict=True)], WEIGHTS)),
                             -2 * lam / sp.sqrt(8 * gammaC) * r * (1 - r) * (a - b) ** 2, V)),
    )


@section.claim("x/purity", "Purity along trajectories", kind="identity", place="beyond", uses=["15"], scope="two levels",
               note="At a pure state d Tr rho^2 = -4 kappa Var(A) dt, without noise. So trajectories stay pure if and only if gamma_Q = "
               "lambda^2/(16 gamma_C), the case of equality in (14); mixed states become purer there in the end, not on every "
               "trajectory at every time, and with more decoherence pure ones mix.")
def purity() -> All:
    r"""\frac d{dt}\mathrm{Tr}\hat\rho^2 = -4\Big(\gamma_Q - \frac{\lambda^2}{16\gamma_C}\Big)(\langle\hat A^2\rangle - \langle\hat
    A\rangle^2)"""
    factor = CORRECTED[1]
    noise = hybrid.purity_noise(LEVELS, WEIGHTS, lambda x, y: innovation(x, y, factor, MEAN))
    return conjunction(
        ("rate", Equal(_pure(factor), -4 * (gammaQ - lam**2 / (16 * gammaC)) * r * (1 - r) * (a - b) ** 2, V)),
        ("no noise", Equal(noise, sp.S.Zero, V)),
        ("pure at equality", Equal(_pure(factor).subs(gammaQ, lam**2 / (16 * gammaC)), sp.S.Zero, V)),
        ("Var A", Equal(VARIANCE, r * (1 - r) * (a - b) ** 2, V)),
    )


@section.claim("p/interpretation-breaks", "Without (14) the state is no state", kind="prose", place="Discussion, last paragraph",
               uses=["15", "x/purity", "x/necessary"],
               note="From a pure superposition Tr rho^2 grows above 1 at trace 1 if kappa < 0: an eigenvalue is negative. Instance: "
               "lambda = 1, gamma_C = gamma_Q = 1/5, a = 1, b = -1, r = 1/2.")
def breaks() -> All:
    r"""\text{In the case that (14) does not hold, the semi-classical interpretation of (15) breaks down, with the quantum state } \hat\rho
    \text{ no longer guaranteed to be positive semi-definite}"""
    fifth = sp.Rational(1, 5)
    at = {lam: 1, gammaC: fifth, gammaQ: fifth, a: 1, b: -1, r: sp.Rational(1, 2)}
    return conjunction(
        ("rate of purity", Equal(_pure(CORRECTED[1]), sp.expand(-4 * EXCESS * VARIANCE), V)),
        ("an instance grows", Below(sp.S.Zero, _pure(CORRECTED[1]).subs(at), V)),
    )


@section.claim("p/figure1-half", "Figure 1: half of the realisations collapse to |0>", kind="figure", place="Figure 1", uses=["15", ""
               "x/trace"],
               note="The population of |0> is a bounded martingale that starts at 1/2 and rests only at 0 and 1: d r = 4c r (1-r) dW; "
               "hence the probability 1/2 each. E[r (1-r)] falls at the rate 16 c^2 E[r^2 (1-r)^2], to 0.")
def half() -> All:
    r"""\text{For 50\% of noise realisations, an initial superposition of states } |+\rangle = \tfrac{1}{\sqrt2}(|0\rangle +
    |1\rangle) \text{ collapses to the } |0\rangle \text{ state, ... The other 50\% ... collapse to the } |1\rangle \text{ state}"""
    factor = CORRECTED[1]
    at = {a: sp.S.One, b: -sp.S.One}
    noise = r * innovation(sp.S.One, sp.S.One, factor, MEAN.subs(at))
    ito = sp.diff(r * (1 - r), r, 2) / 2 * noise**2
    return conjunction(
        ("no drift", Equal(state_drift(a, a), sp.S.Zero, V)),
        ("noise", Equal(sp.expand(noise), 4 * factor * r * (1 - r), V)),
        ("E[r (1-r)]", Equal(sp.expand(ito), -2 * lam**2 / gammaC * r**2 * (1 - r) ** 2, V)),
    )


@section.claim("p/figure1-upwards", "Figure 1: |0> goes with an upwards drift", kind="figure", place="Figure 1", uses=["15", ""
               "p/figure1-half"],
               note="lambda = -1, A = sigma_z: at |0> the drift -lambda <A> is +1, at |1> it "
               "is -1.")
def upwards() -> All:
    r"""\text{with the effectively classical particle being pushed upwards as shown. The other 50\% show a downwards drift}"""
    drift = -lam * mA
    unit = drift.subs(lam, -1)
    return conjunction(
        ("at |0>", Equal(unit.subs(mA, 1), sp.S.One, V)), ("at |1>", Equal(unit.subs(mA, -1), -sp.S.One, V)),
    )


@section.claim("p/takeaway-additional", "The standard form with additional terms", kind="prose", place="below (15)", uses=["10", "15"],
               note="What (15) has beyond (10): -gamma_Q (a-b)^2 in the drift of a block, and the noises. The noises do not vanish with "
               "gamma_C: the innovation grows as gamma_C^(-1/2), and with (14) the standard form is no limit of (15).")
def additional() -> All:
    r"""\text{the open system approach takes the same form as the standard one, with additional terms characterised by the environmental
    decoherence rates } \gamma_C \text{ and } \gamma_Q"""
    standard = -sp.I / hbar * lam * q * (a - b)
    return conjunction(
        ("additional drift", Equal(sp.expand(state_drift(a, b) - standard), -gammaQ * (a - b) ** 2, V)),
        ("innovation squared", Equal(innovation(a, b, CORRECTED[1], mA) ** 2, lam**2 * (a + b - 2 * mA) ** 2 / (8 * gammaC), V)),
    )


@section.claim("p/exact-all-states", "Exact for all states", kind="prose", place="Regime of validity, last paragraph", uses=["15", "14"],
               note="First reading: all states of C and Q, at (14). An average of E[rho delta delta] is positive, and so must be the "
               "partial Wigner function: not so for an oscillator's first excited state, W(0, 0) = -1/(pi hbar), hbar = 1. It stays so: "
               "q does not move, and at q = 0 W integrates to 0 over p, as after any diffusion in p. Second reading: all products of a "
               "state of Q and one of C with a positive Wigner function, and all others whose partial Wigner function is positive.")
def exact() -> Relation:
    r"""\text{the full semi-classical theory we provide in (15) is an exact description of the quantum system (12) for all states and
    timescales}"""
    return _first_excited()


def _first_excited() -> Relation:
    """The Wigner function of an oscillator's first excited state is not negative at the origin."""
    x, y = sp.symbols("x y", real=True)
    excited = wigner.fock_wigner(1, x, y, hbar).subs({x: 0, y: 0})
    return AtMost(sp.S.Zero, excited.subs(hbar, 1), V)


@exact.reading()
def exact_for_product() -> All:
    r"""\text{... for all states of } Q \text{ and timescales, } \hat\varrho^W(q, p, 0) \succeq 0\text{, under (14)}"""
    return conjunction(*((f"{name} of the average and of (13)", relation) for name, relation in recovered()))


@section.claim("p/takeaway-exact", "Exact, without any approximation", kind="prose",
               place="below (15), third takeaway; Discussion, first paragraph",
               uses=["p/exact-all-states", "15", "14"],
               note="As p/exact-all-states: first reading for all states of C and Q, second reading for those whose partial Wigner "
               "function is positive, as that of a product is where W is. With (15) as corrected.")
def takeaway_exact() -> Relation:
    r"""\text{in contrast to the standard semi-classical approach, this semi-classical dynamics is an exact description of the original
    quantum dynamics (12) without any approximation}"""
    return _first_excited()


@takeaway_exact.reading()
def takeaway_exact_for_product() -> All:
    r"""\text{... for states with } \hat\varrho^W(q, p, 0) \succeq 0\text{, under (14)}"""
    return conjunction(*recovered())


@section.claim("p/takeaway-valid", "Only valid when (14) holds", kind="prose", place="below (15)", uses=["14", "x/necessary"],
               note="As a statement about the evolution of all states: x/necessary. For given states less may do.")
def only_valid() -> All:
    r"""\text{it is only valid when (14) holds}"""
    return conjunction(
        ("purity of a pure state, its rate", Equal(_pure(CORRECTED[1]), sp.expand(-4 * EXCESS * VARIANCE), V)),
        ("it does not fall where (14) fails by a factor x", AtMost(
            sp.S.Zero, sp.factor(_pure(CORRECTED[1]).subs(gammaQ, below * lam**2 / (16 * gammaC))), V)),
    )
