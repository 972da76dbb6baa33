"""LaTeX as MathML, which a browser draws without a script; where that fails, or shows other characters, the LaTeX itself.

The conversion is latex2mathml's. Its result is used only if it shows the characters that the LaTeX stands for, each as often,
and has as many subscripts, superscripts, fractions and roots, by the table of `verify.report.tex_symbols`, which shares
nothing with the converter.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from verify.report import fences
from verify.report.markup import Html, element, escape, joined
from verify.report.tex import Piece, Unreadable, pieces
from verify.report.tex_symbols import WORDS, characters, normal, structure

STYLES = {"script": "SCRIPT", "double-struck": "DOUBLE-STRUCK", "bold": "BOLD", "fraktur": "FRAKTUR"}
ENTITY = re.compile(r"&#x0*([0-9A-Fa-f]+);")
KEPT = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
BETTER = ((r"\\sim(?![A-Za-z])", "∼"),)  # what the converter draws as another character
UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')
TIDY = (  # what the converter marks as a letter and is an operator, or the other way round, and the space around operators
    (r"<mi>([∼⟺±∓;⪰])</mi>", r"<mo>\1</mo>"),
    (r"<mi>([⟨⟩])</mi>", r'<mo stretchy="false">\1</mo>'),
    (r"<mo>([∞⊤…⋯])</mo>", r"<mi>\1</mi>"),
    (rf"<mi>({'|'.join(WORDS)})</mi>(?=<mo[^>]*>\()", r'<mo lspace="0.1em" rspace="0">\1</mo>'),
    (rf"<mi>({'|'.join(WORDS)})</mi>", r"<mo>\1</mo>"),
    (r"<mo>([a-z]+)</mo>", r'<mo lspace="0.1em" rspace="0.17em">\1</mo>'),
    (r"(<mo[^>]*>(?:[(\[{=<>≤≥≲≳∼,⟨]|&lt;|&gt;)</mo>)<mo>([−+])</mo>", r'\1<mo form="prefix">\2</mo>'),
    (r"<mi>:</mi><mo>=</mo>", "<mo>:=</mo>"),
    (r"<mi>:</mi>", '<mo lspace="0" rspace="0.28em">:</mo>'),
    (r"<mi>″</mi>", "<mi>′′</mi>"),
    (r"<mi>‴</mi>", "<mi>′′′</mi>"),
    (r"<mo>/</mo>", '<mo lspace="0" rspace="0">/</mo>'),
    (r"<mrow>(<m[io][^<]*</m[io]>)</mrow>", r"\1"),
)
FENCE = {r"\|": "‖", r"\{": "{", r"\}": "}", r"\langle": "⟨", r"\rangle": "⟩", r"\lbrace": "{", r"\rbrace": "}"}


@dataclass(frozen=True)
class Drawn:
    """A statement as HTML, and whether all of it is drawn, or a part stands as LaTeX."""

    html: Html
    whole: bool


def available() -> bool:
    """Whether the converter is installed."""
    return _converter() is not None


@lru_cache(maxsize=1)
def _converter() -> object | None:
    try:
        from latex2mathml import converter
    except ImportError:
        return None
    return converter


@lru_cache(maxsize=8192)
def formula(latex: str, display: bool, follows: bool = False) -> Html | None:
    """The formula as a <math> element, or None where the converter fails, or shows something else than the LaTeX stands for.

    follows: whether it goes on with another formula, so that a sign at its beginning stands between two terms.
    """
    converter, wanted = _converter(), characters(latex)
    if converter is None or wanted is None:
        return None
    try:
        text = str(converter.convert(fences.grouped(_better(latex))))  # type: ignore[attr-defined]
    except Exception:  # whatever the converter raises, the LaTeX is then shown instead
        return None
    inner = fences.sided(_tidy(re.sub(r"^<math[^>]*>|</math>$", "", text)))
    if normal(html.unescape(re.sub(r"<[^>]*>", "", inner))) != wanted or _counted(inner) != structure(latex):
        return None
    if follows:
        inner = re.sub(r"^<mrow><mo>", '<mrow><mo form="infix">', inner)
    return element("math", Html(inner), displaystyle="true" if display else None)


def _counted(inner: str) -> Counter[str]:
    """How many subscripts, superscripts, fractions and roots the MathML has."""
    tags = Counter(re.findall(r"<(m\w+)", inner))
    found = {
        "sub": tags["msub"] + tags["msubsup"] + tags["munder"] + tags["munderover"],
        "sup": tags["msup"] + tags["msubsup"] + tags["munderover"],
        "frac": tags["mfrac"],
        "root": tags["msqrt"] + tags["mroot"],
    }
    return Counter({name: number for name, number in found.items() if number})


def _better(latex: str) -> str:
    for pattern, letter in BETTER:
        latex = re.sub(pattern, letter, latex)
    return latex


def _tidy(text: str) -> str:
    """The converter's MathML with characters for numbered entities and for alphabets, and upright words in one piece."""
    text = ENTITY.sub(lambda found: KEPT.get(chr(int(found[1], 16)), chr(int(found[1], 16))), text)
    for name, sign in FENCE.items():
        text = text.replace(f">{name}<", f">{sign}<")
    text = re.sub(r'<mi mathvariant="([a-z-]+)">([^<]*)</mi>', _letters, text)
    text = UPRIGHT.sub(lambda found: f"<mi>{re.sub('<[^>]*>', '', found[0])}</mi>", text)
    for pattern, better in TIDY:
        text = re.sub(pattern, better, text)
    return text


def _letters(found: re.Match[str]) -> str:
    style, text = found[1], found[2]
    if style not in STYLES:
        return found[0]
    return f"<mi>{''.join(_letter(STYLES[style], letter) for letter in text)}</mi>"


def _letter(style: str, letter: str) -> str:
    """The letter of a mathematical alphabet: browsers draw these as characters, not by the attribute."""
    size = "CAPITAL" if letter.isupper() else "SMALL"
    for name in (f"MATHEMATICAL {style} {size} {letter.upper()}", f"{style} {size} {letter.upper()}"):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return letter


@lru_cache(maxsize=4096)
def statement(latex: str) -> Drawn:
    """A statement, prose and formulae, with the LaTeX in place of what cannot be drawn."""
    try:
        parts = pieces(re.sub(r"(?<!\\)\\\n", r"\\ ", latex))
    except Unreadable:
        return Drawn(element("code", latex, class_="tex"), False)
    prose = any(piece.kind == "prose" and len(piece.text.split()) > 3 for piece in parts)
    drawn = [_piece(piece, before, not prose) for before, piece in zip([None, *parts], parts, strict=False)]
    whole = all(each is not None for each in drawn)
    shown = [
        element("code", piece.text, class_="tex") if each is None else each
        for piece, each in zip(parts, drawn, strict=True)
    ]
    return Drawn(_glued(parts, shown), whole)


def _piece(piece: Piece, before: Piece | None, display: bool) -> Html | None:
    if piece.kind == "prose":
        return escape(piece.text)
    if piece.kind == "gap":
        return Html({"wide": '<span class="gap"></span> ', "line": "<br>", "space": " "}[piece.text])
    return formula(
        piece.text, display, before is not None and before.kind == "formula" and not before.text.endswith(",")
    )


def _glued(parts: list[Piece], shown: list[Html]) -> Html:
    """All parts in a row; a comma, or what else follows a formula at once, stays with it on its line."""
    found: list[Html] = []
    place = 0
    while place < len(parts):
        after = parts[place + 1].text if place + 1 < len(parts) and parts[place + 1].kind == "prose" else ""
        stuck = re.match(r"\S+", after)
        if parts[place].kind == "formula" and stuck and len(stuck[0]) < 16:
            found.append(element("span", shown[place], stuck[0], class_="glue"))
            shown[place + 1] = escape(after[stuck.end() :])
        else:
            found.append(shown[place])
        place += 1
    return joined(found)
