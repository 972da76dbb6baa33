"""The paper li2024: its conventions, and the labels of all its numbered statements."""

from __future__ import annotations

from verify.paper import Convention, Paper

paper = Paper(
    key="li2024",
    title="Long time quantum-classical correspondence for open systems in trace norm",
    authors="Z. Li",
    source="preprint, 2024",
    conventions=(
        Convention("quantisation", "semiclassical Weyl, (2.1): Op(a) has the kernel (2 pi h)^-n int a((x+y)/2, xi) e^(i(x-y).xi/h) d xi; "
                   "p/convention-quantisation", "(2.1)"),
        Convention("D", "D = -i d, so that Op(xi) = hD; with it e^(ihQ(D)) is a Fourier multiplier; p/convention-D", "(2.1), (2.10)"),
        Convention("Planck constant", "h throughout, as in (1.3); the hbar of (1.1) is h, and h is a number in (0, 1]; "
                   "p/convention-commutator", "(1.1), (1.3)"),
        Convention("symplectic form", "sigma((x, xi), (y, eta)) = <xi, y> - <x, eta>; the composition is "
                   "e^((ih/2) sigma(D_x, D_xi, D_y, D_eta)) a(x, xi) b(y, eta) on the diagonal; p/convention-symplectic-form",
                   "below (2.17)"),
        Convention("Hamilton field", "H_p = d_xi p . d_x - d_x p . d_xi, and {p, a} = H_p a; not printed, fixed by 4.2, where p = x xi has "
                   "the field x d_x - xi d_xi; p/convention-hamilton-field", "4.2"),
        Convention("commutator", "[P, A] = PA - AP, so that (i/h)[P, Op(a)] has the leading symbol +H_p a; p/convention-commutator",
                   "(1.1), (1.4)"),
        Convention("coherent state", "position variance h/2 and momentum variance h/2; normalised: (pi h)^(-n/4); symbol of its projection "
                   "2^n e^(-|z-z_0|^2/h); p/convention-coherent-state", "(1.7), (1.8)"),
        Convention("norms", "trace norm: the sum of the singular values, no factor 1/2; L1 norm: int |a| dx d xi, no (2 pi h)^-n; "
                   "Tr Op(a) = (2 pi h)^-n int a; p/convention-norms", "(2.4), (2.7)"),
    ),
    numbered=(
        *(f"1.{k}" for k in range(1, 14)),
        "Theorem1",
        *(f"2.{k}" for k in range(1, 22)),
        *(f"Lemma2.{k}" for k in range(1, 4)),
        *(f"3.{k}" for k in range(1, 49)),
        *(f"Lemma3.{k}" for k in range(1, 5)),
        *(f"4.{k}" for k in range(1, 26)),
        "Proposition4.1", "Lemma4.2", "Lemma4.3", "Proposition4.4", "Proposition4.5", "Corollary4.6",
        *(f"5.{k}" for k in range(1, 13)),
        "Theorem2", "Theorem3",
    ),
)
