"""Gaussian moments from the generating function, in index notation and every dimension.

Completing the square moves a linear term into a shift of the integration variable and a factor,

    -b Si b/2 + k b = -(b - sigma k) Si (b - sigma k)/2 + k sigma k/2,

so that the mean of exp(k b) is g(k) = exp(k sigma k/2), and moments are derivatives of g at k = 0.
"""

from __future__ import annotations

from fractions import Fraction

from derive.index import Indexed, Relations, normal_form
from derive.index_rules import derivative, parse, replaced

COVARIANCE = Relations(symmetric=frozenset({"s", "Si"}), inverse=frozenset({("s", "Si")}))
HALF = Fraction(1, 2)


def completed_square() -> tuple[Indexed, Indexed]:
    """Both sides of the completed square; s is sigma, Si its inverse.

    >>> from derive.index import prove_equal
    >>> prove_equal(*completed_square(), COVARIANCE) is not None
    True
    """
    exponent = (-HALF) * parse("b[i]*Si[i,j]*b[j]") + parse("k[i]*b[i]")
    left, right = parse("b[i]") - parse("k[m]*s[m,i]"), parse("b[j]") - parse("s[j,l]*k[l]")
    return exponent, (-HALF) * (left * parse("Si[i,j]") * right) + HALF * parse("k[i]*s[i,j]*k[j]")


def moment(indices: str) -> Indexed:
    """The mean of b_a b_b ... times g(0), from derivatives of g at k = 0; `indices` such as "abcd".

    >>> str(moment("ab"))
    '1*g*s[a,b]'
    """
    result = parse("g")
    for name in indices:
        rules: dict[str, str | Indexed] = {"g": f"s[{name},i]*k[i]*g", "k[i]": f"delta[i,{name}]", "s[i,j]": "0"}
        result = normal_form(derivative(result, name, rules), COVARIANCE)
    return normal_form(replaced(result, {"k[i]": "0"}), COVARIANCE)


def pairings(indices: str) -> Indexed:
    """The sum over all ways to pair the indices, each pair a factor s, times g(0)."""
    return parse("g") * _pairings(indices)


def _pairings(indices: str) -> Indexed:
    if not indices:
        return parse("1")
    total = Indexed(())
    for i in range(1, len(indices)):
        total += parse(f"s[{indices[0]},{indices[i]}]") * _pairings(indices[1:i] + indices[i + 1 :])
    return total
