r"""The subspaces that a potential's terms depend on, found from the coefficients of the polynomials in them, over the rationals.

A polynomial p depends on P x alone, P the projection to the span of the vectors of coefficients, monomial by monomial, of grad p; a
function of polynomials on that of all of them. Terms are collected until their subspaces S_b are orthogonal. A quadratic form x^T H x/2
that leaves each S_b as it is, H S_b in S_b, is the sum of its parts on them and on what is orthogonal to all, so that it is no reason to
collect more: e^(-(x-y)^2) + x y has the pieces x - y and x + y. Else S_b grows, and its first vectors span what the terms depend on.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from numerics.supremum.exponents import factors

Rows = tuple[tuple[sp.Rational, ...], ...]  # a basis


def orthogonal_parts(expression: sp.Expr, coordinates: Sequence[sp.Symbol]) -> list[tuple[sp.Expr, Rows]]:
    """Terms and the orthogonal subspaces that they are to be restricted to; derivatives of order two and more are those of their sum.

    >>> x, y, z = sp.symbols("x y z", real=True)
    >>> orthogonal_parts(sp.exp(-(x - y)**2) + x*y, (x, y))
    [(x*y + exp(-(x - y)**2), ((1, -1),)), (x*y, ((1, 1),))]
    >>> orthogonal_parts(sp.exp(-(x - y)**2 - (y - z)**2), (x, y, z))
    [(exp(-(x - y)**2 - (y - z)**2), ((1, 0, -1), (0, 1, -1)))]
    """
    terms = sp.Add.make_args(expression)
    quadratic = sp.Add(*(term for term in terms if _is_quadratic(term, coordinates)))
    H = sp.hessian(quadratic, coordinates)
    parts: list[tuple[sp.Expr, Rows, Rows]] = []  # terms, what they depend on, and the least such subspace that H leaves as it is
    for term in (term for term in terms if not _is_quadratic(term, coordinates)):
        held = span(term, coordinates)
        rows = _closed(held, H)
        touched = [part for part in parts if not _orthogonal(part[2], rows)]
        parts = [part for part in parts if part not in touched]
        parts.append((sp.Add(term, *(part[0] for part in touched)), _joined([held, *(part[1] for part in touched)]),
                      _joined([rows, *(part[2] for part in touched)])))
    rest = _complement(_joined([rows for *_, rows in parts]), len(coordinates))
    if any(H * sp.Matrix(row) != sp.zeros(len(row), 1) for row in rest):
        parts.append((sp.S.Zero, rest, rest))
    return [(term + quadratic, _extended(held, rows)) for term, held, rows in parts]


def span(node: sp.Expr, coordinates: Sequence[sp.Symbol]) -> Rows:
    """A basis of a subspace that the expression depends on the projection to only."""
    used = [x for x in coordinates if x in node.free_symbols]
    if not node.is_polynomial(*used):
        parts = factors(node) if node.is_Mul else node.args
        return _joined([span(part, coordinates) for part in parts])
    rows: dict[tuple[int, ...], list[sp.Rational]] = {}
    letters = [*used, *(s for s in sorted(node.free_symbols - {*used}, key=str) if node.is_polynomial(s))]
    for x in used:
        slope = sp.Poly(sp.diff(node, x), *letters)
        for monomial, coefficient in slope.terms():
            if not coefficient.is_Rational:
                return _echelon([[sp.Integer(y == s) for y in coordinates] for s in used])
            rows.setdefault(monomial, [sp.S.Zero] * len(coordinates))[coordinates.index(x)] = coefficient
    return _echelon(list(rows.values()))


def orthonormal(rows: Rows) -> list[tuple[sp.Expr, ...]]:
    """An orthonormal basis of the same subspace."""
    return [tuple(row / row.norm()) for row in sp.GramSchmidt([sp.Matrix(row) for row in rows])]


def _is_quadratic(term: sp.Expr, coordinates: Sequence[sp.Symbol]) -> bool:
    if not (term.free_symbols <= {*coordinates} and term.is_polynomial(*coordinates)):
        return False
    polynomial = sp.Poly(term, *coordinates)
    return polynomial.total_degree() <= 2 and all(each.is_Rational for each in polynomial.coeffs())


def _closed(rows: Rows, H: sp.Matrix) -> Rows:
    """The least subspace that holds the rows and their images."""
    larger = _echelon([*rows, *(tuple(H * sp.Matrix(row)) for row in rows)])
    return rows if len(larger) == len(rows) else _closed(larger, H)


def _echelon(rows: Sequence[Sequence[sp.Rational]]) -> Rows:
    if not rows:
        return ()
    reduced, pivots = sp.Matrix(rows).rref()
    return tuple(tuple(reduced.row(k)) for k in range(len(pivots)))


def _joined(subspaces: Sequence[Rows]) -> Rows:
    return _echelon([row for rows in subspaces for row in rows])


def _extended(held: Rows, rows: Rows) -> Rows:
    """A basis of the larger subspace that begins with that of the smaller one."""
    return tuple(tuple(column) for column in sp.Matrix([*held, *rows]).T.columnspace())


def _complement(rows: Rows, size: int) -> Rows:
    vectors = sp.Matrix(rows).nullspace() if rows else list(sp.eye(size).columnspace())
    return _echelon([tuple(vector) for vector in vectors])


def _orthogonal(a: Rows, b: Rows) -> bool:
    return all(sum(p * q for p, q in zip(u, v, strict=True)) == 0 for u in a for v in b)
