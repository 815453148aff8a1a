"""What the browser gets: nothing from outside or inline, the vendored bytes unchanged, readable colours."""

import hashlib
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

from reformtracker.lib import charts
from reformtracker.templatetags.portal import MOVE_ICONS
from tasks.enums import Move, Standing, State

ROOT = Path(settings.BASE_DIR)
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_FILES = [
    *TEMPLATES,
    *sorted((ROOT / "static" / "css").glob("*.css")),
    *sorted((ROOT / "static" / "js").glob("*.js")),
]
CSS = "\n".join(path.read_text() for path in sorted((ROOT / "static" / "css").glob("*.css")))
SVG = "{http://www.w3.org/2000/svg}"


def _sprite_names() -> set[str]:
    return {
        symbol.get("id") for symbol in ElementTree.parse(VENDOR / "icons.svg").getroot().iter(f"{SVG}symbol")
    }


def test_the_vendored_files_are_exactly_those_that_were_summed():
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    written = {path: digest for digest, path in (line.split("  ") for line in lines)}

    folders = (VENDOR, ROOT / "data" / "fonts")
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    ]
    found = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert found == written


def _addresses(text: str) -> list[str]:
    return [
        url
        for url in re.findall(r"""https?://[^\s"'<>)]+""", text)
        if not url.startswith("http://www.w3.org/")
    ]


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_style_or_script_names_an_address_outside(path):
    # E-mails carry links of this very portal, built from its settings; nothing is written out here either.
    assert _addresses(path.read_text()) == []


def test_the_vendored_styles_refer_only_to_files_beside_them():
    css = (VENDOR / "noto-sans-sc" / "noto-sans-sc.css").read_text()

    targets = set(re.findall(r"url\(([^)]+)\)", css))
    assert targets == {path.name for path in (VENDOR / "noto-sans-sc").glob("*.woff2")}
    assert set(re.findall(r"font-family: ([^;]+);", css)) == {'"Noto Sans SC"'}


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)|javascript:|data:(?!-)[a-z]+/|\bhx-on\b",
    re.I,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_what_the_content_security_policy_forbids(path):
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="x">',
        "<script>x</script>",
        "<a onclick='x'>",
        "<style>",
        '<a href="javascript:x">',
        '<img src="data:image/png">',
    ],
)
def test_the_search_for_forbidden_things_finds_them(source):
    assert len(INLINE.findall(source)) == 1


def test_every_icon_that_a_page_names_is_in_the_sprite():
    named = {
        name for path in TEMPLATES for name in re.findall(r"""\{% icon ["']([^"']+)["']""", path.read_text())
    }

    assert (
        named | set(MOVE_ICONS.values()) | set(Standing.values) | set(State.values)
    ) - _sprite_names() == set()


def test_every_move_has_an_icon():
    assert set(MOVE_ICONS) == set(Move.values)


# -- colours


def _tables() -> list[dict[str, str]]:
    """The tables of tokens.css in order: light, dark by the system, dark by choice."""
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", (ROOT / "static" / "css" / "tokens.css").read_text())
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block)) for block in blocks]


LIGHT, DARK, DARK_BY_CHOICE = _tables()


def _luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("ground", "surface", "sunken")
TEXT_PAIRS = [
    *itertools.product(("text", "muted", "accent"), GROUNDS),
    *((f"{standing}-fg", f"{standing}-bg") for standing in Standing.values),
    *itertools.product((f"{standing}-fg" for standing in Standing.values), GROUNDS),
    *(("on-mark", f"mark-{standing}") for standing in Standing.values),
    *(("on-band", f"band-{band}") for band in ("none", *range(1, 7))),
    ("on-brand", "brand"),
    ("on-brand", "brand-field"),
    ("on-brand-muted", "brand-field"),
    ("on-accent", "accent"),
    ("on-accent-soft", "accent-soft"),
    ("text", "accent-soft"),
    ("on-accent-soft", "surface"),
]
# Edges of fields, focus rings and marks must stand out at 3:1 (WCAG 2.2, 1.4.11).
SHAPE_PAIRS = [
    *itertools.product(("control", "focus"), ("ground", "surface")),
    *((f"mark-{kind}", "surface") for kind in (*Standing.values, "planned", "actual")),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_is_readable_on_its_ground(theme):
    weak = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in TEXT_PAIRS}

    assert {pair: round(value, 2) for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_edge_and_mark_stands_out_from_its_ground(theme):
    weak = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in SHAPE_PAIRS}

    assert {pair: round(value, 2) for pair, value in weak.items() if value < 3} == {}


def test_the_contrast_of_black_and_white_is_twenty_one():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


def test_light_and_dark_name_the_same_colours():
    assert set(DARK) == set(LIGHT)


def test_dark_is_the_same_by_the_systems_wish_and_by_choice():
    assert DARK_BY_CHOICE == DARK


def test_paper_has_the_colours_of_the_light_theme():
    marks = {name.removeprefix("mark-"): value for name, value in LIGHT.items() if name.startswith("mark-")}

    assert marks == charts.PRINT_COLOURS


def test_every_colour_that_a_style_uses_is_in_the_table():
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))

    assert used - set(LIGHT) - {"font", "radius", "radius-small", "bar-height", "gap", "shadow"} == set()


@pytest.mark.parametrize("kind", [*Standing.values, "planned", "actual"])
def test_every_kind_of_mark_has_a_colour_on_the_screen(kind):
    assert f"svg .mark-{kind} {{ fill: var(--mark-{kind}); }}" in CSS
