"""The paper talashan2025: its conventions, and the labels of all its numbered statements; its equations have no numbers."""

from __future__ import annotations

from verify.paper import Convention, Paper

paper = Paper(
    key="talashan2025",
    title='A report on "A healthier semi-classical dynamics"',
    authors="A. Talashan",
    source="report of July 27, 2025 on arXiv:2208.11722",
    conventions=(
        Convention("double braces",
                   "{{.}} is <{.}>, the mean in the state |psi_t>: a number, as dZ needs; H_j and H_1 are H_I. Both "
                   "come of the extraction", "final dynamics"),
        Convention("noise",
                   "dW_t beside an index is dW_j in dZ_i and dW_i in d|psi>, independent Wiener processes, by Ito's "
                   "rule",
                   "final dynamics"),
        Convention("Planck's constant",
                   "1 in the dynamics, as -i H_I dt shows; kept in the ground state", "Section 2; Section 1"),
        Convention("master equation",
                   "d_t rho = -d_i(c_i rho) + d_i d_j(D2_ij rho) - i[H, rho] + D0_ab(L_a rho L_b^+ - (1/2){L_b^+ L_a, "
                   "rho}) - d_i(conj(D1_ia) L_a rho + D1_ia rho L_a^+). The report prints none; with D2 = sigma "
                   "sigma^T/2 the factor of d_i d_j must be 1, and the 2 before D0 is right. The factor 1/2 goes with "
                   "D2 = sigma sigma^T and no 2", "(5) of the "
                   "original, not printed"),
        Convention("inverse", "sigma^-1, D2^-1: Moore-Penrose inverses", "below the final dynamics"),
        Convention("sigma_z", "|L> is +1, |R> is -1; L at x = -d", "Figure 2"),
        Convention("mass-superposition model",
                   "H_I = -G M m diag(1/|r - r_L|, 1/|r - r_R|), G = 1, M = 10, m = 1/100, d = 1, r_0 = (0, -1/2, 0): "
                   "the report prints none of it; from the public notebook of the original's authors, in which the figure "
                   "meant is inferred", "Section 3"),
    ),
    numbered=("Assumption1", "Assumption2", "Assumption3", "Assumption4", "Figure1", "Figure2"),
)
