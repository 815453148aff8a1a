"""Charts drawn on the server as SVG: pure functions from small records to one string.

The same string stands in a page and, through typst, in a PDF. Therefore: no script, no style, nothing from
outside; the colours of paper stand in attributes, which charts.css overrides by class on the screen; what has
an address is a link with a name; every chart has a sibling that gives the table of the same numbers.
"""

from .bars import bar, bars_chart, bars_table, stacked_bars
from .donut import donut, donut_chart, donut_table
from .gauge import gauge, parts_bar
from .lines import line_chart, line_table, progress_chart, sparkline
from .marks import PRINT_COLOURS, figure
from .records import Chart, Key, Row, Series, Slice, Table, Tile
from .tiles import BAND_COLOURS, band_of, tile_chart, tile_map, tile_table

__all__ = [
    "BAND_COLOURS",
    "PRINT_COLOURS",
    "Chart",
    "Key",
    "Row",
    "Series",
    "Slice",
    "Table",
    "Tile",
    "band_of",
    "bar",
    "bars_chart",
    "bars_table",
    "donut",
    "donut_chart",
    "donut_table",
    "figure",
    "gauge",
    "line_chart",
    "line_table",
    "parts_bar",
    "progress_chart",
    "sparkline",
    "stacked_bars",
    "tile_chart",
    "tile_map",
    "tile_table",
]
