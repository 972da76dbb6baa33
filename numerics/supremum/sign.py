"""Functions that are nowhere zero, by balls: what a formula divides by, or takes a logarithm of."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from numerics.supremum.few_variables import bounds
from numerics.supremum.norm import ROUGH, Domain, spans_of

CELLS = 400
MOST = 3  # symbols of a function


def sign(function: sp.Expr, symbols: Sequence[sp.Symbol], domain: Domain | None = None) -> int | None:
    """1 or -1 where the function is certainly above, or below, a number of that sign; None where CELLS cells do not show it.

    symbols: real, of which the function may hold some. domain: exact ends by symbol, None for infinite; all space where it says nothing.
    Raises: ValueError, TypeError for what has no enclosure.

    >>> x = sp.Symbol("x", real=True)
    >>> sign(2 + sp.sin(x), [x]), sign(sp.sin(x), [x])
    (1, None)
    """
    spans = {symbol: span for symbol, span in spans_of(symbols, domain).items() if symbol in function.free_symbols}
    if not 0 < len(spans) <= MOST:
        return None
    for found in (1, -1):
        highest, _ = bounds(function, spans, frozenset(), (-found,), ROUGH, CELLS, [])
        if highest.high < 0:
            return found
    return None
