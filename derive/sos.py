r"""Search (untrusted) for sums of squares: m p = sum_b g_b B_b^T G_b B_b with every Gram matrix G_b >= 0.

B_b is a vector of polynomials, g_b = 1 or a product of box factors (x - lo), (hi - x), and m = 1 or another
sum of squares. Comparing coefficients gives linear equations for the entries of the G_b, solved exactly.
Where they leave freedom, a caller's `gram` proposes entries, the free ones are rounded to rationals, and
the others follow. An exact L D L^T then is the sum of squares. Zeros of p found on a grid shrink B_b to the
polynomials that vanish there, as they must; without that, rounding would leave the cone.

Source: H. Peyrl and P. A. Parrilo, Theoret. Comput. Sci. 409 (2008) 269 (rounding and projecting).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from derive.certificate import CertificateError, Claim, check

MOST_UNKNOWNS, MOST_LISTED, MOST_PAIRED = 450, 20_000, 1000
MOST_POINTS = 1500
DENOMINATORS = (1, 2, 6, 12, 60, 10**3, 10**5, 10**8, 10**12)


@dataclass(frozen=True)
class GramSystem:
    """The equations matrix @ entries = target for the upper triangles, row by row, of symmetric blocks.

    Shapes: matrix (equations, sum of n (n + 1) / 2), target (equations,).
    """

    sizes: tuple[int, ...]
    matrix: tuple[tuple[Fraction, ...], ...]
    target: tuple[Fraction, ...]


Gram = Callable[[GramSystem], Iterable[Sequence[Fraction]]]
Matrix = list[list[Any]]
Block = tuple[list[tuple[int, str]], Any, list[Any]]  # box factors, their product, basis


def proves(c: Claim, data: dict[str, Any]) -> bool:
    """Whether the check accepts the certificate."""
    try:
        check(c, data)
    except CertificateError:
        return False
    return True


def encode(p: Any) -> dict[str, str]:
    """The polynomial as JSON data, exponents to coefficient: x**2*y/3 is {"2,1": "1/3"}."""
    return {",".join(map(str, e)): str(a) for e, a in sorted(p.to_dict().items(), reverse=True)}


def points(c: Claim, most: int = MOST_POINTS) -> Iterator[tuple[Any, ...]]:
    """At most `most` rational points of the box, from the product of a few values of each variable."""
    grids = []
    for (lo, hi), d in zip(c.box, c.p.degrees(), strict=True):
        step = hi - lo if lo is not None and hi is not None else fmpq(2)
        start = lo if lo is not None else hi - 2 * step if hi is not None else -step
        grid = [start + step * fmpq(k, 8) for k in (0, 8, 4, 2, 6, 16, 1, 7, 3, 5)]
        inside = [a for a in (fmpq(0), fmpq(1), *grid, fmpq(-1), *([hi] if hi is not None else []))
                  if (lo is None or lo <= a) and (hi is None or a <= hi)]
        grids.append(list(dict.fromkeys(inside)) if d > 0 else inside[:1])
    return itertools.islice(itertools.product(*grids), most)


def ldl(matrix: Sequence[Sequence[Any]]) -> tuple[list[Any], list[list[Any]]] | None:
    """(D, L^T) with matrix = L D L^T and L unit lower triangular, or None if the matrix is not >= 0.

    >>> ldl([[fmpq(4), fmpq(2)], [fmpq(2), fmpq(1)]])
    ([4, 0], [[1, 1/2], [0, 1]])
    >>> ldl([[fmpq(0), fmpq(1)], [fmpq(1), fmpq(1)]]) is None
    True
    """
    a, n = [list(row) for row in matrix], len(matrix)
    pivots, rows = [], []
    for k in range(n):
        pivot = a[k][k]
        if pivot < 0 or (pivot == 0 and any(a[k][j] != 0 for j in range(k, n))):
            return None
        row = [fmpq(int(j == k)) if j <= k or pivot == 0 else a[k][j] / pivot for j in range(n)]
        for i, j in itertools.product(range(k + 1, n), repeat=2):
            a[i][j] -= pivot * row[i] * row[j]
        pivots.append(pivot)
        rows.append(row)
    return pivots, rows


def monomials(p: Any, *, prune: bool) -> list[Any]:
    """The monomials of at most half the degree of p, the constant last; none where there are more than can be looked through.

    prune: drop those that no sum of squares equal to p can contain: a face of Newton's polytope cuts them
    off, or their square occurs nowhere else and is missing in p.
    """
    support, ctx = set(p.to_dict()), p.context()
    half = p.total_degree() // 2
    ranges = [range((d // 2 if prune else half) + 1) if d > 0 else range(1) for d in p.degrees()]
    basis: list[tuple[int, ...]] = [()]
    for each in ranges:
        basis = [(*e, k) for e in basis for k in each if sum(e) + k <= half]
        if len(basis) > MOST_LISTED:
            return []
    if prune:
        for w in itertools.product((-1, 0, 1, 2), repeat=len(ranges)) if len(ranges) <= 4 else ():
            top = max(_dot(w, e) for e in support)
            basis = [e for e in basis if 2 * _dot(w, e) <= top]
    if len(basis) > MOST_PAIRED:
        return []
    if prune:
        size = -1
        while size != len(basis):
            size = len(basis)
            mixed = {tuple(map(sum, zip(e, f, strict=True))) for e, f in itertools.combinations(basis, 2)}
            basis = [e for e in basis if tuple(2 * k for k in e) in support | mixed]
    return [ctx.from_dict({e: fmpq(1)}) for e in sorted(basis, key=lambda e: (sum(e), e), reverse=True)]


def _vanishing(basis: list[Any], zeros: list[tuple[Any, ...]]) -> list[Any]:
    """A basis of the combinations that vanish at the zeros."""
    if not zeros or not basis:
        return basis
    rows = kernel([[q(*z) for q in basis] for z in zeros], len(basis))
    return [sum((a * q for a, q in zip(row, basis, strict=True)), start=0 * basis[0]) for row in rows]


def _blocks(c: Claim, target: Any, *, with_box: bool) -> list[Block]:
    ctx = target.context()
    kinds: list[tuple[list[tuple[int, str]], Any]] = [([], ctx.constant(1))]
    for i, (x, (lo, hi)) in enumerate(zip(ctx.gens(), c.box, strict=True)) if with_box else ():
        below = [([(i, "lo")], x - lo)] if lo is not None else []
        above = [([(i, "hi")], hi - x)] if hi is not None else []
        both = [([(i, "lo"), (i, "hi")], (x - lo) * (hi - x))] if below and above else []
        kinds += [*below, *above, *both] if c.p.degrees()[i] > 0 else []
    zeros = [] if c.strict else [z for z in points(c) if c.p(*z) == 0]
    found = []
    for factors, g in kinds:
        degree = target.total_degree() + target.total_degree() % 2 * with_box - g.total_degree()
        whole = monomials(target, prune=not with_box)
        basis = [q for q in whole if 2 * q.total_degree() <= degree]
        found.append((factors, g, _vanishing(basis, [z for z in zeros if g(*z) != 0])))
    return [block for block in found if block[2]]


def _equations(blocks: list[Block], target: Any) -> tuple[list[list[Any]], list[Any]]:
    columns = []
    for _, g, basis in blocks:
        for i, j in itertools.combinations_with_replacement(range(len(basis)), 2):
            columns.append((g * basis[i] * basis[j] * (1 if i == j else 2)).to_dict())
    goal = target.to_dict()
    keys = sorted(set(goal).union(*columns))
    matrix = [[column.get(e, fmpq(0)) for column in columns] for e in keys]
    return matrix, [goal.get(e, fmpq(0)) for e in keys]


def _squares(c: Claim, blocks: list[Block], grams: Sequence[Matrix]) -> list[Any] | None:
    squares = []
    for (factors, _, basis), gram in zip(blocks, grams, strict=True):
        split = ldl(gram)
        if split is None:
            return None
        named = [[c.names[i], end] for i, end in factors]
        for pivot, row in zip(*split, strict=True):
            square = sum((a * q for a, q in zip(row, basis, strict=True)), start=0 * c.p)
            squares += [[str(pivot), encode(square), named]] if pivot != 0 else []
    return squares


def solutions(sizes: Sequence[int], matrix: Sequence[Sequence[Any]], goal: Sequence[Any], gram: Gram | None) -> Iterator[list[Matrix]]:
    """Symmetric blocks of these sizes whose upper triangles, row by row, solve matrix @ entries = goal; not always blocks >= 0.

    gram: proposes entries where the equations leave freedom. Nothing where they contradict each other.
    """
    count = sum(n * (n + 1) // 2 for n in sizes)
    reduced, rank = fmpq_mat([[*row, b] for row, b in zip(matrix, goal, strict=True)]).rref()
    pivots = [next(j for j in range(count + 1) if reduced[i, j] != 0) for i in range(rank)]
    if count in pivots:
        return
    free = [j for j in range(count) if j not in set(pivots)]
    equations = GramSystem(tuple(sizes), tuple(tuple(map(_fraction, row)) for row in matrix), tuple(map(_fraction, goal)))
    proposals = gram(equations) if gram is not None and free else [[Fraction(0)] * count]
    for proposal, most in itertools.product(proposals, DENOMINATORS if free else (1,)):
        entries: list[Any] = [None] * count
        for j in free:
            near = Fraction(proposal[j]).limit_denominator(most)
            entries[j] = fmpq(near.numerator, near.denominator)
        for i, j in enumerate(pivots):
            entries[j] = reduced[i, count] - sum((reduced[i, k] * entries[k] for k in free), start=fmpq(0))
        yield _symmetric(sizes, entries)


def kernel(rows: Sequence[Sequence[Any]], size: int) -> list[list[Any]]:
    """A basis of the vectors of this size that are orthogonal to all rows.

    >>> kernel([[fmpq(1), fmpq(2)]], 2)
    [[-2, 1]]
    """
    if not rows:
        return [[fmpq(int(i == j)) for j in range(size)] for i in range(size)]
    reduced, rank = fmpq_mat(rows).rref()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    found = []
    for free in (j for j in range(size) if j not in pivots):
        vector = [fmpq(int(j == free)) for j in range(size)]
        for i, j in enumerate(pivots):
            vector[j] = -reduced[i, free]
        found.append(vector)
    return found


def _symmetric(sizes: Sequence[int], entries: Sequence[Any]) -> list[Matrix]:
    values, blocks = iter(entries), []
    for n in sizes:
        block = [[fmpq(0)] * n for _ in range(n)]
        for i, j in itertools.combinations_with_replacement(range(n), 2):
            block[i][j] = block[j][i] = next(values)
        blocks.append(block)
    return blocks


def candidates(c: Claim, multiplier: Any, *, with_box: bool, gram: Gram | None) -> Iterator[list[Any]]:
    """Lists of [weight, square, box factors] of sum multiplier * p; a replay says whether they prove p."""
    target = multiplier * c.p
    blocks = _blocks(c, target, with_box=with_box) if target.total_degree() > 0 else []
    count = sum(len(basis) * (len(basis) + 1) // 2 for _, _, basis in blocks)
    if not 0 < count <= MOST_UNKNOWNS:
        return
    matrix, goal = _equations(blocks, target)
    for grams in solutions([len(basis) for _, _, basis in blocks], matrix, goal, gram):
        squares = _squares(c, blocks, grams)
        if squares is not None:
            yield squares


def _dot(w: Sequence[int], e: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(w, e, strict=True))


def _fraction(a: Any) -> Fraction:
    return Fraction(int(a.p), int(a.q))
