"""The paper hrr2023: its conventions, and the labels of all its numbered statements."""

from __future__ import annotations

from verify.paper import Convention, Paper
from verify.papers.hrr2023.sharper_table import TIGHTNESS

paper = Paper(
    key="hrr2023",
    title="Decoherence ensures classicality beyond the Ehrenfest time as hbar -> 0",
    authors="F. Hernandez, D. Ranard, J. Riedel",
    source="arXiv:2306.13717",
    conventions=(
        Convention("trace norm", "Tr (A†A)^(1/2), the sum of the singular values; no factor 1/2", "below (8), App. A"),
        Convention("L1 norm", "integral of |f| over phase space with d(alpha) = dx dp, no (2 pi hbar)^-d", "below (8), (A1)"),
        Convention(
            "Wigner function", "normalised so that W[Gaussian state] is the Gaussian probability density; (B2) and (B3) "
            "print other normalisations", "App. B, fact 1; App. D, below (D7)",
        ),
        Convention("diffusion", "the generator has (1/2) D^ab d_a d_b, with D^(x) = hbar |l_p|^2, D^(p) = hbar |l_x|^2",
                   "(2), Theorem 1"),
        Convention("Lindblad operators", "the dissipator carries 1/hbar, so |l_x|^2 has the unit mass/time^2 and |l_p|^2 "
                   "the unit 1/mass", "(1)"),
        Convention("commutator", "d rho/dt = -(i/hbar) [H, rho]", "(1)"),
        Convention("symplectic form", "omega = (0 1; -1 0), Hamiltonian flow d_t f = -omega^ab (d_a f)(d_b H)", "(2), (3), (C1)"),
        Convention("norm of a derivative", "supremum over positions and over j independent unit vectors", "(4)"),
        Convention("covariance", "pure: sigma/(hbar/2) symmetric, positive definite and symplectic", "App. C"),
        Convention("~ between numbers", "the computed value lies within a factor sqrt(10) of the printed power of ten", "text"),
    ),
    numbered=(
        *(str(n) for n in range(1, 36)),
        *(f"A{n}" for n in range(1, 4)),
        *(f"B{n}" for n in range(1, 4)),
        *(f"C{n}" for n in range(1, 16)),
        *(f"D{n}" for n in range(1, 25)),
        *(f"E{n}" for n in range(1, 12)),
        *(f"F{n}" for n in range(1, 5)),
        "Theorem1",
        "Lemma1",
    ),
    tightness=TIGHTNESS,
)
