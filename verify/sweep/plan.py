"""A sweep as it was stated, with every row and every point of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verify.sweep.kernel import Kernel
from verify.sweep.point import Point


@dataclass(frozen=True)
class Drawn:
    """A figure: `kind` map or lines; x, y: axes; value: a number of the kernel; line: a formula of x, drawn into a map, y as its value.

    series: of lines, the axis that tells them apart. scale: of both axes, log or linear.
    """

    kind: str
    x: str
    y: str
    value: str
    series: str
    line: str
    scale: str


@dataclass(frozen=True)
class Row:
    """A row of the table: the text of each axis, and the point."""

    axes: Mapping[str, str]
    point: Point


@dataclass(frozen=True)
class Plan:
    """A sweep. shown: the kernel's numbers that the table shows. Rows with the same parameters share a point."""

    name: str
    title: str
    kernel: Kernel
    rows: tuple[Row, ...]
    shown: tuple[str, ...]
    drawn: Drawn | None

    @property
    def axes(self) -> tuple[str, ...]:
        """The names of all axes, in the order of the file."""
        return tuple(self.rows[0].axes)

    @property
    def points(self) -> dict[str, Point]:
        """The points by key, each once, in the order of the rows."""
        return {row.point.key: row.point for row in self.rows}
