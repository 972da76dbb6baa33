r"""The kernel of `derive.parametrix` in any number of variables: its logarithmic derivatives in index notation.

    log K_0 = const - (n/2) log t - (1/2) log det A - w <eta, A^(-1) eta>,    w = 1/(4 eps^2 t),    eta = x - phi^(-t)(y).

Letters: A[i,j] and B = A^(-1); f = B eta, so that eta = A f; v and u = v(phi^(-t)(y)); w and s = eps^2, so that 1/t = 4 w s. The first
derivatives of A are d_k A_ij = (T_kij + T_kji)/2, the second ones d_k d_l A_ij = (S_klij + S_klji)/2: with free T and S these are all
symmetric families there are; U serves the third ones likewise. Jacobi's formula d log det A = Tr B dA is a leaf. Everything is a sum of
products of these letters, so that degrees in eta and powers of eps and t can be read off term by term.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from derive.index import Indexed, Relations, normal_form, renamed
from derive.index_rules import derivative, parse, replaced
from derive.kernel_orders import Grade

MATRICES = Relations(symmetric=frozenset({"A", "B"}), inverse=frozenset({("A", "B")}))
CHANGE = "1/2*T[k,i,j] + 1/2*T[k,j,i]"  # d_k A_ij
BY_X = {
    "A[i,j]": CHANGE,
    "B[c,d]": "-1/2*B[c,i]*T[k,i,j]*B[j,d] - 1/2*B[c,i]*T[k,j,i]*B[j,d]",
    "e[i]": "delta[i,k]",
    "f[i]": "B[i,k] - 1/2*B[i,a]*T[k,a,b]*f[b] - 1/2*B[i,a]*T[k,b,a]*f[b]",
    "T[l,i,j]": "S[k,l,i,j]",
    "S[l,m,i,j]": "U[k,l,m,i,j]",
    "w": "0",
}
AT_FIXED_ETA = BY_X | {"e[i]": "0", "f[i]": "-1/2*B[i,a]*T[k,a,b]*f[b] - 1/2*B[i,a]*T[k,b,a]*f[b]"}
BY_T = {"e[i]": "u[i]", "f[i]": "B[i,j]*u[j]", "w": "-4*w*w*s"}
IN_F = {"e[i]": "f[j]*A[j,i]"}  # eta by f
POWERS = {"w": (-2, -1), "s": (2, 0)}  # of eps and t


def _form(expression: Indexed) -> Indexed:
    return normal_form(expression, MATRICES)


def _named(expression: Indexed, index: str) -> Indexed:
    """The same with this name for its free index k."""
    return Indexed(tuple((c, renamed(factors, {"k": index})) for c, factors in expression.terms))


def _logarithmic(rules: dict[str, str]) -> Indexed:
    """grad_k of -(1/2) log det A - w <eta, B eta>."""
    falls = replaced(derivative(parse("w*e[i]*f[i]"), "k", rules), IN_F)
    return _form(parse("-1/2*B[i,j]*T[k,i,j]") - falls)


def gradient() -> Indexed:
    """grad_k K_0/K_0.

    >>> str(gradient())
    '-1/2*B[_0,_1]*T[k,_0,_1] + 1*T[k,_0,_1]*f[_0]*f[_1]*w - 2*f[k]*w'
    """
    return _logarithmic(BY_X)


def gradient_at_fixed_eta() -> Indexed:
    """grad_k by x of log K_0 where eta is held fixed: what a derivative along the flow brings."""
    return _logarithmic(AT_FIXED_ETA)


def differentiated(ratio: Indexed, index: str) -> Indexed:
    """d_index (F K_0)/K_0 for F = ratio.

    index: a letter that neither the ratio nor the rules have, such as p or q.

    >>> str(differentiated(parse("1"), "k")) == str(gradient())
    True
    """
    rules = {head: body.replace("k", index) for head, body in BY_X.items()}
    return _form(derivative(ratio, index, rules) + ratio * _named(gradient(), index))


def time_rate() -> Indexed:
    """d_t K_0/K_0: phi^(-t)(y) moves with -v, so that d_t eta = u."""
    rate = replaced(derivative(parse("w*e[i]*f[i]"), "", BY_T), IN_F)
    return _form(parse("-2*dim*w*s") - rate)


def transport() -> Indexed:
    """v.grad K_0/K_0."""
    return _form(parse("v[k]") * gradient())


@lru_cache(maxsize=1)
def spreading() -> Indexed:
    """eps^2 div(A grad K_0)/K_0 = eps^2 (d_k A_kl g_l + A_kl d_k g_l + g_k A_kl g_l), g = grad K_0/K_0."""
    g, other = gradient(), _named(gradient(), "l")
    matrix, falling = parse("A[k,l]"), parse("1/2*T[k,k,l] + 1/2*T[k,l,k]")
    return _form(parse("s") * (falling * other + matrix * derivative(other, "k", BY_X) + matrix * other * g))


@lru_cache(maxsize=1)
def defect() -> Indexed:
    """R_1/K_0 with R_1 = -(d_t - Q) K_0, Q = eps^2 div A grad + v.grad."""
    return _form(spreading() + transport() - time_rate())


def near(expression: Indexed) -> Indexed:
    """The same with u = v - M eta: by the mean value theorem M is a mean of dv along the segment, bounded where dv is."""
    return _form(replaced(replaced(expression, {"u[i]": "v[i] - M[i,j]*e[j]"}), IN_F))


def by_grade(expression: Indexed) -> dict[Grade, Indexed]:
    """The parts of one degree in eta and one power of eps and of t each.

    >>> {str(grade): str(part) for grade, part in by_grade(gradient()).items()}["eta^1 eps^-2 t^-1"]
    '-2*f[k]*w'
    """
    found: dict[Grade, Indexed] = {}
    for coefficient, factors in expression.terms:
        names = Counter(name for name, _ in factors)
        eps, time = (sum(powers[i] * names[name] for name, powers in POWERS.items()) for i in (0, 1))
        grade = Grade(names["e"] + names["f"], eps, time)
        found[grade] = found.get(grade, Indexed(())) + Indexed(((coefficient, factors),))
    return dict(sorted(found.items()))


def grades(expression: Indexed) -> tuple[Grade, ...]:
    """The degrees in eta and the powers of eps and t that occur.

    >>> [str(grade) for grade in grades(gradient())]
    ['eta^0 eps^0 t^0', 'eta^1 eps^-2 t^-1', 'eta^2 eps^-2 t^-1']
    """
    return tuple(by_grade(expression))
