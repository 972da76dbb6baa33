"""The product rule in the free algebra: the time derivative of words, every letter having a declared velocity.

>>> from derive.free_algebra import letter
>>> A, V = letter("A"), letter("V")
>>> str(derivative(A * A, {"A": V}))
'A·V + V·A'
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.free_algebra import ZERO, Element, transpose


def derivative(element: Element, velocities: Mapping[str, Element]) -> Element:
    """The derivative of element; letters without a velocity are constant, X^T has the transposed velocity of X."""
    total = ZERO
    for (scalars, word), coefficient in element.terms.items():
        for i, name in enumerate(word):
            base = name.removesuffix("^T")
            if base not in velocities:
                continue
            velocity = velocities[base] if base == name else transpose(velocities[base])
            before = Element({(scalars, word[:i]): coefficient})
            after = Element({((), word[i + 1 :]): coefficient / coefficient})
            total = total + before * velocity * after
    return total
