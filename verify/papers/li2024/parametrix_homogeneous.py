"""The homogeneous symbols P_j of (3.12) and (3.15) in every dimension, as typed by hand, and comparison term by term.

Letters as in `derive.parametrix_index`: w = 1/(4 eps^2 t), s = eps^2, f = A^(-1) eta, d_k A_ij = (T_kij + T_kji)/2.
"""

from __future__ import annotations

from derive.index import Indexed, normal_form
from derive.index_rules import parse
from derive.parametrix_index import MATRICES, by_grade, defect
from verify.statements.indexed import IndexEqual

P = {
    0: "1/4*A[i,j]*B[k,l]*T[i,k,l]*B[a,b]*T[j,a,b] - 1/4*T[i,i,j]*B[k,l]*T[j,k,l] - 1/4*T[i,j,i]*B[k,l]*T[j,k,l]"
       " - 1/2*A[i,j]*B[k,l]*S[i,j,k,l] + 1/4*A[i,j]*B[k,l]*B[a,b]*T[i,k,a]*T[j,l,b] + 1/4*A[i,j]*B[k,l]*B[a,b]*T[i,k,a]*T[j,b,l]",
    1: "1/4*T[i,i,j]*f[j] + 1/4*T[i,j,i]*f[j] + 1/2*A[i,j]*f[j]*B[k,l]*T[i,k,l]",
    2: "1/8*T[i,i,j]*T[j,k,l]*f[k]*f[l] + 1/8*T[i,j,i]*T[j,k,l]*f[k]*f[l] + 1/4*A[i,j]*S[i,j,k,l]*f[k]*f[l]"
       " - 1/4*A[i,j]*B[k,l]*T[i,k,l]*T[j,a,b]*f[a]*f[b] - 1/8*A[i,j]*B[k,l]*T[i,k,a]*f[a]*T[j,l,b]*f[b]"
       " - 1/4*A[i,j]*B[k,l]*T[i,k,a]*f[a]*T[j,b,l]*f[b] - 1/8*A[i,j]*B[k,l]*T[i,a,k]*f[a]*T[j,b,l]*f[b]",
    3: "-1/4*A[i,j]*f[j]*T[i,k,l]*f[k]*f[l]",
    4: "1/16*A[i,j]*T[i,k,l]*f[k]*f[l]*T[j,a,b]*f[a]*f[b]",
}
FACTORS = {0: "s", 1: "4*w*s", 2: "4*w*s", 3: "16*w*w*s", 4: "16*w*w*s"}  # eps^2, 1/t, 1/t, 1/(eps^2 t^2), 1/(eps^2 t^2)
DIFFUSION = ("In every dimension, with f = A^(-1) eta, d_k = d/dx_k and sums over repeated indices: P_1 = (d_i A_ij) f_j/2 + "
             "eta_i Tr(A^(-1) d_i A)/2, P_3 = -eta_i <f, (d_i A) f>/4, P_4 = <f, (d_i A) f> A_ij <f, (d_j A) f>/16.")


def homogeneous_terms() -> Indexed:
    """eps^2 P_0 + P_1/t + P_2/t + P_3/(eps^2 t^2) + P_4/(eps^2 t^2), the P_j of (3.12)."""
    return sum((parse(FACTORS[j]) * parse(text) for j, text in P.items()), Indexed(()))


def printed_spreading() -> Indexed:
    """The right side of (3.12)."""
    return parse("-2*dim*w*s + 4*w*w*s*f[i]*A[i,j]*f[j]") + homogeneous_terms()


def rest_of_remainder() -> Indexed:
    """The bracket of (3.15), found, without the terms P_0 to P_4 of (3.12)."""
    return normal_form(defect() - homogeneous_terms(), MATRICES)


def printed_rest(sign: int) -> Indexed:
    """What (3.15) has beyond P_0 to P_4 of (3.12): its first term with a sign, and what the transport adds to P_0 and P_2."""
    return sign * parse("2*w*v[i]*f[i] - 2*w*u[i]*f[i]") + parse("-1/2*v[k]*B[i,j]*T[k,i,j] + w*v[k]*T[k,i,j]*f[i]*f[j]")


def term_by_term(found: Indexed, printed: Indexed) -> list[tuple[str, IndexEqual]]:
    """The equality of both, one part for each degree in eta and power of eps and t that occurs on either side."""
    left, right, none = by_grade(found), by_grade(printed), Indexed(())
    return [(f"every n, {grade}", IndexEqual(left.get(grade, none), right.get(grade, none), MATRICES))
            for grade in sorted({*left, *right})]
