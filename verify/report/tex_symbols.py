"""The characters that a LaTeX command stands for: what MathML must show of a formula, written down apart from the converter."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
# fmt: off
GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho",
    "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon",
    "Phi", "Psi", "Omega",
)
VARIANTS = {"varepsilon": "ε", "varphi": "φ", "varrho": "ρ", "vartheta": "θ", "varsigma": "ς"}
SHAPES = {  # structure: what is shown by place, not by a character
    "frac", "tfrac", "dfrac", "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "sqrt", "overset", "underset",
    "mathrm", "mathbf", "mathcal", "mathbb", "mathsf", "operatorname", "text", "textstyle", "displaystyle", "quad", "qquad", "begin", "end",
}
WORDS = ("max", "min", "sup", "inf", "det", "log", "ln", "exp", "cos", "sin", "tan", "cosh", "sinh", "tanh", "lim", "dim", "ker")
SIGNS = {
    "|": "‖", "{": "{", "}": "}", "%": "%", "#": "#", "hbar": "ℏ", "ell": "ℓ", "partial": "∂", "nabla": "∇", "int": "∫", "iint": "∬",
    "iiint": "∭", "sum": "∑", "prod": "∏", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "in": "∈", "to": "→",
    "rightarrow": "→", "leftrightarrow": "↔", "mapsto": "↦", "hookrightarrow": "↪", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "iff": "⟺",
    "langle": "⟨", "rangle": "⟩", "cdot": "⋅", "cdots": "⋯", "dots": "…", "ldots": "…", "times": "×", "otimes": "⊗", "pm": "±", "mp": "∓",
    "sim": "∼", "simeq": "≃", "approx": "≈", "lesssim": "≲", "gtrsim": "≳", "ll": "≪", "gg": "≫", "propto": "∝", "infty": "∞",
    "subset": "⊂", "succeq": "⪰", "forall": "∀", "exists": "∃", "dagger": "†", "top": "⊤", "bullet": "•", "frown": "⌢", "prime": "′",
    "hat": "^",
    "tilde": "~", "bar": "¯", "dot": "˙", "ddot": "¨", "vec": "→", "equiv": "≡", "circ": "∘", "mid": "∣", "cap": "∩", "cup": "∪",
    "wedge": "∧", "oint": "∮", "Re": "ℜ", "Im": "ℑ", "star": "⋆", "ast": "*", "notin": "∉", "setminus": "∖", "perp": "⟂",
    "binom": "()", ",": "", ";": "", ":": "", "!": "", " ": "", "\\": "",
}
SAME = str.maketrans({"−": "-", "∗": "*", "′": "'", "·": "⋅", "⟂": "⊥", "ˆ": "^", "˜": "~", "‾": "¯",
                      "―": "¯", "ˉ": "¯", "∥": "‖", "│": "|",
                      "⏐": "|", "⪰": "≽", "\u2061": "", "\u2062": ""})
FENCES = {"cases": "{", "pmatrix": "()", "bmatrix": "[]", "matrix": "", "array": "", "aligned": ""}
# fmt: on


def _greek(name: str) -> str:
    size = "SMALL" if name[0].islower() else "CAPITAL"
    return unicodedata.lookup(f"GREEK {size} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}")


KNOWN = {name: _greek(name) for name in GREEK} | VARIANTS | dict.fromkeys(SHAPES, "") | {w: w for w in WORDS} | SIGNS


def normal(text: str) -> Counter[str]:
    """How often each character occurs, spaces aside, with one character for all that look the same in a formula."""
    plain = unicodedata.normalize("NFKC", text.translate(SAME)).translate(SAME)
    return Counter(letter for letter in plain if not letter.isspace())


def characters(latex: str) -> Counter[str] | None:
    """How often a formula shows each character, or None where it has a command that is not known here."""
    latex = re.sub(r"\\left\.|\\right\.", " ", latex)
    shown: list[str] = []
    for name, columns in re.findall(r"\\begin\{(\w+)\*?\}(\{[lcr|]*\})?", latex):
        if name not in FENCES:
            return None
        shown.append(FENCES[name])
        latex = latex.replace(columns, "", 1) if columns else latex
    latex = re.sub(r"\\(?:begin|end)\{\w+\*?\}", " ", latex)
    negate = False
    for token in TOKEN.findall(latex):
        if token == r"\not":
            negate = True
            continue
        text = KNOWN.get(token[1:]) if token[0] == "\\" else "" if token in "{}^_&~" else token
        if text is None:
            return None
        shown.append(text + "\u0338" if negate and text.strip() else text)
        negate = negate and not text.strip()
    return normal("".join(shown))


def structure(latex: str) -> Counter[str]:
    """How many subscripts, superscripts, fractions and roots a formula has; primes are a superscript."""
    plain = re.sub(r"\\[_^'\\]", " ", latex)
    primes = len(re.findall(r"'+(?!\s*\^|')", plain))
    found = {
        "sub": plain.count("_"),
        "sup": plain.count("^") + primes,
        "frac": len(re.findall(r"\\(?:[tdc]?frac|binom)(?![A-Za-z])", plain)),
        "root": len(re.findall(r"\\sqrt(?![A-Za-z])", plain)),
    }
    return Counter({name: number for name, number in found.items() if number})
