"""Section 2.1: quantum and classical states as random variables, the macroscopic state, correlations."""

from __future__ import annotations

import sympy as sp

from derive.classical_quantum import block_is_positive, trade_off
from derive.classical_quantum_ensemble import Ensemble, integrated
from verify.claim import Section
from verify.papers.talashan2025.symbols import FL, FR, HALF, d0, d1, position_process, w, z
from verify.papers.talashan2025.symbols import V as TABLE
from verify.statement import All, Leaf, conjunction
from verify.statements.pending import Cited
from verify.statements.scalar import Equal
from verify.variables import Variables

section = Section("random_states", title="States as Random Variables", order=20)
V = Variables(TABLE.values())
Z1, Z2 = (V.declare(f"z_{k}", meaning="classical coordinate of a realisation", low=-sp.oo) for k in (1, 2))
WEIGHT = V.declare("w_1", meaning="probability of the first realisation", low=0, high=1)
BLOCH = tuple(tuple(V.declare(f"n_{axis}{k}", meaning="Bloch component of a realisation", low=-sp.oo) for axis in "xyz")
              for k in "12")
ENTRIES = tuple(V.declare(name, meaning="entry of A_3", low=-sp.oo) for name in ("A_LL", "A_RR", "A_LR"))
D1_IMAGINARY = V.declare("D_1i", meaning="imaginary part of D_1", low=-sp.oo)
PAULI = (sp.Matrix([[0, 1], [1, 0]]), sp.Matrix([[0, -sp.I], [sp.I, 0]]), sp.diag(1, -1))


def _density(components: tuple[sp.Expr, ...]) -> sp.Matrix:
    total = sp.eye(2)
    for component, matrix in zip(components, PAULI, strict=True):
        total += component * matrix
    return total / 2


def _observable() -> sp.Matrix:
    """A(z) = z^3 (A_LL, A_LR; A_LR, A_RR)."""
    first, second, off = ENTRIES
    return z**3 * sp.Matrix([[first, off], [off, second]])


PAIR = Ensemble((WEIGHT, 1 - WEIGHT), (Z1, Z2), tuple(map(_density, BLOCH)))
BRANCHES = Ensemble((HALF, HALF), (Z1, Z1), (_density((0, 0, 1)), _density((0, 0, -1))))
CROSSED = Ensemble((HALF, HALF), (Z1, Z1), (_density((1, 0, 0)), _density((-1, 0, 0))))


@section.claim("p/collapse-reveals", "Collapse is a revealing of values", kind="prose", place="first paragraph",
               note="An interpretation. What is mathematics in it: the reduction takes place in |psi_t> itself "
               "(p/decoheres), before anything is revealed; and averaging over what is revealed gives back the state "
               "before (p/mean-from-macroscopic).")
def collapse() -> Leaf:
    r"""\text{``Collapse'' is nothing more than a revealing of the real values of } \rho_t \text{ or } Z \text{ ... hence it does not suffer
    from the usual difficulties measurement problem}"""
    return Cited("an interpretation", needs="a statement of which difficulties are meant; no formula is asserted")


@section.claim("p/deterministic",
               "The usual formalism as the concentrated case", kind="prose", place="first paragraph",
               note="A single realisation of probability 1: E[Tr A(Z) rho] is Tr A(z) rho, and the spread E[(Tr A "
               "rho)^2] - E[Tr A rho]^2 is 0. As to evolutions this is said of the formalism, not of the dynamics "
               "under the four assumptions: among those a deterministic Z cannot be acted on by the quantum system "
               "(x/deterministic-coordinate).", scope="qubit, A(z) = z^3 A_3")
def deterministic() -> All:
    r"""\text{the deterministic } \rho_t \text{ and } Z\text{, along with their evolution, can be recovered by taking their probability
    distribution functions to concentrate in a specific state at each time moment}"""
    single = Ensemble((sp.S.One,), (Z1,), (_density(BLOCH[0]),))
    expected = (_observable().subs(z, Z1) * _density(BLOCH[0])).trace()
    spread = single.mean_square(PAULI[2]) - single.mean(PAULI[2], z) ** 2
    return conjunction(
        ("mean", Equal(integrated(_observable(), single.macroscopic(z), z), sp.expand(expected), V)),
        ("spread of <sigma_z>", Equal(sp.expand(spread), sp.S.Zero, V)),
    )


@section.claim("x/deterministic-coordinate",
               "A deterministic coordinate is not acted on", kind="theorem", place="beyond",
               uses=["p/trade-off"],
               note="D2 = 0 and D1 not 0: the block form at (-s D1, 1) is D0 - 2 s |D1|^2, negative at s = "
               "D0/|D1|^2 for every D0 > 0, at s = 1 for D0 = 0. So sigma = 0 forbids back-reaction, and the mean-field equations are no "
               "concentrated case of the final dynamics. The numbers: D0 = 9, D1 = 1, D2 = 0.",
               scope="one coordinate, one Lindblad operator that is no multiple of 1, Re D1 > 0: its phase is that of the operator")
def deterministic_coordinate() -> All:
    r"""D_2 = 0,\ D_1 \neq 0\ \Rightarrow\ \text{not completely positive}"""
    back = d1 + sp.I * D1_IMAGINARY
    s = d0 / (d1**2 + D1_IMAGINARY**2)
    vector = sp.Matrix([-s * back, 1])
    form = sp.simplify((vector.H * sp.Matrix([[0, back], [sp.conjugate(back), d0]]) * vector)[0, 0])
    example = sp.Matrix([[9]]), sp.Matrix([[1]]), sp.Matrix([[0]])
    return conjunction(
        ("block form", Equal(form, -d0, V)),
        ("residue of an instance", Equal(trade_off(*example).residue[0, 0], sp.S.One, V)),
        ("its block is positive: 0 or 1", Equal(sp.Integer(int(block_is_positive(*example))), sp.S.Zero, V)),
    )


@section.claim("p/correlations",
               "The interaction creates correlations",
               kind="prose", place="second paragraph", uses=["p/final-dynamics"],
               note="At an uncorrelated start: the covariance of Z and <F> grows at the rate Var F. There is none in "
               "a state in which F has no spread.", scope="two branches, one coordinate")
def correlations() -> All:
    r"""\text{the Hamiltonian interaction } H_I(Z_t) \text{ would create them even if the quantum and classical initial states are not
    correlated in the first place}"""
    process, mean = position_process(), w * FL[0] + (1 - w) * FR[0]
    rate = process.drift(z * mean) - z * process.drift(mean) - mean * process.drift(z)
    return conjunction(("rate", Equal(sp.expand(rate), w * (1 - w) * (FL[0] - FR[0]) ** 2, V)))


@section.claim("p/mean-value", "Mean value of an observable", kind="definition", place="third paragraph",
               note="Well-posed: A = 1 gives 1, and it is linear in A.", scope="two realisations, qubit")
def mean_value() -> All:
    r"""\langle A \rangle = \mathbb{E}[\text{Tr}\{A(Z_t) \rho_t\}]"""
    first = sp.diag(z, 0)
    population = WEIGHT * Z1 * (1 + BLOCH[0][2]) / 2 + (1 - WEIGHT) * Z2 * (1 + BLOCH[1][2]) / 2
    return conjunction(
        ("A = 1",
         Equal(PAIR.mean(sp.eye(2), z), sp.S.One, V)), ("A = z |L><L|", Equal(PAIR.mean(first, z), population, V)),
    )


@section.claim("p/macroscopic-state",
               "The macroscopic state", kind="definition", place="fourth paragraph", uses=["p/mean-value"],
               note="int dz Tr rho(z) = 1; its entry over |L> integrates to the mean population.",
               scope="two realisations, qubit")
def macroscopic_state() -> All:
    r"""\varrho(z, t) = \mathbb{E}[\delta(z - Z_t) \rho_t]"""
    found = PAIR.macroscopic(z)
    population = (1 + WEIGHT * BLOCH[0][2] + (1 - WEIGHT) * BLOCH[1][2]) / 2
    return conjunction(
        ("trace", Equal(integrated(sp.eye(2), found, z), sp.S.One, V)),
        ("population", Equal(integrated(sp.diag(1, 0), found, z), population, V)),
    )


@section.claim("p/equation-three", "Its place in the original", kind="prose", place="fourth paragraph", uses=["p/macroscopic-state"])
def equation_three() -> Leaf:
    r"""\text{which is Eq. (3) in the original paper}"""
    return Cited("arXiv:2208.11722", needs="the original paper")


@section.claim("p/mean-from-macroscopic",
               "Mean values from the macroscopic state", kind="identity", place="fourth paragraph",
               uses=["p/mean-value", "p/macroscopic-state"], scope="two realisations, qubit, A(z) = z^3 A_3",
               note="So for all ensembles and matrices: both sides are linear in the ensemble and in the entries of A.")
def from_macroscopic() -> All:
    r"""\langle A \rangle = \int dz \text{Tr}[A(z) \varrho(z, t)]"""
    observable = _observable()
    return conjunction(("both sides",
                        Equal(integrated(observable, PAIR.macroscopic(z), z), PAIR.mean(observable, z), V)))


@section.claim("p/many-realisations", "Many realisations yield the same number", kind="prose", place="third paragraph",
               uses=["p/macroscopic-state"],
               note="Instance: |L>, |R> and |+>, |-> with equal probabilities. The mean square of <sigma_z> is 1 and "
               "0: it is no function of the macroscopic state. So the histograms of Figure 2 show more than rho(z, "
               "t), from which they cannot be computed.")
def many() -> All:
    r"""\text{many different microscopic realizations yield the same macroscopic number}"""
    observable = _observable()
    return conjunction(
        ("one mean", Equal(BRANCHES.mean(observable, z), CROSSED.mean(observable, z), V)),
        ("E <sigma_z>^2 of |L>, |R>", Equal(BRANCHES.mean_square(PAULI[2]), sp.S.One, V)),
        ("that of |+>, |->", Equal(CROSSED.mean_square(PAULI[2]), sp.S.Zero, V)),
    )
