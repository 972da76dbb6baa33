"""Characters that stdout's encoding does not have, in those that every encoding has: as text, or as the escapes of JSON and XML.

Without it an encoding such as ASCII shows "?" for all, which is the mark of a verdict that is undecided.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable

SPELLED = {
    "\N{MIDDLE DOT}": "*", "\N{DOT OPERATOR}": "*", "\N{MULTIPLICATION SIGN}": "x", "\N{DIVISION SIGN}": "/", "\N{PLUS-MINUS SIGN}": "+-",
    "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{HYPHEN}": "-", "\N{DAGGER}": "+", "\N{SQUARE ROOT}": "sqrt",
    "\N{INFINITY}": "oo", "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{NOT EQUAL TO}": "!=",
    "\N{LATIN SMALL LETTER H WITH STROKE}": "hbar", "\N{SUPERSCRIPT MINUS}": "^-", "\N{MICRO SIGN}": "u",
    "\N{BLACK CIRCLE}": "*", "\N{FISHEYE}": "@", "\N{WHITE CIRCLE}": "o", "\N{RIGHTWARDS ARROW}": ">", "\N{BALLOT X}": "x"}
TEXT, JSON = "ehrenfest.text", "ehrenfest.json"
OF_FORMATS = {"json": JSON, "junit": "xmlcharrefreplace"}


def spelled(letter: str) -> str:
    """ASCII in place of a character: a word for a Greek letter, a letter without its accents, ? where there is none.

    >>> spelled("ω"), spelled("Δ"), spelled("ö"), spelled("²"), spelled("±"), spelled("你")
    ('omega', 'Delta', 'o', '^2', '+-', '?')
    """
    if letter in SPELLED:
        return SPELLED[letter]
    name = unicodedata.name(letter, "")
    if name.startswith("GREEK ") and " LETTER " in name and " WITH " not in name:
        word = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
        return word.capitalize() if " CAPITAL " in name else word
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    raised = "^" if name.startswith("SUPERSCRIPT ") else "_" if name.startswith("SUBSCRIPT ") else ""
    return raised + plain if plain else "?"


def register() -> None:
    """None; the handlers TEXT and JSON of what an encoding does not have are known to Python."""
    codecs.register_error(TEXT, _as_text)
    codecs.register_error(JSON, _as_json)


def handler(style: str) -> str:
    """The name of the handler for output of this format."""
    return OF_FORMATS.get(style, TEXT)


def _as_text(error: UnicodeError) -> tuple[str, int]:
    return _replaced(error, spelled)


def _as_json(error: UnicodeError) -> tuple[str, int]:
    return _replaced(error, _escaped)


def _replaced(error: UnicodeError, each: Callable[[str], str]) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(each, error.object[error.start : error.end])), error.end


def _escaped(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] * 256 + units[i + 1]:04x}" for i in range(0, len(units), 2))
