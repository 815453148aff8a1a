"""Brings the pinned fonts and icons into the tree: static/vendor/ for the browser, data/fonts/ for the PDFs.

Run by a developer after a change of frontend/package.json (`.venv/bin/python scripts/vendor.py`). The results
are in git, so neither Node nor the network is needed to install or run the portal.
Needs npm and fonttools.
The same lock file gives the same bytes.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
PDF_FONTS = ROOT / "data" / "fonts"
FAMILY = "Noto Sans SC"
SVG = "http://www.w3.org/2000/svg"

# Name in the sprite -> name at Tabler. The left side is what templates write: {% icon "overdue" %}.
ICONS = {
    # standings
    "overdue": "alert-triangle",
    "due_soon": "alarm",
    "behind": "trending-down",
    "stale": "hourglass",
    "blocked": "hand-stop",
    "on_track": "trending-up",
    "done_on_time": "circle-check",
    "done_late": "clock-exclamation",
    "closed_unimplemented": "circle-x",
    # states
    "assigned": "circle-dashed",
    "in_progress": "progress",
    "claimed": "clipboard-check",
    "verified": "checks",
    "suspended": "player-pause",
    # places
    "home": "home",
    "dashboard": "layout-dashboard",
    "desk": "clipboard-list",
    "list": "list-check",
    "plan": "book-2",
    "map": "map-pins",
    "agency": "building-bank",
    "report": "file-export",
    "ledger": "shield-check",
    "round": "calendar-due",
    "target": "target",
    "slip": "gavel",
    "seal": "rosette",
    "users": "users",
    "settings": "settings",
    "api": "api",
    # things and actions
    "user": "user",
    "inbox": "bell",
    "search": "search",
    "filter": "filter",
    "download": "download",
    "upload": "upload",
    "plus": "plus",
    "edit": "pencil",
    "check": "check",
    "close": "x",
    "return": "arrow-back-up",
    "send": "send",
    "evidence": "paperclip",
    "flag": "flag",
    "comment": "message-2",
    "history": "history",
    "document": "file-text",
    "calendar": "calendar",
    "lock": "lock",
    "key": "key",
    "sign-out": "logout",
    "language": "language",
    "light": "sun",
    "dark": "moon",
    "auto": "sun-moon",
    "info": "info-circle",
    "help": "help-circle",
    "print": "printer",
    "refresh": "refresh",
    "chart": "chart-line",
    "table": "table",
    "mail": "mail",
    "link": "link",
    "up": "chevron-up",
    "down": "chevron-down",
    "left": "chevron-left",
    "right": "chevron-right",
    "sort": "arrows-sort",
    "menu": "dots",
}

# What a report holds beside GB 2312: punctuation, numerals, arrows, shapes, circled numbers, CJK signs.
EXTRA_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x00FF),
    (0x2000, 0x206F),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2150, 0x218F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2600, 0x2612),
    (0x3000, 0x303F),
    (0x3200, 0x32FF),
    (0xFF00, 0xFFEF),
)


def install(workspace: Path) -> Path:
    """Installs exactly what the lock file names, running no package script; gives the node_modules folder."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "frontend" / name, workspace / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=workspace, check=True)
    return workspace / "node_modules"


def copy_web_font(package: Path) -> None:
    """Copies the woff2 chunks; the family gets the name that SVG texts and the PDF use too."""
    target = VENDOR / "noto-sans-sc"
    target.mkdir(parents=True)
    css = (package / "index.css").read_text()
    css = css.replace("'Noto Sans SC Variable'", f'"{FAMILY}"').replace("url(./files/", "url(")
    (target / "noto-sans-sc.css").write_text(css)
    for name in sorted(set(re.findall(r"url\(([^)]+)\)", css))):
        shutil.copy(package / "files" / name, target / name)
    shutil.copy(package / "LICENSE", target / "OFL.txt")


def build_sprite(package: Path) -> None:
    """Joins the icons into one file of <symbol>s; strokes take the colour of the text around them."""
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    for name, source in ICONS.items():
        drawing = ElementTree.parse(package / "icons" / "outline" / f"{source}.svg").getroot()
        symbol = ElementTree.SubElement(sprite, f"{{{SVG}}}symbol", id=name, viewBox="0 0 24 24")
        for part in drawing:
            if part.get("stroke") != "none":  # the invisible 24x24 square that each icon starts with
                part.tail = None
                symbol.append(part)
    (VENDOR / "icons.svg").write_bytes(ElementTree.tostring(sprite) + b"\n")
    shutil.copy(package / "LICENSE", VENDOR / "icons.LICENSE.txt")


def pdf_characters() -> set[int]:
    """The code points of a PDF font: GB 2312 and the extra ranges."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    gb2312 = {ord(char) for pair in pairs for char in pair.decode("gb2312", "ignore")}
    return gb2312.union(*(range(first, last + 1) for first, last in EXTRA_RANGES))


def subset_pdf_font(source: Path, target: Path) -> None:
    """Writes the part of a font that reports need, with layout features and without hinting."""
    options = subset.Options(layout_features=["*"], hinting=False, notdef_outline=True, name_IDs=["*"])
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=pdf_characters())
    cutter.subset(font)
    font.save(target)


def build_pdf_fonts(package: Path) -> None:
    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    for weight, folder in (("Regular", "400Regular"), ("Bold", "700Bold")):
        source = package / folder / f"NotoSansSC_{folder}.ttf"
        subset_pdf_font(source, PDF_FONTS / f"NotoSansSC-{weight}.ttf")
    shutil.copy(package / "LICENSE_FONT", PDF_FONTS / "OFL.txt")


def write_sums() -> None:
    """Writes SHA256SUMS over both folders, paths from the project's root, for `sha256sum -c` there."""
    files = sorted(path for folder in (VENDOR, PDF_FONTS) for path in folder.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT)}\n" for path in files]
    (VENDOR / "SHA256SUMS").write_text("".join(lines))


def main() -> int:
    if shutil.which("npm") is None:
        print("npm is missing: install Node.js to refresh the vendored files.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_web_font(modules / "@fontsource-variable" / "noto-sans-sc")
        build_sprite(modules / "@tabler" / "icons")
        build_pdf_fonts(modules / "@expo-google-fonts" / "noto-sans-sc")
    write_sums()
    print(f"static/vendor and data/fonts are up to date; {len(ICONS)} icons.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
