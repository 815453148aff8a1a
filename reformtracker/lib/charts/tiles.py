"""The tile map: provinces as equal tiles in their rough places, the small ones as visible as the large."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .marks import MUTED, drawing, element, linked, shortened, text, text_width
from .records import Chart, Key, Table, Tile

SIDE, WIDE_SIDE, GAP = 40, 58, 4
LARGE, MIDDLE, SMALL = 14, 11, 8
BANDS = 6
BAND_COLOURS = ("#eef2f7", "#fde0e0", "#fde8d3", "#fdf2c8", "#e2f8e8", "#bdf0cc", "#8be3a8")


def band_of(value: float | None, *, low: float = 0, high: float = 100) -> int:
    """The band of a value: `low` to `high` cut into six equal parts, 1 lowest; 0 when there is no figure."""
    if value is None:
        return 0
    place = (value - low) / ((high - low) or 1)
    return min(max(int(place * BANDS) + 1, 1), BANDS)


def _band(tile: Tile) -> int:
    return 0 if tile.value is None else tile.band


def _side(tiles: Sequence[Tile]) -> int:
    """The width of a tile: square for abbreviations, wider where names in Latin letters must fit."""
    return SIDE if all(text_width(tile.label, LARGE) <= SIDE for tile in tiles) else WIDE_SIDE


def _fitting(label: str, side: int) -> tuple[str, int]:
    """The label and the largest size at which it fits its tile; at the smallest size it is shortened."""
    room, largest = side - 4, LARGE if side == SIDE else MIDDLE
    size = next((size for size in range(largest, SMALL, -1) if text_width(label, size) <= room), SMALL)
    return shortened(label, size, room), size


def _square(band: int, x: int, y: int, side: int) -> SafeString:
    """The body of a tile; a dashed edge says "no figure" without colour."""
    return element(
        "rect",
        x=x,
        y=y,
        width=side,
        height=SIDE,
        rx=5,
        class_=f"mark band-{band or 'none'}",
        fill=BAND_COLOURS[band],
        stroke=None if band else MUTED,
        stroke_dasharray=None if band else "3 3",
    )


def _tile(tile: Tile, side: int) -> SafeString:
    x, y = tile.col * (side + GAP) + GAP // 2, tile.row * (SIDE + GAP) + GAP // 2
    middle = x + side / 2
    label, size = _fitting(tile.label, side)
    name = text(label, middle, y + 18, size=size, ink="on-band", text_anchor="middle", font_weight=600)
    value = text(tile.text, middle, y + 33, size=10, ink="on-band", text_anchor="middle")
    content = element("g", _square(_band(tile), x, y, side), name, value)
    return linked(content, f"{tile.name or tile.label}: {tile.text}", tile.href)


def tile_map(tiles: Sequence[Tile], *, title: str) -> SafeString:
    """Tiles by column and row; reading order (and so the order of the Tab key) is row by row."""
    side = _side(tiles)
    ordered = sorted(tiles, key=lambda tile: (tile.row, tile.col))
    columns = max((tile.col for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=0) + 1
    return drawing(
        title,
        *(_tile(tile, side) for tile in ordered),
        width=columns * (side + GAP),
        height=rows * (SIDE + GAP),
        linked_inside=any(tile.href for tile in tiles),
    )


def tile_table(tiles: Sequence[Tile], *, head: str = "", figure_head: str = "") -> Table:
    """The figures of the map, by code (GB/T 2260)."""
    ordered = sorted(tiles, key=lambda tile: tile.code)
    rows = tuple((tile.name or tile.label, tile.text) for tile in ordered)
    return Table((head or _("Name"), figure_head or _("Figure")), rows)


def tile_chart(tiles: Sequence[Tile], *, title: str, head: str = "", low: str = "", high: str = "") -> Chart:
    """The tile map with its legend (`low` and `high` name the ends of the bands) and its table."""
    ends = {1: low or _("low"), BANDS: high or _("high")}
    legend = [Key(ends.get(band, ""), f"band-{band}") for band in range(1, BANDS + 1)]
    if any(not _band(tile) for tile in tiles):
        legend.append(Key(_("no figure"), "band-none"))
    svg = tile_map(tiles, title=title)
    return Chart(title, svg, tile_table(tiles, head=head, figure_head=title), tuple(legend), "medium")
