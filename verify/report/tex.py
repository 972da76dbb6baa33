r"""A statement in LaTeX, cut into prose and formulae that fit on a line.

`\text{...}` at the top of a statement is prose, `$...$` in it a formula again. A formula is cut before a relation and
behind a comma, a long one before a plus, a minus, a sum or an integral too, but never within braces, brackets,
`\left ... \right` or an environment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from verify.report.tex_symbols import TOKEN

# fmt: off
RELATIONS = frozenset({
    "=", "<", ">", r"\le", r"\leq", r"\ge", r"\geq", r"\ne", r"\to", r"\in", r"\lesssim", r"\gtrsim", r"\ll", r"\gg", r"\sim",
    r"\simeq", r"\approx", r"\equiv", r"\iff", r"\Rightarrow", r"\Leftrightarrow", r"\rightarrow", r"\leftrightarrow",
    r"\propto", r"\subset", r"\mapsto", r"\hookrightarrow", r"\succeq",
})
# fmt: on
FUNCTIONS = frozenset((r"\max", r"\min", r"\exp", r"\sum", r"\int", r"\iint", r"\sup"))
OPENING, CLOSING = frozenset(("(", "[", r"\{", r"\langle")), frozenset((")", "]", r"\}", r"\rangle"))
LONG = 70  # characters of LaTeX, beyond which a sum is cut
# fmt: off
LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("'", "’"), (r"\%", "%"), (r"\#", "#"), (r"\&", "&"), (r"\S", "§"),
             (r"\ldots", "…"), (r"\dots", "…"), (r'\"o', "ö"), (r'\"u', "ü"), (r'\"a', "ä"), (r"\'e", "é"), (r"\ ", " "), (r"\,", "\u2009"),
             ("~", "\u00a0"))
# fmt: on


@dataclass(frozen=True)
class Piece:
    """A part of a statement: `prose`, plain text; `formula`, LaTeX; or `gap`, the space between two of them."""

    kind: str
    text: str


class Unreadable(ValueError):
    """LaTeX that is not cut here; the message says why."""


def pieces(latex: str) -> list[Piece]:
    """The statement's parts in their order.

    Raises: Unreadable where braces do not match, or where prose holds a command.
    """
    tokens = TOKEN.findall(latex)
    found: list[Piece] = []
    formula: list[str] = []
    place, depth, last = 0, 0, ""

    def flush() -> None:
        if "".join(formula).strip():
            found.extend(_cut(formula))
        formula.clear()

    while place < len(tokens):
        token = tokens[place]
        if token == r"\text" and depth == 0 and last not in ("_", "^"):
            flush()
            group, place = _group(tokens, place + 1)
            found += _prose(group)
            last = "}"
            continue
        depth += (token in ("{", r"\left", r"\begin")) - (token in ("}", r"\right", r"\end"))
        formula.append(token)
        last = token if not token.isspace() else last
        place += 1
    if depth != 0:
        raise Unreadable("the braces do not match")
    flush()
    return found


def _group(tokens: list[str], place: int) -> tuple[str, int]:
    """The text in the braces that open at or behind the place, and the place behind them."""
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place == len(tokens) or tokens[place] != "{":
        raise Unreadable("braces must follow the command that prose begins with")
    depth, start = 0, place + 1
    for end in range(place, len(tokens)):
        depth += (tokens[end] == "{") - (tokens[end] == "}")
        if depth == 0:
            return "".join(tokens[start:end]), end + 1
    raise Unreadable("the braces do not match")


def _prose(text: str) -> list[Piece]:
    found: list[Piece] = []
    for number, part in enumerate(re.split(r"(?<!\\)\$", text)):
        if number % 2:
            found += _cut(TOKEN.findall(part))
            continue
        for mark, letter in LIGATURES:
            part = part.replace(mark, letter)
        if re.search(r"[\\{}]", part):
            raise Unreadable("prose holds a command")
        found.append(Piece("prose", _spaced(part)))
    return [piece for piece in found if piece.text]


def _spaced(text: str) -> str:
    """The text with single spaces, at its ends too where it has some there."""
    plain = text.strip(" \n\t")
    if not plain:
        return " " if text else ""
    return " " * text[:1].isspace() + " ".join(re.split(r"[ \n\t]+", plain)) + " " * text[-1:].isspace()


def _cut(tokens: list[str]) -> list[Piece]:
    """The formula's parts, each short enough for a line where that can be had."""
    found: list[Piece] = []
    part: list[str] = []
    depth = 0
    sums = len("".join(tokens)) > LONG

    def flush() -> None:
        text = "".join(part).strip()
        if text:
            found.append(Piece("formula", text))
        part.clear()

    for token in tokens:
        depth += (token in ("{", r"\left", r"\begin") or token in OPENING) - (
            token in ("}", r"\right", r"\end") or token in CLOSING
        )
        if depth == 0 and token in (r"\quad", r"\qquad", r"\ ", "\\\\"):
            flush()
            found.append(
                Piece("gap", "wide" if token in (r"\quad", r"\qquad") else "line" if token == "\\\\" else "space")
            )
            continue
        before = "".join(part).strip()
        if depth == 0 and _is_cut(token, before, sums):
            flush()
        part.append(token)
        if depth == 0 and token == "," and before:
            flush()
    flush()
    return found


def _is_cut(token: str, before: str, sums: bool) -> bool:
    """Whether a line may end before the token: a relation, or in a long formula a further term or factor."""
    if not before or before in RELATIONS or before.endswith(("_", "^", r"\not")):
        return False
    if token in RELATIONS:
        return not any(before.endswith(relation) for relation in RELATIONS) and not before.endswith(":")
    if token in FUNCTIONS:
        return sums and len(before) > 20 and not before.endswith(("|", "/", "-", "+"))
    return sums and token in "+-" and len(before) > 12 and not any(before.endswith(each) for each in RELATIONS)
