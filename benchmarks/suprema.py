"""Certified suprema of derivatives against naive and mean-value branch and bound in `mpmath.iv`, codac's contractors, and `scipy`'s shgo.

Run from the project root:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.suprema [--limit SECONDS] [--cases N ...]
[--turns N | --settings]
codac is optional: `pip install codac==2.1.2`, in an environment of its own together with the package.

Peers get the derivative as a formula, a box, and the width 1e-10 (1e-6 in d = 3); ours gets the potential, and proves what is outside of
the box too: its time is that of a whole call. Each runs in a process of its own. CPU seconds of what prepares a solver (of ours reading, of
peers also differentiating and compiling) and of its search: first, and the least of some repetitions. In d = 1 a row "ours, prepared" is
given what peers are given: the derivative, what can be laid out before, and the box. A peer is stopped after the limit, and its width at
that time is printed: ratios to ours are then lower bounds. What shgo finds depends on how many points it starts from: --settings. With
--turns, ours and shgo in turn, in processes of their own: on a machine of which the speed changes, the ratio of neighbours says more.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from statistics import median
from time import process_time

import sympy as sp
from flint import ctx

from benchmarks.suprema_peers import EVERYWHERE, PEERS, SHGO, Bounds, box, derivative, with_shgo
from benchmarks.timing import require_pinned
from derive.formula import read
from numerics.supremum import line, steepest
from numerics.supremum.problem import Problem
from numerics.supremum.result import supremum
from numerics.supremum.search import BITS

WIDTH = 1e-10
LINE, PLANE = "x^2/2+exp(-x^2)", "sin(x)*cos(3*y)+exp(-x^2-y^2)"
CHAIN = "-1/sqrt((x-2)^2+y^2+z^2+1)-1/sqrt(x^2+y^2+z^2+1)-1/sqrt((x+2)^2+y^2+z^2+1)"
CASES = ((LINE, 2), (LINE, 3), (PLANE, 2), (PLANE, 3), (CHAIN, 2), (CHAIN, 3))
REPEATED, LONG = 9, 20.0  # repetitions at most; CPU seconds after which there are no more
OURS, PREPARED = "ours", "ours, prepared"


def whole(text: str, order: int) -> Bounds:
    """||grad^order V||, from the text to the proof for all space."""
    formula = read(text)
    width = None if text == CHAIN else Fraction(1, 10**10)
    found = steepest(formula.expression, formula.coordinates, None, None, order=order, tolerance=width, budget=None)
    return found.low, found.high


def with_line(F: sp.Expr, variables: list[sp.Symbol]) -> Callable[[float, float], Bounds]:
    """The search of ours in one variable, in the peers' box."""
    problem = Problem(F, {v: (Fraction(low), Fraction(high)) for v, (low, high) in zip(variables, box(variables), strict=True)})
    with ctx.workprec(BITS):
        run = line.prepared(problem, tolerance=Fraction(1, 10**10))

    def search(_: float, __: float) -> Bounds:
        with ctx.workprec(BITS):
            found = run(4000)
            rounded = supremum(found.low, found.high, (), "", "", True)  # outward
        return rounded.low, rounded.high

    return search


Row = tuple[float, float, float, float]  # CPU seconds of the preparation and of the search, low, high


def timed(name: str, text: str, order: int, limit: float) -> Row:
    begin = process_time()
    if name == OURS:
        low, high = whole(text, order)
        return 0.0, process_time() - begin, low, high
    search = {**PEERS, PREPARED: with_line}[name](*derivative(text, order))
    ready = process_time()
    low, high = search(limit, 1e-6 if text == CHAIN else WIDTH)
    return ready - begin, process_time() - ready, low, high


def child(name: str, case: int, limit: float) -> list[Row]:
    """The measurements of one solver, the first of them cold."""
    rows: list[Row] = []
    while len(rows) < REPEATED and sum(row[0] + row[1] for row in rows) < LONG:
        rows.append(timed(name, *CASES[case], limit))
    return rows


def measured(name: str, case: int, limit: float) -> list[Row] | str:
    """What the solver gives in a process of its own, or the reason for nothing."""
    command = [sys.executable, "-m", "benchmarks.suprema", "--child", name, "--cases", str(case), "--limit", str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:120]
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


def compared(case: int, limit: float) -> None:
    """None; prints the measurements of one derivative."""
    text, order = CASES[case]
    print(f"{text}, derivative {order}")
    base = alone = math.nan
    for name in (OURS, *([PREPARED] if text == LINE else []), *PEERS):
        rows = measured(name, case, limit)
        if isinstance(rows, str):
            print(f"  {name:30s} failed: {rows}", flush=True)
            continue
        (first, cold, low, high), before, spent = rows[0], min(row[0] for row in rows), min(row[1] for row in rows)
        base, alone = spent if name == OURS else base, spent if name == PREPARED else alone
        late, width = name in PEERS and spent >= limit, (high - low) / high if high else math.nan
        more = "more than " if late else ""
        ratios = f"of our whole call: whole {more}{(before + spent) / base:.3g}, search {more}{spent / base:.3g}"
        ratios += f"; search over search {more}{spent / alone:.3g}" if not math.isnan(alone) else ""
        print(f"  {name:30s} first {first:.4f} + {cold:.4f} s, least {before:.4f} + {spent:.4f} s{', stopped' if late else ''}  "
              f"value {low:.12g}  width {width:.1e}  {ratios}", flush=True)


def in_turn(case: int, limit: float, turns: int) -> None:
    """None; prints ours and each setting of shgo, with what prepares it, and the ratios of the least times of neighbouring processes."""
    text, order = CASES[case]
    print(f"{text}, derivative {order}: CPU ms of shgo, prepared + search, and of our whole call, over {turns} turns")
    for name in (SHGO, EVERYWHERE):
        pairs = []
        for _ in range(turns):
            (before, search, low), (_, own, best) = (least_of(measured(each, case, limit)) for each in (name, OURS))
            pairs.append((before, search, own))
        ratios = [(before + search) / own for before, search, own in pairs]
        before, search, own = (1e3 * min(column) for column in zip(*pairs, strict=True))
        print(f"  {name:36s} {before:6.1f} + {search:7.1f}, ours {own:6.1f}; ratio {median(ratios):.2f} "
              f"({min(ratios):.2f}..{max(ratios):.2f}), {max(0.0, 1 - low / best):.1e} too low", flush=True)


def least_of(rows: list[Row] | str) -> tuple[float, float, float]:
    """The least times of the preparation and of the search, and the value. Raises: RuntimeError where there is none."""
    if isinstance(rows, str):
        raise RuntimeError(rows)
    return min(row[0] for row in rows), min(row[1] for row in rows), rows[0][2]


def settings(case: int, limit: float) -> None:
    """None; prints what shgo finds at each of some settings, and its CPU seconds, once warm."""
    text, order = CASES[case]
    known, (F, variables) = whole(text, order)[0], derivative(text, order)
    with_shgo(F, variables)(limit, 0.0)
    print(f"{text}, derivative {order}: method, n, rounds, seconds, how far below the maximum, relatively")
    for method in ("simplicial", "sobol"):
        for n, iters in ((64, 1), (64, 3), *((n, 1) for n in (100, 128, 256, 512, 1024, 2048))):
            search, begin = with_shgo(F, variables, n, iters, method), process_time()
            found = search(limit, 0.0)[0]
            print(f"  {method:10s} {n:5d} {iters}  {process_time() - begin:8.4f}  {max(0.0, 1 - found / known):.1e}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=30.0, help="CPU seconds after which a peer is stopped")
    parser.add_argument("--cases", type=int, nargs="*", default=range(len(CASES)), choices=range(len(CASES)), help="which derivatives")
    parser.add_argument("--settings", action="store_true", help="shgo at other settings instead")
    parser.add_argument("--turns", type=int, default=0, help="ours and shgo in turn instead, so many times")
    parser.add_argument("--child", choices=(OURS, PREPARED, *PEERS), help="used between the processes")
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(child(arguments.child, arguments.cases[0], arguments.limit)))
        return
    require_pinned()
    for case in arguments.cases:
        if arguments.turns:
            in_turn(case, arguments.limit, arguments.turns)
            continue
        (settings if arguments.settings else compared)(case, arguments.limit)


if __name__ == "__main__":
    main()
