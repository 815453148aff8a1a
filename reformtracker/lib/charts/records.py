"""What charts are made from and what they give back."""

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Slice:
    """A counted part; `kind` is a standing (or `actual`, `planned`) and picks the colour."""

    label: str
    value: float
    kind: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """One stacked bar."""

    label: str
    segments: tuple[Slice, ...]
    href: str = ""

    @property
    def total(self) -> float:
        return sum(segment.value for segment in self.segments)


@dataclass(frozen=True)
class Series:
    """A line over days; a None is a day without a figure and breaks the line. `kind`: planned or actual."""

    label: str
    points: tuple[tuple[dt.date, float | None], ...]
    kind: str = "actual"


@dataclass(frozen=True)
class Tile:
    """A place on the tile map, column and row from 0; band 1 (lowest) to 6, 0 when there is no figure.

    `label` is what fits into the tile (an abbreviation), `name` the whole name, `text` the figure as shown.
    """

    code: str
    label: str
    col: int
    row: int
    value: float | None
    text: str
    band: int
    href: str = ""
    name: str = ""


@dataclass(frozen=True)
class Table:
    """The numbers of a chart: the first column names, the others are figures."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Key:
    """A line of a legend; `mark` is the class of its sample, `icon` a standing when there is one."""

    label: str
    mark: str
    icon: str = ""
    value: str = ""
    share: str = ""
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure with table and legend for components/_chart.html; size: wide, medium, small or beside."""

    title: str
    svg: SafeString
    table: Table
    legend: tuple[Key, ...] = ()
    size: str = "wide"
    note: str = ""
