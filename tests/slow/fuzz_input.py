"""Random and hostile inputs by the thousand: read, or refused with a sentence; never run, never long, never large.

    python tests/slow/fuzz_input.py 100000 --workers 2

Each worker is a process with an address space of 1 GiB and an audit hook that stops whatever would run code, start a process, open a
socket or write a file. What took longer than LIMIT seconds, or raised anything but a refusal, is printed, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import builtins
import contextlib
import json
import random
import re
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LIMIT, MEMORY, BATCH = 5.0, 1 << 30, 2000
ROOT = Path(__file__).resolve().parents[2]
LOOKALIKES = "хуᴢｘ１²½Ⅳ×·−–⁄√∞πΧοоеｅ\u200b\u200d\u2060\ufeff\u202e\u0301\u00a0\u3000\U0001d465𝟏"
NAMES = [*dir(builtins), "os", "sys", "__class__", "__subclasses__", "lambda", "import", "sympy", "Symbol", "Integer", "x.__class__",
         "nan", "inf", "oo", "zoo", "NaN", "Infinity", "I", "j", "1j", "re", "im", "arg", "Piecewise", "diff", "S", "N", "Q", "exec"]
ATOMS = [*"xyzt012ke", "x1", "x2", "y1", "z2", "x99", "0.5", "1e60", "1e-60", "3/7", "10^20", "pi", "7.", "64", "-1"]
SOFT = ["x", "x", "y", "2", "3/7", "pi", "0.1", "t"]  # of which most formulas can be read
CALLS = ["sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "sech", "asinh", "atan", "abs"]
UNIT = [*"msKcuJheCV", "kg", "um", "\u00b5m", "\u03bcm", "eV", "k_B", "hbar", "Da", "N_A", "Hz", "GHz", "min", "mol", "rad"]
SIGNS = ["+", "-", "*", "/", "^", "**", "(", ")", " ", ",", ".", "=", "[", "]", "\n", "'", '"', ";", "\\", "\x00", "#", "%", "!", "_"]
KEYS = ["potential", "parameters", "domain", "particles", "term", "mass", "hbar", "Dx", "Dp", "time", "formula", "bodies", "which",
        "number", "dimension", "x", "k", "__proto__"]


def tree(rng: random.Random, depth: int, atoms: list[str]) -> str:
    """A well-formed formula."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(atoms)
    kind = rng.random()
    inner = tree(rng, depth - 1, atoms)
    if kind < 0.35:
        return f"{rng.choice(CALLS)}({inner})"
    if kind < 0.45:
        return f"-({inner})"
    return f"({inner}){rng.choice('+-*/^')}({tree(rng, depth - 1, atoms)})"


def soup(rng: random.Random, words: list[str]) -> str:
    """Words in no order."""
    return "".join(rng.choice(words) for _ in range(rng.randrange(0, 25)))


def hurt(rng: random.Random, text: str) -> str:
    """The text with some characters replaced, doubled or dropped."""
    letters = list(text)
    for _ in range(rng.randrange(1, 4)):
        if letters:
            at = rng.randrange(len(letters))
            letters[at] = rng.choice([letters[at] * 2, "", rng.choice(LOOKALIKES), rng.choice(SIGNS), chr(rng.randrange(0x110000))])
    return "".join(letters)


def giant(rng: random.Random, atoms: list[str]) -> str:
    """Deep, long, or of huge numbers."""
    n, a = rng.choice([10, 39, 41, 200, 5000, 100_000]), rng.choice(atoms)
    return rng.choice([
        "(" * n + a + ")" * n, "-" * n + a, "^".join([a] * n), "+".join([a] * n), "*".join([a] * n), f"{a}^" * n + "2",
        rng.choice(CALLS) + "(" * n, "(".join(CALLS * n)[:n], "9" * n, "9" * n + "^" + "9" * n, f"{a}^{'9' * n}", "1e" + "9" * n, "." * n,
        f"({a}+1)^64" + "*" + f"({a}+1)^64", "exp(" * (n % 45) + a + ")" * (n % 45), "9^" * (n % 30) + "9", f"(1+1/10^{n})^(10^{n})",
        "/".join([a] * n), a + " " * n + a, "x" * n, "1/" * (n % 45) + a, f"({a})^({'1/3' if n < 50 else '-63/64'})^{n}",
        "sqrt(" * (n % 40) + "2" + ")" * (n % 40), f"log({a}^63)^63", f"exp({n}*log({a}))", f"exp(log(2)*{n}/({n}+1))",
        f"cos({n}*pi/{n + 7})", f"tan({n}*pi/7+{a})", f"atan(tan({n}/3))", f"asinh(sinh({n % 300}))", f"(-{n})^(1/3)",
        f"abs(exp(sqrt({a})))", f"{rng.choice(CALLS)}({rng.choice(CALLS)}({a}+pi/{rng.randrange(1, 5)}))"])


def any_text(rng: random.Random, atoms: list[str]) -> str:
    """A text of any kind."""
    kind = rng.randrange(8)
    if kind == 0:
        return soup(rng, [*atoms, *CALLS, *SIGNS, "(", ")"])
    if kind == 1:
        return soup(rng, [*NAMES, *atoms, *SIGNS, *LOOKALIKES])
    if kind == 2:
        return giant(rng, atoms)
    if kind == 3:
        return hurt(rng, tree(rng, 4, atoms))
    if kind == 4:
        return "".join(chr(rng.randrange(rng.choice([128, 0x3000, 0x110000]))) for _ in range(rng.randrange(40)))
    return tree(rng, rng.choice([2, 4, 6]), SOFT if atoms is ATOMS and rng.random() < 0.7 else atoms)


def value(rng: random.Random) -> str:
    """A TOML value."""
    n = rng.choice([1, 3, 50, 3000])
    return rng.choice([
        json.dumps(any_text(rng, ATOMS)), json.dumps(any_text(rng, UNIT)), "nan", "inf", "-inf", "1e999", "9" * n, "0x" + "f" * n,
        "[" * n + "]" * n, "{a=" * (n % 300) + "1" + "}" * (n % 300), "true", "1979-05-27", "[1, 2]", '["-1 um", "inf"]', '"cos(x)"',
        '"3 kg"', "[[1, 2], [2, 3]]", '"all"', '"ring"', "2", "3", "10", "''", "0.1", "1e-400", "99:99:99", "[[" + "1," * n + "]]"])


def toml(rng: random.Random) -> str:
    """A TOML file, well formed or not."""
    kind = rng.randrange(4)
    if kind == 0:
        return hurt(rng, rng.choice([p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.toml"))]))
    if kind == 1:
        return any_text(rng, ATOMS)
    head = rng.choice(["", "a" + ".a" * rng.choice([3, 50, 20000]) + "=1\n", "[" + ".".join("ab" * 20) + "]\n"])
    rows = [f"{rng.choice(KEYS)} = {value(rng)}" for _ in range(rng.randrange(1, 6))]
    for table in rng.sample(["[parameters]", "[domain]", "[particles]", "[[term]]", "[[term]]"], rng.randrange(0, 5)):
        rows += [table, *(f"{rng.choice(KEYS)} = {value(rng)}" for _ in range(rng.randrange(0, 4)))]
    return head + "\n".join(rows)


def attempt(rng: random.Random) -> tuple[str, Any]:
    """A kind of input and the call that is made with it, as (name, arguments)."""
    kind = rng.choice(["formula", "formula", "formula", "parameter", "quantity", "options", "toml", "term"])
    if kind == "formula":
        return kind, (any_text(rng, ATOMS), {})
    if kind == "parameter":
        name = rng.choice(["k", "k", "k", rng.choice(NAMES), rng.choice(LOOKALIKES), "", "x", "x1", any_text(rng, ATOMS)])
        text = rng.choice(["k*x", "x^2*k", "exp(k*x)", "x^k", f"{name}*x"])
        return kind, (text, {name: any_text(rng, ["2", "pi", "1e60", "0", "e", "7/3"])})
    if kind == "quantity":
        return kind, (any_text(rng, [*UNIT, "2 ", "3 ", "1e-31 ", "0", "10 "]),)
    if kind == "options":
        numbers = {name: any_text(rng, [*UNIT, "2 ", "1 "]) for name in ("mass", "hbar", "Dx", "Dp", "time") if rng.random() < 0.3}
        given, box = [f"k={any_text(rng, UNIT)}"], [f"x={any_text(rng, UNIT)}:1"]
        return kind, (any_text(rng, ATOMS), given * (rng.random() < 0.5), box * (rng.random() < 0.2), numbers)
    if kind == "toml":
        return kind, (toml(rng).encode("utf-8", "surrogatepass"),)
    which = rng.choice(["all", "chain", "ring", "x", [[1, 2]], [[1, 1]], [1]])
    return kind, (any_text(rng, [*ATOMS, "r", "x2", "z1"]), rng.choice([1, 2, 3, 0, 99, True]), which,
                  rng.choice([1, 2, 3, 4, 1000, 10**30]), rng.choice([1, 2, 3, 4]))


def made(kind: str, arguments: Any) -> Any:
    """What the call gives."""
    from derive.formula import read
    from derive.many_body import term
    from verify.quantity import parameter
    from verify.system_file import from_options, parsed

    if kind in ("formula", "parameter"):
        return read(*arguments)
    if kind == "quantity":
        return parameter(arguments[0], "--mass")
    if kind == "options":
        return from_options(arguments[0], params=arguments[1], domain=arguments[2], **arguments[3])
    if kind == "toml":
        return parsed(arguments[0])
    text, bodies, which, particles, dimension = arguments
    return term(text, bodies=bodies, which=which, particles=particles, dimension=dimension)


PLACE = re.compile(r"\((at line [0-9]+, column [0-9]+|at end of document)\)|, (at line|from byte) [0-9]+|, at column [0-9]+\n")
NO_PLACE = (  # what is wrong is no place in a text, or the sentence names the key or the value that it is about
    "must occur in", "must be text", "free names of letters and digits, but ''", "a value or be left open", "must be a whole number",
    "`which` must", "must have known names", "must have `potential`", "must come with", "must have their number", "must be tables",
    "must be a table", "must have a formula", "must have two ends", "must be a number, or text", "low < high", "nested deeply",
    "numbers and dates that exist", "at most 40 digits", "at most 65536 bytes", "must list", "must occur from", "must be at most")


class Late(BaseException):
    """LIMIT is over."""


def fault(kind: str, arguments: Any) -> tuple[str, str]:
    """The outcome, in a word, and what is wrong with it, or ""."""
    from derive.formula import FormulaError
    from verify.system_file import UnusableSystem

    try:
        found = made(kind, arguments)
    except (FormulaError, UnusableSystem) as error:
        sentence = str(error)
        if " must " not in sentence or not (sentence.isprintable() or "\n    " in sentence):
            return "refused", f"no sentence: {sentence[:300]!r}"
        place = getattr(error, "at", None) is not None or PLACE.search(sentence) is not None
        if not place and not any(words in sentence for words in NO_PLACE):
            return "refused", f"no column: {sentence[:300]!r}"
        return ("refused at a column" if place else "refused, no text to point into"), ""
    except Late:
        return "late", f"took longer than {LIMIT} s"
    except BaseException:
        return "raised", traceback.format_exc()[-1500:]
    return "read", "" if kind not in ("formula", "parameter") else strange(found)


def strange(formula: Any) -> str:
    """What an expression holds that no formula may, and whether its text can be read again."""
    import sympy as sp

    from derive.formula import FormulaError, read
    from derive.formula_build import PLAIN

    allowed = (*PLAIN, sp.Add, sp.Mul, sp.Pow, sp.Rational, sp.Symbol, type(sp.pi), type(sp.E))
    odd = sorted({type(node).__name__ for node in sp.preorder_traversal(formula.expression) if not isinstance(node, allowed)})
    if odd:
        return f"holds {odd}: {formula.text[:200]}"
    try:
        again = read(formula.text)
    except FormulaError as error:
        return f"cannot be read again: {formula.text[:200]}: {error}"
    return "" if same(formula.expression, again.expression) else f"read again it is another: {formula.text[:200]}: {again.text[:200]}"


def same(one: Any, other: Any) -> bool:
    """Whether both are equal: as they stand, expanded, or to 20 digits at rational points where they are finite."""
    import sympy as sp

    if one == other or sp.expand(one - other) == 0:
        return True
    symbols = sorted(one.free_symbols | other.free_symbols, key=str)
    for k in (1, 2, 3):
        at = {symbol: sp.Rational(7 * k + 3 * i, 11) for i, symbol in enumerate(symbols)}
        a, b = (sp.N(each.subs(at), 30) for each in (one, other))
        if a.is_Float and b.is_Float and not abs(a - b) <= sp.Float(10) ** -20 * (1 + abs(a)):
            return False
    return True


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Late is raised in the block after so many seconds of processor time, whatever else the machine does."""

    def late(*_: Any) -> None:
        raise Late

    signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def guard() -> None:
    """Nothing is run or written from here on."""
    forbidden = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect", "shutil.rmtree", "os.remove",
                 "ctypes.dlopen", "code.__new__", "compile")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in forbidden or (event == "open" and len(arguments) > 1 and any(c in str(arguments[1]) for c in "wax+")):
            raise RuntimeError(f"the event {event} must not occur, but did: {str(arguments)[:200]}")

    sys.addaudithook(hook)


def work(first: int, last: int) -> dict[str, Any]:
    """The record of the inputs with these seeds."""
    import resource

    sys.path.insert(0, str(ROOT))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for kind, arguments in (("formula", ("tan(x+pi/2)*abs(sin(x))^2", {})), ("quantity", ("3 kg",)), ("options", ("cos(x)", [], [], {}))):
        fault(kind, arguments)  # imports
    sys.dont_write_bytecode = True
    guard()
    counts: Counter[str] = Counter()
    faults, slowest = [], (0.0, "")
    for seed in range(first, last):
        kind, arguments = attempt(random.Random(seed))
        start = time.process_time()
        try:
            with within(LIMIT):
                word, wrong = fault(kind, arguments)
        except Late:
            word, wrong = "late", f"took longer than {LIMIT} s"
        seconds = time.process_time() - start
        counts[f"{kind} {word}"] += 1
        slowest = max(slowest, (seconds, f"{seed} {kind} {str(arguments)[:200]!r}"))
        if wrong:
            faults.append(f"{seed} {kind} {str(arguments)[:300]!r}\n    {wrong}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"counts": counts, "faults": faults, "slowest": slowest, "peak_mib": peak}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--child", action="store_true", help="used between the processes")
    options = parser.parse_args()
    if options.child:
        print(json.dumps(work(options.first, options.first + options.count)))
        return 0
    end, running, total, faults = options.first + options.count, [], Counter[str](), 0
    slowest, peak, start = (0.0, ""), 0, options.first
    while start < end or running:
        while start < end and len(running) < options.workers:
            count = min(BATCH, end - start)
            command = [sys.executable, __file__, str(count), "--first", str(start), "--child"]
            running.append((start, subprocess.Popen(command, stdout=subprocess.PIPE, text=True)))
            start += count
        first, child = running.pop(0)
        output, _ = child.communicate()
        if child.returncode != 0:
            print(f"seeds from {first} on: the process ended with {child.returncode}")
            faults += 1
            continue
        record = json.loads(output)
        total += Counter(record["counts"])
        slowest, peak = max(slowest, tuple(record["slowest"])), max(peak, record["peak_mib"])
        faults += len(record["faults"])
        print(*record["faults"], sep="\n", end="\n" if record["faults"] else "", flush=True)
    print(f"{sum(total.values())} inputs, {faults} faults, slowest {slowest[0]:.2f} s ({slowest[1]}), at most {peak} MiB")
    print(*(f"    {name}: {count}" for name, count in sorted(total.items())), sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
