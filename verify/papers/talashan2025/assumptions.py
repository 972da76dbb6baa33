"""Section 2.2, the four assumptions and the form of the dynamics; the three coefficients."""

from __future__ import annotations

import sympy as sp

from derive import hybrid
from derive.classical_quantum_generator import constant, generator
from derive.classical_quantum_levels import Amplitude, product_drift, product_noises
from derive.complex_matrices import commutator
from verify.claim import Section
from verify.papers.talashan2025.symbols import EIGHTH, HALF, d0, d1, d2, sigma
from verify.papers.talashan2025.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.matrix import MatrixEqual
from verify.statements.pending import Cited
from verify.statements.scalar import AtMost, Equal, Relation
from verify.variables import Variables

section = Section("assumptions", title="Stochastic Dynamics: assumptions and coefficients", order=30)
V = Variables(TABLE.values())
FA, FB, MEAN = (V.declare(name, meaning=text, low=-sp.oo)
                for name, text in (("F_a",
                                    "force in a level, on the "
                                    "left"), ("F_b", "force in a level, on the right"), ("<F>", "mean force")))


def averaged() -> hybrid.BlockGenerator:
    """The equation of E[rho_ab delta(z - Z)] under the printed dynamics with one coordinate; without H_C and H_I."""
    ket, bra = (Amplitude(-EIGHTH * (F - MEAN) ** 2 / sigma**2, (HALF * (F - MEAN) / sigma,)) for F in (FA, FB))
    return hybrid.averaged(MEAN, sigma, product_drift(ket, bra), product_noises(ket, bra)[0])


@section.claim("Assumption1", "A probability distribution over trajectories", kind="convention", place="Assumption 1",
               note="An assumption. That the final dynamics satisfies it is the existence of solutions of its "
               "equations.")
def trajectories_exist() -> Leaf:
    r"""\text{Solutions to the dynamics are described by a probability distribution over classical-quantum trajectories, i.e. } \{(Z_t,
    \rho_t)\}_{t \geq 0}"""
    return Cited("an assumption of the original paper",
                 needs="existence for the stochastic equations: F and sigma^-1 F bounded and "
                 "Lipschitz suffice; 1/|r - r_L| without softening is neither")


@section.claim("Assumption2",
               "Completely positive and linear", kind="theorem", place="Assumption 2", uses=["x/average"],
               note="What complete positivity asks of the coefficients: the dissipation G(X^+ Y) - G(X^+) Y - X^+ "
               "G(Y) of the dual generator is the form, in X_i and [X, L_a], of the complex conjugate of the block matrix (2 D2, D1; "
               "D1^+, D0), positive exactly when the block is: sum_c K_c rho K_c^+ = D0_ab L_a rho L_b^+ makes sum_c K_c^+ K_c = "
               "conj(D0_ab) L_a^+ L_b, and B_i = conj(D1_ia) L_a. It must be a positive form (Lindblad 1976), and X_i, "
               "[X, L_a] are arbitrary at a point where 1 and the L_a are independent. Drift and H drop out. That "
               "probability is kept is a separate condition, G(1) = 0, which holds as well: complete positivity alone "
               "would not make a state of a state. For the system and its subsystems positivity would do; what "
               "complete positivity adds is that the system may be part of a larger one. Linearity: x/average.",
               scope="the condition on the coefficients, given Lindblad's theorem; two classical coordinates, one "
               "Lindblad operator, any quantum system. More operators add terms of the same kind")
def completely_positive() -> All:
    r"""\text{The dynamics induces an evolution on } \varrho(z, t) \text{ that is completely positive and linear. Complete positivity
    guarantees that a legitimate state of the CQ system and any of its subsystems remains physical under the evolution}"""
    made, first, second = generator()
    (jump,), rates = made.jumps, made.diffusion
    form = commutator(first.by(), jump).T * commutator(second.by(), jump)
    for i, j in (("u", "u"), ("u", "v"), ("v", "u"), ("v", "v")):
        form = form + 2 * rates["".join(sorted((i, j)))] * first.by(i).T * second.by(j)
    for i, back in zip("uv", made.back, strict=True):
        form = form + first.by(i).T * commutator(second.by(), back) + commutator(first.by(), back).T * second.by(i)
    whole = jump.T * jump
    return conjunction(
        ("dissipation", MatrixEqual(made.dissipation(first, second), form)),
        ("G(1) = 0", MatrixEqual(made(constant(made.numbers)) + whole, whole)),
    )


@section.claim("p/linearity-required",
               "Linearity is required of a classical ensemble", kind="prose", place="Assumption 2",
               uses=["x/average"],
               note="The equations of a trajectory are not linear, for they hold <F>; in the equation of the average, "
               "block by block, <F> has gone: no coefficient depends on it. So mixtures evolve as mixtures. A linear sum "
               "of states is a state where its coefficients are probabilities, which is meant.",
               scope="commuting forces, one coordinate; the "
               "general case is x/average")
def linearity() -> All:
    r"""\text{Linearity is then required because the evolution of a linear sum of the states (which also is a state) should evolve to the
    addition of the evolution of each state, as it's a classical ensemble}"""
    found = averaged()
    return conjunction(*(
        (f"d/d<F> of the factor of d_z^{k}", Equal(sp.diff(found.at(0, k), MEAN), sp.S.Zero, V)) for k in (0, 1, 2)
    ))


@section.claim("Assumption3", "Autonomous", kind="convention", place="Assumption 3",
               note="An assumption. 'This is the Markov property': that the state at one time suffices is; that the "
               "dynamics does not depend on time is more, and is what 'autonomous' adds. No coefficient of the final "
               "dynamics depends on t.")
def autonomous() -> Leaf:
    r"""\text{the time-evolution of the state } (Z_t, \rho_t) \text{ depends only on the state at that time and the dynamics is
    time-independent. This is the Markov property}"""
    return Cited("an assumption of the original paper", needs="nothing: it asserts no formula")


@section.claim("Assumption4", "Continuous paths", kind="convention", place="Assumption 4",
               note="An assumption. A solution driven by Wiener processes is continuous.")
def continuous() -> Leaf:
    r"""\text{The classical trajectories } \{Z_t\}_{t \geq 0} \text{ have continuous sample paths}"""
    return Cited("an assumption of the original paper", needs="Kolmogorov's criterion for the final dynamics")


@section.claim("p/most-general",
               "The most general dynamics", kind="theorem", place="below Assumption 4", uses=["Assumption2"],
               note="Two places name the equations of the pair as (7), (8) and as (7), (9): consistent if (8) is that "
               "of rho_t and (9) that of |psi_t>. The original is not at hand.")
def most_general() -> Leaf:
    r"""\text{the most general Markovian dynamics of the classical--quantum pair is captured by equations (5), (7) and (8) in the original
    paper}"""
    return Cited("Layton, Oppenheim and Weller-Davies, arXiv:2208.11722",
                 needs="the classification of continuous completely positive classical-quantum generators and of "
                 "their unravellings")


@section.claim("p/D0", "D0 is a decoherence rate", kind="definition", place="list of coefficients", uses=["x/average"],
               note="Without derivatives by z. The averaged final dynamics multiplies rho_ab by -D0 (F_a - F_b)^2/2, "
               "D0 = 1/(4 sigma^2), and leaves the populations alone.", scope="commuting forces, one coordinate")
def decoherence() -> All:
    r"""D_0(z)\text{: The decoherence rate acting solely on the quantum state}"""
    found = averaged().at(0, 0)
    return conjunction(
        ("coherences", Equal(found, -(1 / (4 * sigma**2)) * (FA - FB) ** 2 / 2, V)),
        ("populations", Equal(sp.expand(found.subs(FB, FA)), sp.S.Zero, V)),
    )


@section.claim("p/D1", "D1 is the back-reaction", kind="definition", place="list of coefficients", uses=["x/average"],
               note="The factor of -d_z, D1 (F_a + F_b) with D1 = 1/2: on populations the force of the level. What is "
               "transferred by it is the spread of F, into the variance of Z: p/large-fluctuations; the noise sigma "
               "dW itself stands in D2.",
               scope="commuting forces, one coordinate")
def back_reaction() -> All:
    r"""D_1(z)\text{: The back-reaction coupling that transfers quantum noise into the classical sector}"""
    found = averaged().at(0, 1)
    return conjunction(("factor of d_z", Equal(found, -HALF * (FA + FB), V)),
                       ("populations", Equal(found.subs(FB, FA), -FA, V)))


@section.claim("p/D2",
               "D2 is the diffusion tensor", kind="definition", place="list of coefficients", uses=["x/average"],
               note="The factor of d_z^2 in the average, sigma^2/2.", scope="one coordinate")
def diffusion() -> Relation:
    r"""D_2(z) = \frac{1}{2}\sigma(z)\sigma^\top(z)\text{: The classical diffusion tensor}"""
    return Equal(averaged().at(0, 2), HALF * sigma**2, V)


@section.claim("p/D2-induced",
               "D2 is induced by the back-reaction", kind="prose", place="list of coefficients", uses=["p/trade-off"],
               note="No formula is printed for it. First reading: the back-reaction alone makes the diffusion, and no more "
               "than it must, D2 = D1 D0^-1 D1^+/2. Not so: more is "
               "lawful, and D2 > 0 with D1 = 0 too. Second reading: back-reaction cannot be had without diffusion, 2 "
               "D2 >= D1 D0^-1 D1^+.",
               scope="one coordinate, one Lindblad operator")
def induced() -> Relation:
    r"""\text{The classical diffusion tensor induced by that back-reaction}"""
    return Equal(d2, d1**2 / (2 * d0), V, AtMost(d1**2 / d2, 2 * d0, V))


@induced.reading()
def at_least() -> Relation:
    r"""D_2 \geq \tfrac12D_1D_0^{-1}D_1^\dagger"""
    return AtMost(d1**2 / (2 * d0), d2, V, AtMost(d1**2 / d2, 2 * d0, V))


