"""Opening a workbook that anybody may have made: measured first, and only what was measured is read.

A workbook is a ZIP archive of XML files. A small one can unpack to gigabytes, and a single cell in the last
corner of a sheet makes a reader reserve the whole rectangle. So every file is unpacked here, up to a limit,
its cells are counted, and the reader gets a copy that holds nothing else.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from xml.parsers import expat

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from reformtracker.lib.errors import Invalid
from tasks.workbook.measuring import Meter, TooMuch

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What the unpacking of a broken, encrypted or forged archive may end in.
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, RuntimeError, EOFError, OSError, ValueError)
MOST_FILES = 200
MOST_UNPACKED = 64 * 1024 * 1024
MOST_SHEETS = 30
SHARED = "xl/sharedstrings.xml"
READ = re.compile(r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/.+\.(?:xml|rels))")
# The reader gives nothing for #REF! and its kind; as texts they are seen and refused where they stand.
ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\b[^>]*?\st=)(?:\"e\"|'e')")

Grid = Sequence[Sequence[object]]


def refused(sentence: str, code: str = "workbook_refused") -> Invalid:
    return Invalid(sentence, code=code, fields={"workbook": sentence})


def grids(data: bytes) -> dict[str, Grid]:
    """The values of every sheet by its name, rows from the top; raises Invalid with a sentence for people."""
    _check_kind(data)
    copy = _safe_copy(data)
    try:
        with python_calamine.load_workbook(io.BytesIO(copy)) as workbook:
            if len(workbook.sheet_names) > MOST_SHEETS:
                raise _too_large()
            return {
                name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in workbook.sheet_names
            }
    except (Invalid, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader's own panics are no Exceptions
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return refused(_("The file cannot be read as a workbook. Please save it again as .xlsx."))


def _check_kind(data: bytes) -> None:
    if not data:
        raise refused(_("The file is empty."))
    if len(data) > settings.WORKBOOK_MAX_BYTES:
        raise refused(_("The file is larger than %d MB.") % (settings.WORKBOOK_MAX_BYTES // 1024**2))
    if data.startswith(OLE) and ENCRYPTED in data:
        raise refused(_("The workbook is protected with a password. Please save it without one."))
    if data.startswith(OLE):
        raise refused(_("This is a workbook of the old kind (.xls). Please save it as .xlsx."))
    if not data.startswith(b"PK\x03\x04"):
        raise refused(_("This is no Excel workbook (.xlsx)."))


def _safe_copy(data: bytes) -> bytes:
    """The archive with the files that the reader needs, each unpacked, measured and stored plainly."""
    copy, unpacked, meter = io.BytesIO(), 0, Meter()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(copy, "w") as safe:
            for info in _wanted(given):
                content = _unpack(given, info, MOST_UNPACKED - unpacked)
                unpacked += len(content)
                safe.writestr(info.filename, _measured(meter, info.filename, content))
    except TooMuch as error:
        raise _too_large() from error
    except BROKEN as error:
        raise _unreadable() from error
    return copy.getvalue()


def _measured(meter: Meter, name: str, content: bytes) -> bytes:
    """Any file may turn out to be a sheet: what the archive calls it decides nothing."""
    if name.lower() == SHARED:
        meter.texts(content)
        return content
    meter.sheet(content)
    return ERROR_CELL.sub(rb'\1"str"', content)


def _wanted(given: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    by_name = {info.filename: info for info in given.infolist()}
    if "mimetype" in by_name or "xl/workbook.xml" not in by_name:
        raise refused(_("This is no Excel workbook (.xlsx)."))
    # The shared texts first: what the cells refer to must be known before they are counted.
    found = [
        by_name[name]
        for name in sorted(by_name, key=lambda name: name.lower() != SHARED)
        if READ.fullmatch(name)
    ]
    if len(found) > MOST_FILES or sum(info.file_size for info in found) > MOST_UNPACKED:
        raise _too_large()
    return found


def _unpack(given: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    """Never more than `room` bytes, whatever the archive says of the file's size."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unreadable()
    with given.open(info) as file:
        content = file.read(room + 1)
    if len(content) > room:
        raise _too_large()
    return content


def _too_large() -> Invalid:
    return refused(_("The workbook holds more than the portal reads. A plan's workbook is much smaller."))
