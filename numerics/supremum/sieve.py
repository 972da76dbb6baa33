"""The maximum of |F(x, u)| over positions in a box and all directions u, F = (u . grad)^j V, d = 2, 3: branch and bound on many cells.

All bounds are balls in floats, rounded outward (`balls`, `jets`, `form`, `quadratic`). A position cell is dropped when a norm of the
derivative that is at least the injective norm (`tensor`) is too small on it, or, for |F|, its values at a net of directions (`directions`);
else it is cut until the derivative varies little on it, and then in the directions that are left too, each cell with the least of the
natural, the mean-value and the second-order bound. Where a derivative of F has a sign, there is no inner maximum: at a maximum over the
whole domain and all directions the gradient vanishes, walls of the domain excepted. That there is one follows where F is smaller outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np
import sympy as sp
from flint import ctx

from numerics.supremum import sieve_cells
from numerics.supremum.balls import Balls, Floats, U
from numerics.supremum.corners import over_corners, steepest
from numerics.supremum.directions import net, over_net
from numerics.supremum.form import Chart, form
from numerics.supremum.jets import Jet, Jets
from numerics.supremum.quadratic import gershgorin, largest_eigenvalues, risen, scaled, seconds, stationary
from numerics.supremum.sieve_cells import (
    Box,
    Cells,
    Sieved,
    abreast,
    centred,
    halved,
    joined,
    least,
    points,
    undirected,
)
from numerics.supremum.tape import run, tape
from numerics.supremum.tensor import deviations, flattened, frobenius, tightened

CHUNK, BITS = 2048, 64
LOOSE, FINE = 1.0, 0.07  # how far, relatively, the tensor may vary on a cell bounded at a net of directions; on one cut in direction
PLAIN, DULL = {2: 60_000, 3: 20_000}, 5e-10  # cells after which a Hessian is bounded without directions, to twice this relative width
SMALL, NEWTON, FEW = 2.0**-30, 3, 256  # sides that are rounding; Newton steps in a cell where there are few


class Sieve:
    """A search. signs: as in `problem`; mirror: a coordinate that is 0 in the box, and in which V is even. Raises: Unsupported."""

    def __init__(
        self, expression: sp.Expr, variables: Sequence[sp.Symbol], coordinates: int, order: int, signs: tuple[int, ...],
        mirror: int | None = None,
    ) -> None:
        self.steps, (self.place,) = tape([expression], variables)
        self.m, self.d, self.order, self.signs = len(variables), coordinates, order, signs
        self.mirror, self.in_position = mirror, False
        self.charts = [Chart(self.m, self.d, order, face) for face in range(self.d)]
        self.size = self.charts[0].size
        self.found = Sieved(0.0 if len(signs) == 2 else -inf, -inf)

    def jets(self, x: Balls, degree: int) -> Jet:
        """The jets of V. Shapes: x (variables, cells)."""
        algebra = Jets(self.m, degree, x.mid.shape[1])
        with ctx.workprec(BITS):
            jet: Jet = run(self.steps, [algebra.variable(i, x[i : i + 1]) for i in range(self.m)], algebra)[self.place]
        return jet

    def around(self, centre: Floats, reach: Floats) -> tuple[Jet, Jet]:
        """The jets of degree order + 2 on cells and at their centres, in one sweep."""
        both, n = self.jets(abreast(Balls(centre, reach), points(centre)), self.order + 2), centre.shape[1]
        return both[:n], both[n:]

    def at(self, x: Floats, s: Floats, face: np.ndarray, degree: int) -> Balls:
        """F's coefficients at points, which count for the lower bound."""
        values = self.forms(self.jets(Balls(x, np.zeros_like(x)), self.order + degree), np.arange(x.shape[1]), points(s), face, degree)
        self.improve(values, x, s, face)
        return values

    def forms(self, jet: Jet, which: np.ndarray, s: Balls, face: np.ndarray, degree: int) -> Balls:
        rows = {0: 1, 1: 1 + self.size, 2: 1 + self.size + len(seconds(self.size))}[degree]
        mid, rad = np.zeros((rows, len(face))), np.zeros((rows, len(face)))
        for chart in self.charts:
            here = np.flatnonzero(face == chart.face)
            if len(here):
                part = form(chart, jet, which[here], s[:, here], degree)
                mid[:, here], rad[:, here] = part.mid, part.rad
        return Balls(mid, rad)

    def improve(self, values: Balls, x: Floats, s: Floats, face: np.ndarray) -> None:
        for sign in self.signs:
            low = (values[0] if sign > 0 else -values[0]).lower()
            low = np.where(np.isfinite(low) & self.inside(x), low, -inf)
            best = int(np.argmax(low))
            if low[best] > self.found.low:
                u = self.charts[int(face[best])].direction(s[:, best : best + 1])[:, 0]
                self.found.low, self.found.point = float(low[best]), (*map(float, x[:, best]), *map(float, u))

    def inside(self, x: Floats) -> np.ndarray:
        return np.all((x >= self.box.inner[0][:, None]) & (x <= self.box.inner[1][:, None]), axis=0)

    def run(self, box: Box, *, outside: float, tolerance: float, budget: int) -> Sieved:
        """Bounds of the maximum over the box and what is outside, where |F| is at most `outside`."""
        self.box, found = box, self.found
        self.tolerance, found.high = tolerance / 2, outside
        stack = [sieve_cells.begun(box, self.d - 1)]
        with np.errstate(all="ignore"):
            while stack and found.cells < budget:
                if self.order == 2 and not self.in_position and found.cells >= PLAIN[self.d]:
                    self.in_position, self.tolerance, stack = True, max(self.tolerance, DULL), [sieve_cells.anywhere(stack, self.m)]
                if found.cells >= PLAIN[self.d]:  # what is not done in time should be bounded well
                    stack.sort(key=lambda part: float(part.bound.max()))
                cells = stack.pop()
                while len(cells.face) < CHUNK // 4 and stack and undirected(stack[-1]) == undirected(cells):
                    cells = joined([cells, stack.pop()])
                found.cells += len(cells.face)
                for part in self.coarse(cells) if undirected(cells) else [self.fine(cells)]:
                    stack += [part[np.arange(k, min(k + CHUNK, len(part.face)))] for k in range(0, len(part.face), CHUNK)]
        found.high = max([found.high, found.low, *(float(b) for part in stack for b in part.bound)])
        return found

    def target(self, tolerance: float | None = None) -> float:
        return self.found.low + (self.tolerance if tolerance is None else tolerance / 2) * abs(self.found.low)

    def coarse(self, cells: Cells) -> list[Cells]:
        """The parts of cells of all directions that may hold more than the target: cut in position, or ready for cuts in direction."""
        m = self.m
        centre, reach = centred(cells.low[:m], cells.high[:m])
        if len(cells.face) > FEW:  # the cheapest bound first
            cells.bound = least(cells.bound, frobenius(self.jets(Balls(centre, reach), self.order), self.d, self.order))
            cells, here = self.kept(cells, np.arange(len(cells.face)))
            if not len(here):
                return []
            centre, reach = centre[:, here], reach[:, here]
        natural, point = self.around(centre, reach)
        wide = tightened(natural, point, reach, self.order)
        cells.bound = least(cells.bound, flattened(wide, self.d, self.order))
        loose = deviations(wide, self.d, self.order, reach)
        cells, here = self.kept(cells, np.arange(len(cells.face)))
        if not len(here):
            return []
        loose, reach = loose[:, here], reach[:, here]
        still = ~(reach > 0).any(axis=0)
        ready = (np.sum(loose, axis=0) < LOOSE * self.found.low) | still
        if self.in_position:
            return self.cornered(cells, natural[here], point[here], reach, loose)
        if len(self.signs) == 2:
            last = (np.sum(loose, axis=0) < FINE * self.found.low) | still
            directed, again = self.netted(cells, natural[here], point[here], reach, ready, last)
        else:
            directed, again = joined([cells[ready].on(face) for face in range(self.d)]), ~ready
        cut = self.quartered(cells[again], reach[:, again], loose[:, again])
        return [part for part in (cut, directed) if len(part.face)]

    def quartered(self, cells: Cells, reach: Floats, loose: Floats) -> Cells:
        """The cells, each cut across the two sides along which the derivative changes most."""
        sides = np.where(reach > 0, np.nan_to_num(loose, nan=1e300, posinf=1e300), -1.0)
        smear = np.vstack([sides, np.full((self.d - 1, len(cells.face)), -1.0)])
        for _ in range(2):
            cells, smear = halved(cells, smear)
        return cells

    def cornered(self, cells: Cells, natural: Jet, point: Jet, reach: Floats, loose: Floats) -> list[Cells]:
        """The parts of the cells, of all directions, that may hold more than the target, by the bound at their corners."""
        best, u = steepest(point, len(cells.face), self.d, self.signs)
        face = int(np.argmax(np.abs(u)))
        x = (cells.low[: self.m, best] + cells.high[: self.m, best])[:, None] / 2
        self.at(x, np.delete(u / u[face], face)[:, None], np.array([face]), 0)
        cells.bound = least(cells.bound, over_corners(natural, point, reach, self.d, self.signs))
        small = np.all(reach <= SMALL * np.maximum(1.0, np.abs(cells.high[: self.m])), axis=0)
        self.found.high = max(self.found.high, float(cells.bound[small].max(initial=-inf)))  # what is left is rounding
        cells, which = self.kept(cells[~small], np.flatnonzero(~small))
        return [self.quartered(cells, reach[:, which], loose[:, which])] if len(which) else []

    def netted(
        self, cells: Cells, natural: Jet, point: Jet, reach: Floats, ready: np.ndarray, last: np.ndarray,
    ) -> tuple[Cells, np.ndarray]:
        """Cells of directions that may hold more than the target, of the last positions; which cells are to be cut in position."""
        which = np.flatnonzero(ready)
        known, some = net(self.d, self.order, self.mirror), cells[which]
        bounds = over_net(natural[which], point[which], reach[:, which], self.d, self.order, self.mirror)
        np.fmin(bounds, some.bound[:, None], out=bounds)
        stays = ~(bounds <= self.target())
        self.found.high = max(self.found.high, float(bounds[~stays].max(initial=-inf)))
        cells.bound[which] = bounds.max(axis=1, initial=-inf)
        i, g = np.nonzero(stays & last[which, None])
        low, high = np.vstack([some.low[: self.m, i], known.low[:, g]]), np.vstack([some.high[: self.m, i], known.high[:, g]])
        again = ~ready
        again[which] = stays.any(axis=1) & ~last[which]
        return Cells(low, high, known.face[g], bounds[i, g]), again

    def fine(self, cells: Cells) -> Cells:
        """The parts of the cells that may hold more than the target."""
        m = self.m
        keys, which = np.unique(np.vstack([cells.low[:m], cells.high[:m]]), axis=1, return_inverse=True)
        which = which.ravel()
        centre, reach = centred(keys[:m], keys[m:])
        natural, point = self.around(centre, reach)
        wide = tightened(natural, point, reach, self.order)
        cells.bound = least(cells.bound, flattened(wide, self.d, self.order)[which])
        cells, which = self.kept(cells, which)
        if not len(cells.face):
            return cells
        s, spread = centred(cells.low[m:], cells.high[m:])
        both = Jet(wide.support, abreast(wide.rows, point.rows))
        forms = self.forms(both, np.append(which, which + len(centre[0])), abreast(Balls(s, spread), points(s)), np.tile(cells.face, 2), 2)
        values, middle = forms[:, : len(which)], forms[:, len(which):]
        x = centre[:, which]
        self.improve(middle, x, s, cells.face)
        r = np.vstack([reach[:, which], spread])
        return self.split(*self.bounded(cells, values, middle, np.vstack([x, s]), r))

    def kept(self, cells: Cells, which: np.ndarray) -> tuple[Cells, np.ndarray]:
        """The cells above the target; the others are done."""
        stays = ~(cells.bound <= self.target())
        if not stays.all():
            self.found.high = max(self.found.high, float(cells.bound[~stays].max()))
        return cells[stays], which[stays]

    def bounded(self, cells: Cells, values: Balls, middle: Balls, c: Floats, r: Floats) -> tuple[Cells, Balls, Floats, np.ndarray]:
        """Better bounds of the cells, those done left out; F's derivatives, half sides, and signs that matter on the others."""
        size, slopes = self.size, values[1 : 1 + self.size].modulus()
        mid, rad = scaled(values[1 + size:], r)
        bounds = np.full((2, len(cells.face)), -inf)
        moduli = middle[1 : 1 + size].modulus()
        for k, sign in enumerate((1, -1)):
            if sign not in self.signs:
                continue
            value = values[0] if sign > 0 else -values[0]
            at = (middle[0] if sign > 0 else -middle[0]).upper()
            best = least(cells.bound, value.upper())
            best = least(best, risen(at, slopes, r, r, r, np.zeros_like(r)))
            best = least(best, risen(at, moduli, r, r, r, gershgorin(sign * mid, rad)))
            live = np.flatnonzero(~(best <= self.target()))
            if len(live):
                top = largest_eigenvalues(sign * mid[live], rad[live], r[:, live])
                curve = np.broadcast_to(top, (size, len(live)))
                better = risen(at[live], moduli[:, live], r[:, live], r[:, live], r[:, live], curve)
                best[live] = least(best[live], better)
                strict = (top < 0) & ~(best[live] <= self.target())
                peaked = live[strict]
                if len(peaked):
                    around = self.recentred(cells[peaked], sign, middle.mid[:, peaked], c[:, peaked], r[:, peaked], top[strict])
                    best[peaked] = least(best[peaked], around)
            bounds[k] = best
        cells.bound = np.max(bounds, axis=0)
        relevant = ~(bounds <= self.target())
        stays = relevant.any(axis=0)
        cells, _ = self.kept(cells, np.arange(len(cells.face)))
        return cells, values[:, stays], r[:, stays], relevant[:, stays]

    def recentred(self, cells: Cells, sign: int, middle: Floats, c: Floats, r: Floats, top: Floats) -> Floats:
        """The second-order bound around Newton points of the cells."""
        best, bend = np.full(r.shape[1], inf), np.broadcast_to(top, r.shape)
        steps = NEWTON if r.shape[1] <= FEW else 1
        for step in range(steps):
            c = np.clip(stationary(middle, c, r, sign), cells.low, cells.high)
            values = self.at(c[: self.m], c[self.m:], cells.face, 2 if step < steps - 1 else 1)
            F = values if sign > 0 else -values
            g = F[1 : 1 + self.size]
            left, right = (c - cells.low) * (1 + 4 * U), (cells.high - c) * (1 + 4 * U)
            best = least(best, risen(F[0].upper(), (g.upper(), (-g).upper()), left, right, r, bend))
            if np.all(best <= self.target()):
                break
            middle = values.mid
        return best

    def split(self, cells: Cells, values: Balls, r: Floats, relevant: np.ndarray) -> Cells:
        """What is left of the cells where no derivative has a sign, each cut across the sides that matter most."""
        gradient = values[1 : 1 + self.size]
        drop = np.zeros(len(cells.face), dtype=bool)
        for v in range(self.size):
            rising, falling = gradient[v].lower() > 0, gradient[v].upper() < 0
            monotone = (rising | falling) & (r[v] > 0)
            if not monotone.any():
                continue
            walls = self.box.walls[:, v] if v < self.m else (False, False)
            high = walls[1] & (v < self.m) & (cells.high[v] == (self.box.high[v] if v < self.m else inf))
            low = walls[0] & (v < self.m) & (cells.low[v] == (self.box.low[v] if v < self.m else -inf))
            up = monotone & ((rising & relevant[0]) | (falling & relevant[1]))  # a relevant sign rises towards the high end
            down = monotone & ((falling & relevant[0]) | (rising & relevant[1]))
            drop |= monotone & ~(up & high) & ~(down & low)
            to_high, to_low = up & high & ~down, down & low & ~up
            cells.low[v] = np.where(to_high, cells.high[v], cells.low[v])
            cells.high[v] = np.where(to_low, cells.low[v], cells.high[v])
        cells, gradient, r = cells[~drop], gradient[:, ~drop], r[:, ~drop]
        smear = np.where(cells.high > cells.low, np.nan_to_num(gradient.modulus(), nan=1e300, posinf=1e300) * r, -1.0)
        small = np.all(cells.high - cells.low <= SMALL * np.maximum(1.0, np.abs(cells.high)), axis=0)
        if small.any():  # what is left is rounding
            self.found.high = max(self.found.high, float(cells.bound[small].max()))
            cells, smear = cells[~small], smear[:, ~small]
        for _ in range(2):
            cells, smear = halved(cells, smear)
        return cells
