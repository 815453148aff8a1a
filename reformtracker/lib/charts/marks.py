"""The building blocks of the drawings: escaped elements, links, colours of paper, widths of texts."""

import re
import unicodedata

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

FONT = "Noto Sans SC"
INK, MUTED, LINE, TRACK, PAPER = "#131c2e", "#4d5b72", "#dde3ec", "#dfe5ee", "#ffffff"

# The light table of tokens.css once more: on paper there is no style sheet. A test holds the two equal.
PRINT_COLOURS = {
    "overdue": "#b91c1c",
    "due_soon": "#9a6207",
    "behind": "#c2410c",
    "stale": "#64748b",
    "blocked": "#7e22ce",
    "on_track": "#15803d",
    "done_on_time": "#1d4ed8",
    "done_late": "#0e7490",
    "closed_unimplemented": "#334155",
    "planned": "#64748b",
    "actual": "#1d4ed8",
}

# XML 1.0 has no place for these, not even escaped: one in a label would break the whole drawing.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(value: object) -> str:
    """A value as text that XML can hold."""
    return value if isinstance(value, SafeString) else _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))


def element(name: str, *children: object, **attributes: object) -> SafeString:
    """An element with texts and values escaped; None leaves an attribute out, `_` in a name is `-`."""
    pairs = (
        (key.rstrip("_").replace("_", "-"), text_of(number(value)))
        for key, value in attributes.items()
        if value is not None
    )
    inner = SafeString("".join(conditional_escape(text_of(child)) for child in children))
    shown = format_html_join("", ' {}="{}"', pairs)
    return format_html("<{0}{1}>{2}</{0}>", SafeString(name), shown, inner)


def number(value: object) -> object:
    """Coordinates with at most two decimals, so that the same figures give the same bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def figure(value: float) -> str:
    """A number as people write it: 62, 62.5."""
    return f"{value:.1f}".removesuffix(".0")


def colour(kind: str) -> str:
    """The colour of a kind on paper; an unknown kind is grey, never an error in the middle of a report."""
    return PRINT_COLOURS.get(kind, MUTED)


def text(
    value: object, x: object, y: object, *, size: int = 12, ink: str = "ink", **attributes: object
) -> SafeString:
    """A text; `ink` is ink, ink-muted, on-mark or on-band."""
    fill = {"ink": INK, "ink-muted": MUTED, "on-mark": PAPER}.get(ink, INK)
    css = f"{ink} {attributes.pop('class_', '')}".strip()
    return element("text", value, x=x, y=y, class_=css, fill=fill, font_size=size, **attributes)


def linked(content: SafeString, name: str, href: str) -> SafeString:
    """The content as a link that says its name; without an address just titled."""
    title = element("title", name)
    if not href:
        return element("g", title, content)
    return element("a", title, content, href=href, aria_label=name)


def drawing(
    title: str,
    *children: object,
    width: float,
    height: float,
    desc: str = "",
    linked_inside: bool = False,
    css: str = "",
) -> SafeString:
    """The root element. With links inside it is a named group, else one image with a name.

    `css="fluid"` leaves the viewBox out: such a drawing uses percentages and keeps its letters at any width.
    """
    return element(
        "svg",
        element("title", title),
        element("desc", desc or title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_=css or None,
        viewBox=None if css == "fluid" else f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="group" if linked_inside else "img",
        aria_label=title,
        font_family=FONT,
    )


def text_width(value: str, size: float) -> float:
    """A rough width in pixels: wide characters take one em, others a bit more than half."""
    ems = sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.56 for char in value)
    return ems * size


def shortened(value: str, size: float, width: float) -> str:
    """The value, cut with an ellipsis when it is wider than `width` pixels."""
    if text_width(value, size) <= width:
        return value
    while value and text_width(value + "…", size) > width:
        value = value[:-1]
    return value.rstrip() + "…"
