r"""Delimiters of a given size, `\big` to `\Bigg`: written so that browsers draw them in that size.

A browser stretches an operator only where it stands by itself in a row, and takes a bar between two terms for a relation. So what is
raised or lowered is the whole group, `{\Big(...\Big)}^2` and not its last parenthesis, and each bar is told on which side it stands.
"""

from __future__ import annotations

import re

from verify.report.tex_symbols import TOKEN

SIZES = frozenset(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r"))
PAIRS = {")": "(", "]": "[", r"\}": r"\{", r"\rangle": r"\langle", r"\rbrace": r"\lbrace"}
BAR = re.compile(r'<mo( [^>]*minsize[^>]*)>([|‖])</mo>')
LOWERED = re.compile(r'<(msub|msup|msubsup)>(<mo [^>]*minsize[^>]*>[|‖]</mo>)')
SIDE = re.compile(r' (?:form|stretchy|fence)="[^"]*"')


def grouped(latex: str) -> str:
    r"""The LaTeX with braces around a pair of sized delimiters that a script follows.

    >>> grouped(r"a\Big(b\Big)^2"), grouped(r"\Big(b\Big)c")
    ('a{\\Big(b\\Big)}^2', '\\Big(b\\Big)c')
    """
    tokens = TOKEN.findall(latex)
    opened: list[tuple[str, int, int]] = []  # delimiter, depth of braces, place
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token == "{") - (token == "}")
        if token not in SIZES or place + 1 == len(tokens):
            continue
        sign = tokens[place + 1]
        if sign in PAIRS.values():
            opened.append((sign, depth, place))
        elif sign in PAIRS and opened and opened[-1][:2] == (PAIRS[sign], depth):
            start = opened.pop()[2]
            if tokens[place + 2 : place + 3] in (["^"], ["_"]):
                tokens[start] = "{" + tokens[start]
                tokens[place + 1] = sign + "}"
    return "".join(tokens)


def sided(inner: str) -> str:
    """The MathML with each sized bar told its side: those with a script close what stands before, the others in turns."""
    inner = LOWERED.sub(lambda found: f"<{found[1]}><mrow>{_told(found[2], 'postfix')}</mrow>", inner)
    closes = False

    def turn(found: re.Match[str]) -> str:
        nonlocal closes
        if 'form="postfix"' in found[1]:
            closes = False
            return found[0]
        side, closes = ("postfix", False) if closes else ("prefix", True)
        return _told(found[0], side)

    return BAR.sub(turn, inner)


def _told(bar: str, side: str) -> str:
    return SIDE.sub("", bar).replace("<mo", f'<mo form="{side}" stretchy="true"', 1)
