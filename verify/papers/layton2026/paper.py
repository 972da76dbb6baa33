"""The paper layton2026: its conventions, and the labels of all its numbered statements."""

from __future__ import annotations

from verify.paper import Convention, Paper

paper = Paper(
    key="layton2026",
    title="Fixing semi-classical physics from first principles: how to derive effective classical-quantum dynamics from open quantum "
    "theory",
    authors="I. Layton",
    source="arXiv:2604.08024",
    conventions=(
        Convention("Wigner function", "W(q, p) = (2 pi hbar)^-1 int e^(-ipy/hbar) <q+y/2|rho|q-y/2> dy, of integral 1; (4) as corrected. "
                   "(6), (8), (11), (13) need this one", "(6), (11)"),
        Convention("commutator", "[q, p] = i hbar; d rho/dt = -(i/hbar)[H, rho]", "above (3)"),
        Convention("A", "Hermitian, without unit; its eigenvalues are a and b, blocks rho_ab = <a|rho|b>; an identity of blocks for all "
                   "a, b holds for every A", "(3)"),
        Convention("units", "lambda: momentum/time; gamma_C: momentum^2/time; gamma_Q: 1/time", "(12), (14)"),
        Convention("white noise", "xi dt = dW with E dW^2 = dt, and Ito's rule: the trace of rho is kept and <A> is a martingale only so",
                   "below (15)"),
        Convention("average", "E over the noise and over q_0, p_0, rho_0 drawn from the initial partial Wigner function", "below (15)"),
    ),
    numbered=tuple(str(k) for k in range(1, 19)),
)
