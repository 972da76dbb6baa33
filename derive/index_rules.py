"""Derivatives of indexed expressions by the rule of Leibniz, and those of Gaussians in any dimension.

A rule `{"Zi[c,d]": "-Zi[c,i]*dZ[i,j]*Zi[j,d]"}` gives the derivative of one tensor; its free indices are
those of its head and those differentiated by. A tensor without a rule is an error, never a constant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import flint

from derive.index import Factor, Factors, Indexed, Relations, free_indices, normal_form, renamed, separated

FACTOR = r"(?:\d+(?:/[1-9]\d*)?|[A-Za-z]\w*(?:\[[\w\s,]*\])?)"
TERM = re.compile(rf"\s*([+-]?)\s*({FACTOR}(?:\s*\*\s*{FACTOR})*)\s*", re.ASCII)
HEAD = re.compile(r"([A-Za-z]\w*)(?:\[([\w\s,]*)\])?", re.ASCII)
INDEX = re.compile(r"[A-Za-z_]\w*", re.ASCII)

# b = beta, Si = sigma^-1; Z any invertible matrix, Zi its inverse, deti = 1/det, dZ = dZ/dy for whatever y
DETERMINANT_RULE = {"det": "det*Zi[i,j]*dZ[j,i]"}  # (E4), Jacobi's formula: a leaf, not derived here
INVERSE_RULE = {"Zi[c,d]": "-Zi[c,i]*dZ[i,j]*Zi[j,d]"}  # (E5), see inverse_differential
ENTRIES = {"dZ[i,j]": "delta[i,a]*delta[j,b]"}  # dZ_ij/dZ_ab, all entries independent
INVERSES = Relations(inverse=frozenset({("Z", "Zi"), ("det", "deti")}))
SYMMETRIC = Relations(symmetric=frozenset({"Si"}))  # "evaluated for symmetric sigma"


def parse(text: str) -> Indexed:
    """The expression written as a sum of products of rational numbers and tensors.

    Raises: ValueError for anything else.

    >>> str(parse("-Zi[c,a]*Zi[b,d] + 1/2*delta[a,b]*delta[c,d]"))
    '-1*Zi[c,a]*Zi[b,d] + 1/2*delta[a,b]*delta[c,d]'
    """
    result, position = Indexed(()), 0
    while position < len(text) or not text:
        found = TERM.match(text, position)
        if found is None or (position > 0 and not found[1]):
            raise ValueError(f"`text` must be a sum of products, but at {text[position:]!r} is none")
        result += term(-1 if found[1] == "-" else 1, *re.findall(FACTOR, found[2], re.ASCII))
        position = found.end()
    free_indices(result)
    return result


def term(coefficient: int | Fraction, *factors: str) -> Indexed:
    """One term, as in term(-1, "Zi[c,a]", "Zi[b,d]"); a factor may be a number."""
    total, read = Fraction(1), []
    for text in factors:
        if text[0].isdigit():
            total *= Fraction(text)
        else:
            read.append(_factor(text))
    expression = coefficient * Indexed(((total, tuple(read)),))
    free_indices(expression)
    return expression if expression.terms[0][0] != 0 else Indexed(())


def _factor(text: str) -> Factor:
    found = HEAD.fullmatch(text)
    if found is None:
        raise ValueError(f"a factor must read like `Zi[c,a]` or `tau`, but is {text!r}")
    indices = tuple(i.strip() for i in found[2].split(",")) if found[2] is not None else ()
    if not all(INDEX.fullmatch(i) for i in indices):
        raise ValueError(f"an index must be a name, but {text!r} has another")
    return found[1], indices


def _applied(factor: Factor, rules: Mapping[str, str | Indexed], by: tuple[str, ...]) -> Indexed | None:
    """The right side of the rule for a factor, None where there is no rule."""
    for head, body in rules.items():
        name, formal = _factor(head)
        if name != factor[0]:
            continue
        right = parse(body) if isinstance(body, str) else body
        if len(set(formal + by)) != len(formal + by) or len(formal) != len(factor[1]):
            raise ValueError(f"`{head}` must have {len(factor[1])} distinct indices, not {by}, but has not")
        right = Indexed(tuple(t for t in right.terms if t[0] != 0))
        if right.terms and free_indices(right) != set(formal + by):
            raise ValueError(f"the rule for `{head}` must have free indices {formal + by}, but is {right}")
        names = dict(zip(formal, factor[1], strict=True))
        return Indexed(tuple((c, renamed(separated(f, "r"), names)) for c, f in right.terms))
    return None


def derivative(expression: Indexed, by: str, rules: Mapping[str, str | Indexed]) -> Indexed:
    """The derivative by the variable with indices `by` ("c", "a,b" or "", as the rules say).

    An index of `by` that is free in the expression as well is summed, as in a divergence.
    Raises: ValueError for a tensor without a rule.

    >>> str(normal_form(derivative(parse("b[i]*b[i]"), "c", {"b[a]": "delta[a,c]"})))
    '2*b[c]'
    """
    names = tuple(i.strip() for i in by.split(",") if i.strip())
    terms: list[tuple[Fraction, Factors]] = []
    for coefficient, original in expression.terms:
        factors = separated(original, "l")
        for n, factor in enumerate(factors):
            changed = Indexed(()) if factor[0] in ("delta", "dim") else _applied(factor, rules, names)
            if changed is None:
                raise ValueError(f"`rules` must contain `{factor[0]}`, but has {sorted(rules)} only")
            terms += [(coefficient * c, factors[:n] + g + factors[n + 1:]) for c, g in changed.terms]
    return normal_form(Indexed(tuple(terms)))


def replaced(expression: Indexed, rules: Mapping[str, str | Indexed], by: str = "") -> Indexed:
    """The expression with every tensor that has a rule replaced by its right side."""
    names = tuple(i.strip() for i in by.split(",") if i.strip())
    total: list[tuple[Fraction, Factors]] = []
    for coefficient, original in expression.terms:
        parts: list[tuple[Fraction, Factors]] = [(coefficient, ())]
        for n, factor in enumerate(separated(original, "l")):
            value = _applied(factor, rules, names) or Indexed(((Fraction(1), (factor,)),))
            # two tensors replaced in one term must not share the summed indices of their right sides
            tagged = [(e, renamed(g, {i: f"{i}{n}" for _, ix in g for i in ix if i.endswith("~r")}))
                      for e, g in value.terms]
            parts = [(c * e, f + g) for c, f in parts for e, g in tagged]
        total += parts
    return normal_form(Indexed(tuple(total)))


def quadratic_gradient(by: str = "d") -> Indexed:
    """d_d (b_a Si_ab b_b) for a Si that need not be symmetric. Source: left side of (E2)."""
    return derivative(parse("b[i]*Si[i,j]*b[j]"), by, {"b[i]": f"delta[i,{by}]", "Si[i,j]": "0"})


def quadratic_hessian(first: str = "d", second: str = "c") -> Indexed:
    """d_c d_d (b_a Si_ab b_b). Source: left side of (E3)."""
    return derivative(quadratic_gradient(first), second, {"b[i]": f"delta[i,{second}]", "Si[i,j]": "0"})


def inverse_differential() -> Indexed:
    """dZi_cd for any dependence of Z on y, from Z Zi = 1 alone. Source: left side of (E5).

    Zi d(Z Zi - 1) vanishes; subtracted from dZi, it cancels the unknown dZi.
    """
    rules = {"Z[i,j]": "dZ[i,j]", "Zi[i,j]": "dZi[i,j]"}
    vanishing = parse("Zi[c,i]") * derivative(parse("Z[i,j]*Zi[j,d] - delta[i,d]"), "", rules)
    return normal_form(parse("dZi[c,d]") - vanishing, INVERSES)


def determinant_gradient() -> Indexed:
    """d det Z / dZ_ab, Z not symmetric, from (E4). Source: left side of (E6)."""
    return replaced(derivative(parse("det"), "", DETERMINANT_RULE), ENTRIES, "a,b")


def inverse_gradient() -> Indexed:
    """d Zi_cd / dZ_ab, Z not symmetric, from (E5). Source: left side of (E7)."""
    return replaced(derivative(parse("Zi[c,d]"), "", INVERSE_RULE), ENTRIES, "a,b")


def gaussian_hessian() -> Indexed:
    """d_a d_b tau with tau = exp(-b Si b / 2) / ((2 pi)^d sqrt(det sigma)), Si not symmetric.

    d_c tau = -(1/2) d_c(b Si b) tau. Source: left side of (E8).
    """
    gradient = Fraction(-1, 2) * quadratic_gradient("b") * parse("tau")
    tau_rule = Fraction(-1, 2) * quadratic_gradient("a") * parse("tau")
    rules: dict[str, str | Indexed] = {"b[i]": "delta[i,a]", "Si[i,j]": "0", "tau": tau_rule}
    return derivative(gradient, "a", rules)


def gaussian_covariance_gradient() -> Indexed:
    """2 d tau / d sigma_ab, the entries of sigma independent. Source: right side of (E8).

    d tau = -(1/2) (d(b Si b) + (1/det) d det) tau with d det from (E6) and dSi from (E7), Z being sigma.
    """
    called_si = {"Zi[i,j]": "Si[i,j]"}
    inverse = replaced(inverse_gradient(), called_si)
    exponent = derivative(parse("b[i]*Si[i,j]*b[j]"), "a,b", {"b[i]": "0", "Si[c,d]": inverse})
    volume = normal_form(parse("deti") * replaced(determinant_gradient(), called_si), INVERSES)
    return normal_form(Fraction(-2, 2) * (exponent + volume) * parse("tau"))


def evaluate(expression: Indexed, tensors: Mapping[str, Any], free: Sequence[str], *,
             dimension: int, relations: Relations) -> Any:
    """The exact value: nested lists of Fractions, one level for each free index in the order given.

    tensors: for each name a rational (no index), nested sequences, or a flint.fmpq_mat.
    Raises: ValueError where the tensors miss a shape or a declared relation, TypeError for inexact entries.

    >>> evaluate(parse("Z[i,i]"), {"Z": [[1, 2], [3, 4]]}, [], dimension=2, relations=Relations())
    Fraction(5, 1)
    """
    table = {name: _exact(value, dimension, name) for name, value in tensors.items()}
    _check_relations(table, relations, dimension)
    if expression.terms and free_indices(expression) != set(free):
        raise ValueError(f"`free` must be {sorted(free_indices(expression))}, but is {list(free)}")
    table |= {"dim": Fraction(dimension), "delta": _unit(dimension)}

    def entry(place: dict[str, int], left: Sequence[str]) -> Any:
        if left:
            return [entry(place | {left[0]: k}, left[1:]) for k in range(dimension)]
        values = (c * _summed(factors, place, table, dimension) for c, factors in expression.terms)
        return sum(values, Fraction(0))

    return entry({}, list(free))


def _summed(factors: Factors, place: dict[str, int], table: Mapping[str, Any], dimension: int) -> Fraction:
    summed = sorted({i for _, indices in factors for i in indices} - set(place))
    total = Fraction(0)
    for values in product(range(dimension), repeat=len(summed)):
        at = {**place, **dict(zip(summed, values, strict=True))}
        part = Fraction(1)
        for name, indices in factors:
            value = table[name]
            for i in indices:
                value = value[at[i]]
            part *= value
        total += part
    return total


def _unit(dimension: int) -> list[list[Fraction]]:
    return [[Fraction(i == j) for j in range(dimension)] for i in range(dimension)]


def _exact(value: Any, dimension: int, name: str) -> Any:
    if isinstance(value, flint.fmpq_mat):
        value = value.tolist()
    if isinstance(value, list | tuple):
        if len(value) != dimension:
            raise ValueError(f"`{name}` must have {dimension} entries a level, but has {len(value)}")
        return [_exact(part, dimension, name) for part in value]
    if isinstance(value, flint.fmpq):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    raise TypeError(f"`{name}` must have exact rational entries, but has {value!r}")


def _check_relations(table: Mapping[str, Any], relations: Relations, dimension: int) -> None:
    for name in relations.symmetric & set(table):
        if table[name] != [list(row) for row in zip(*table[name], strict=True)]:
            raise ValueError(f"`{name}` must be symmetric, but is {table[name]}")
    for first, second in relations.inverse:
        if {first, second} <= set(table):
            text = f"{first}*{second} - 1", f"{first}[i,k]*{second}[k,j] - delta[i,j]"
            scalar = isinstance(table[first], Fraction)
            rest = evaluate(parse(text[not scalar]), table, "" if scalar else "ij", dimension=dimension,
                            relations=Relations())
            if rest not in (0, [[0] * dimension] * dimension):
                raise ValueError(f"`{second}` must be inverse to `{first}`, but the rest is {rest}")
