"""Section 2.2, the decoherence-diffusion trade-off and its saturation."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from derive import hybrid
from derive.canonical_pairs import CanonicalPairs
from derive.classical_quantum import least_decoherence, margin, trade_off
from derive.classical_quantum_generator import Jet, generator
from derive.classical_quantum_order import block_form, noise
from derive.classical_quantum_trajectories import trajectories
from derive.complex_matrices import commutator
from verify.claim import Section
from verify.papers.talashan2025.assumptions import MEAN, averaged
from verify.papers.talashan2025.assumptions import V as TABLE
from verify.papers.talashan2025.dynamics import ket
from verify.papers.talashan2025.symbols import FL, FR, HALF, d0, d1, d2, hbar, p, position_process, sigma, w, x
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("trade_off", title="The decoherence-diffusion trade-off", order=32)
V = Variables(TABLE.values())
A, B = (V.declare(name, meaning="eigenvalue of A", low=-sp.oo) for name in ("a", "b"))
gammaC, gammaQ = (V.declare(name, meaning="rate of (13) in layton2026") for name in ("gamma_C", "gamma_Q"))
lam = V.declare("lambda", meaning="coupling of (13) in layton2026", low=-sp.oo)
excess = V.declare("e", meaning="decoherence beyond the least", low=0)
delta = V.declare("delta", meaning="distance of two eigenvalues of L")


@section.claim("p/trade-off",
               "The dynamical conditions", kind="theorem", place="dynamical conditions", uses=["Assumption2"],
               slip="'two matrix inequalities': the second is an equation, with = 0 in the display as well; complete positivity is "
               "that of the evolution, not of the state",
               note="Both are necessary for the block matrix of Assumption 2 to be positive, with A = 2 D2, B = D1, C "
               "= D0: its form at x = -A^- B y is y^+ (C - B^+ A^- B) y, and at x = -s (1 - A A^-) B y it is y^+ C y "
               "- 2 s |(1 - A A^-) B y|^2, negative for a large s. 2 (C - B^+ A^- B) = 2 D0 - D1^+ D2^- D1, for A = 2 "
               "D2 has the inverse D2^-/2. Every size, singular D2 included. The factor 2 belongs to D2 = sigma "
               "sigma^T/2. That they suffice: p/legitimate.",
               scope="the block matrix; that it must be positive is Assumption2, by Lindblad's theorem")
def conditions() -> All:
    r"""2D_0 \geq D_1^\dagger(D_2)^{-1}D_1, \quad (\mathbb{I} - D_2D_2^{-1})D_1 = 0"""
    found = block_form(in_range=False)
    least = found.form(-(found.inverse * found.b * found.y), found.y)
    s, outside = found.algebra.scalar("s"), found.residue * found.y
    kernel = found.form(-(s * outside), found.y)
    diffusion, inverse = found.a * Fraction(1, 2), found.inverse * 2
    return conjunction(
        ("the first", MatrixEqual(least, found.y.T * found.complement * found.y)),
        ("the second", MatrixEqual(kernel, found.y.T * found.c * found.y - 2 * s * found.y.T * found.b.T * outside)),
        ("inverse of D2 = A/2", MatrixEqual(diffusion * inverse * diffusion, diffusion)),
        ("the first, in D0, D1, D2", MatrixEqual(2 * found.complement, 2 * found.c - found.b.T * inverse * found.b)),
    )


@section.claim("x/known-case",
               "The condition of layton2026 is a case of it", kind="identity", place="beyond", uses=["p/trade-off"],
               note="(13) of layton2026, -gamma_Q [A, [A, rho]] + gamma_C d_p^2 rho + (lambda/2){A, d_p rho}: D0 = 2 "
               "gamma_Q, D1 = -lambda/2, D2 = gamma_C. So 2 D0 >= D1^+ D2^-1 D1 is gamma_C gamma_Q >= lambda^2/16, "
               "its (14).")
def known_case() -> All:
    r"""D_0 = 2\gamma_Q,\ D_1 = -\lambda/2,\ D_2 = \gamma_C:\quad 2D_0 - D_1^\dagger D_2^{-1}D_1 = \frac4{\gamma_C}\Big(\gamma_C
    \gamma_Q - \frac{\lambda^2}{16}\Big)"""
    force = hybrid.von_neumann(lam * x * A, lam * x * B, CanonicalPairs((x,), (p,), hbar)).at(0, 1)
    found = margin(sp.Matrix([[2 * gammaQ]]), sp.Matrix([[-lam / 2]]), sp.Matrix([[gammaC]]))[0, 0]
    return conjunction(
        ("margin", Equal(found, 4 / gammaC * (gammaC * gammaQ - lam**2 / 16), V)),
        ("D1 of H = lambda q A", Equal(force, -(-lam / 2) * (A + B), V)),
        ("D0 of the double commutator",
         Equal(hybrid.dephasing(gammaQ, A, B).at(0, 0), -(2 * gammaQ) * (A - B) ** 2 / 2, V)),
    )


@section.claim("p/decohere-at-least",
               "Decoherence at no less than a rate", kind="inequality", place="below the dynamical conditions",
               uses=["p/trade-off"], scope="one coordinate, one Lindblad operator with real eigenvalues",
               note="A coherence at the distance delta decays at D0 delta^2/2, which the first condition bounds below.")
def at_least() -> Relation:
    r"""\text{the quantum state must decohere at no less than the rate dictated by the classical diffusion tensor and the back-reaction
    coupling}"""
    coherence = -hybrid.dephasing(d0 / 2, delta, sp.S.Zero).at(0, 0)
    return AtMost(d1**2 / (4 * d2) * delta**2, coherence, V, AtMost(d1**2 / d2, 2 * d0, V))


@section.claim("p/legitimate",
               "Whatever respects both is lawful", kind="theorem", place="below the dynamical conditions",
               uses=["Assumption2",
                     "p/trade-off"], slip="'constraints (2)': the equation has no number; the dynamical conditions "
                                     "are meant",
               note="With D2 = sigma sigma^T/2 >= 0, which the display alone does not say: the block form is the sum "
               "of two squares, of 2 D2 and of the margin, both positive.",
               scope="a positive block matrix; that it makes a completely positive evolution is Assumption2, by "
               "Lindblad's theorem. Existence for unbounded coefficients is not checked")
def legitimate() -> All:
    r"""\text{Any dynamics that respects both constraints (2) is a legitimate classical--quantum evolution}"""
    found = block_form(in_range=True)
    shifted = found.x + found.inverse * found.b * found.y
    squares = shifted.T * found.a * shifted + found.y.T * found.complement * found.y
    return conjunction(("completed squares", MatrixEqual(found.form(found.x, found.y), squares)))


@section.claim("p/saturation", "The case of equality", kind="identity", place="display of D0", uses=["p/trade-off"],
               note="With D2 = sigma sigma^T/2, 2 D0 = D1^+ D2^- D1 is the printed D0, singular sigma included: 2 "
               "(sigma^-)^T sigma^- satisfies the equations of Penrose for D2.")
def saturation() -> All:
    r"""D_0 = D_1^\dagger(\sigma\sigma^\top)^{-1}D_1"""
    n = noise()
    diffusion, inverse = n.sigma * n.sigma.T * Fraction(1, 2), 2 * n.inverse.T * n.inverse
    return conjunction(
        ("D2 D2^- D2", MatrixEqual(diffusion * inverse * diffusion, diffusion)),
        ("D2^- D2 D2^-", MatrixEqual(inverse * diffusion * inverse, inverse)),
        ("D2 D2^-, its own transpose", MatrixEqual((diffusion * inverse).T, n.sigma * n.inverse)),
        ("D2^- D2, its own transpose", MatrixEqual((inverse * diffusion).T, n.sigma * n.inverse)),
        ("half of D1^+ D2^- D1",
         MatrixEqual(n.back.T * inverse * n.back * Fraction(1, 2), n.back.T * n.inverse.T * n.inverse * n.back)),
    )


@section.claim("p/always-saturated",
               "It can always be saturated", kind="theorem", place="above the display of D0", uses=["p/saturation"],
               note="The construction in a larger Hilbert space is Appendix B of the original. What holds by a "
               "construction here, with further classical coordinates in place of the larger Hilbert space: "
               "x/more-coordinates.")
def always() -> Leaf:
    r"""\text{the trade-off can always be saturated, meaning that by embedding the system in a larger Hilbert space, one can find
    dynamics for which ...}"""
    return Cited("Appendix B of arXiv:2208.11722",
                 needs="its construction: how a larger Hilbert space takes up the decoherence beyond the "
                 "least, for all times")


@section.claim("x/more-coordinates",
               "Further coordinates saturate it", kind="theorem", place="beyond", uses=["p/saturation"],
               note="Let D0 = D1^+ (sigma sigma^T)^- D1 + K^+ K (every positive excess has such a K). Add coordinates "
               "with unit noise and D1' = K: the least decoherence of the larger system is this D0. Observables "
               "without the new coordinates do not see their terms in the dual generator, so the old dynamics is the "
               "marginal of the new. The blocks of (sigma sigma^T)^- do not mix, so that the two parts of D0 add.",
               scope="the marginal: two coordinates; the sum: an instance")
def more_coordinates() -> All:
    r"""D_1^\dagger(\sigma\sigma^\top)^-D_1 + K^\dagger(1\cdot1^\top)^-K = D_0"""
    made, full, _ = generator()
    kept = Jet({name: part if "v" not in name else part - part for name, part in full.parts.items()})
    jump, back = made.jumps[0], made.back[0]
    damping = jump.T * jump
    marginal = made.drift[0] * full.by("u") + made.diffusion["uu"] * full.by("u", "u")
    marginal = marginal + full.by("u") * back + back.T * full.by("u")
    marginal = marginal + made.numbers.i * commutator(made.hamiltonian, full.by()) + jump.T * full.by() * jump
    marginal = marginal - (damping * full.by() + full.by() * damping) * Fraction(1, 2)
    third = sp.Rational(1, 3)
    before, after = sp.Matrix([[1, third]]), sp.Matrix([[1, third], [0, sp.Rational(1, 2)]])
    found = least_decoherence(after, sp.diag(2, 1)) - least_decoherence(before, sp.Matrix([[2]]))
    return conjunction(
        ("marginal generator", MatrixEqual(made(kept), marginal)),
        ("an instance: gained", Equal(found[1, 1], sp.Rational(1, 4), V)),
        ("saturated: 0 or 1", Equal(sp.Integer(int(_saturated(after, sp.diag(2, 1)))), sp.S.One, V)),
    )


def _saturated(back: sp.Matrix, sigma_matrix: sp.Matrix) -> bool:
    return trade_off(least_decoherence(back, sigma_matrix), back, sigma_matrix * sigma_matrix.T / 2).saturated


@section.claim("p/pure-stays-pure",
               "Pure stays pure", kind="theorem", place="below the display of D0", uses=["p/saturation", ""
               "p/final-dynamics"],
               note="For rho a projector, rho K_j rho = <K_j> rho: by Ito's rule rho^2 - rho has no drift and no "
               "noise under the printed d|psi>. K_j = sigma^-1_jk F_k; two Wiener processes show what any number do.",
               scope="any quantum system; the minimal "
               "D0 with L_j = F_j, D1 = 1/2")
def pure() -> All:
    r"""\text{In this ``minimal-decoherence'' condition, a trajectory that starts in a pure quantum state remains pure at any time}"""
    found = trajectories(pure=True)
    drift, noises = ket(found)
    rho, changed = found.state, found.state_noise(noises[0])
    return conjunction(
        ("drift of rho^2 - rho", MatrixEqual(found.idempotence(drift, noises) + rho, rho)),
        ("noise of rho^2", MatrixEqual(changed * rho + rho * changed, changed)),
    )


@section.claim("x/purity-lost",
               "Only the least decoherence keeps it", kind="identity", place="beyond", uses=["p/pure-stays-pure"],
               note="With D0 = 1/(4 sigma^2) + e the purity of a pure state falls at 2 e Var F.",
               scope="two branches, one coordinate")
def purity_lost() -> All:
    r"""\frac{d}{dt}\mathrm{Tr}\rho^2 = -2e\,\mathrm{Var}F,\quad D_0 = \frac1{4\sigma^2} + e"""
    levels, weights = (FL[0], FR[0]), (w, 1 - w)
    mean = hybrid.mean(levels, weights)
    found = hybrid.purity_rate(levels, weights, lambda a, b: -(1 / (4 * sigma**2) + excess) * (a - b) ** 2 / 2,
                               lambda a, b: HALF * (a + b - 2 * mean) / sigma)
    return conjunction(("rate", Equal(found, -2 * excess * w * (1 - w) * (FL[0] - FR[0]) ** 2, V)))


@section.claim("p/pure-sufficient",
               "Pure states suffice", kind="prose", place="below the display of D0",
               uses=["p/linearity-required", "p/pure-stays-pure", "p/always-saturated"],
               note="What evolves linearly is the average over trajectories. A conditional rho_t that starts as a "
               "mixture w, 1-w of two pure states does not stay that mixture: given Z the weights change, d w = w "
               "(1-w) (F_L - F_R) dW/sigma for the branches, which is zero only on the average.",
               scope="saturated dynamics, others by p/always-saturated; branches, one coordinate; linearity for any "
               "quantum system: x/average")
def sufficient() -> All:
    r"""\text{Analyzing these pure-state dynamics is therefore sufficient, since classical ensembles always evolve linearly}"""
    process, found = position_process(), averaged()
    return conjunction(
        ("drift of the weight", Equal(process.drift(w), sp.S.Zero, V)),
        ("its noise", Equal(process.noise(w)[0], w * (1 - w) * (FL[0] - FR[0]) / sigma, V)),
        *((f"linear: d/d<F> at d_z^{k}", Equal(sp.diff(found.at(0, k), MEAN), sp.S.Zero, V)) for k in (0, 1, 2)),
    )
