"""Evidence files: what is accepted, under what name, and that each is kept once under its hash."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from reformtracker.lib.errors import Invalid
from tasks import evidence
from tasks.evidence import Piece, clean_name, store

PDF = b"%PDF-1.7 minutes"
CONTENTS = {
    ".pdf": PDF,
    ".docx": b"PK\x03\x04 words",
    ".xlsx": b"PK\x03\x04 sheet",
    ".pptx": b"PK\x03\x04 slides",
    ".ofd": b"PK\x03\x04 ofd",
    ".jpg": b"\xff\xd8\xff\xe0 picture",
    ".jpeg": b"\xff\xd8\xff\xe1 picture",
    ".png": b"\x89PNG\r\n\x1a\n picture",
    ".txt": "会议纪要".encode(),
    ".csv": b"a,b\n1,2\n",
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return settings.EVIDENCE_DIR


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


@pytest.mark.parametrize("ending", CONTENTS)
def test_an_accepted_file_lies_under_its_hash_and_has_our_media_type(ending, folder):
    content = CONTENTS[ending]

    piece = store(SimpleUploadedFile(f"Minutes{ending.upper()}", content, content_type="text/html"))

    sha256 = hashlib.sha256(content).hexdigest()
    assert piece == Piece(sha256, f"Minutes{ending.upper()}", evidence.ACCEPTED[ending][0], len(content))
    assert evidence.path_of(sha256) == folder / sha256[:2] / sha256
    assert evidence.path_of(sha256).read_bytes() == content


def test_every_accepted_kind_is_tried_here_and_none_is_run_by_a_browser():
    types = {media_type for media_type, _magic in evidence.ACCEPTED.values()}

    assert set(CONTENTS) == set(evidence.ACCEPTED)
    assert types & {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"} == set()


def test_the_same_content_is_kept_once_under_both_names(folder):
    one, two = store(SimpleUploadedFile("a.pdf", PDF)), store(SimpleUploadedFile("b.pdf", PDF))

    assert (one.sha256, one.name, two.name) == (two.sha256, "a.pdf", "b.pdf")
    assert files(folder) == [one.sha256]


def test_a_file_that_was_damaged_on_disk_is_whole_again_after_the_next_upload():
    piece = store(SimpleUploadedFile("a.pdf", PDF))
    evidence.path_of(piece.sha256).write_bytes(b"damaged")

    store(SimpleUploadedFile("a.pdf", PDF))

    assert evidence.path_of(piece.sha256).read_bytes() == PDF


def test_a_big_file_is_read_in_pieces():
    content = PDF + bytes(range(256)) * 20_000
    upload = TemporaryUploadedFile("big.pdf", "application/pdf", len(content), None)
    upload.write(content)
    upload.seek(0)

    assert store(upload).sha256 == hashlib.sha256(content).hexdigest()


def test_nothing_is_left_of_an_upload_that_breaks_off(folder):
    class Broken(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            yield PDF
            raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        store(Broken("a.pdf", PDF))

    assert files(folder) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html>"),
        ("picture.svg", b"<svg/>"),
        ("run.exe", b"MZ"),
        ("archive.zip", b"PK\x03\x04"),
        ("no_ending", PDF),
        (".pdf", PDF),
        ("minutes.pdf.exe", PDF),
        ("", PDF),
        ("...", PDF),
    ],
)
def test_a_file_of_another_kind_is_refused(name, content, folder):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # past Django's own cleaning, which a direct caller does not have

    with pytest.raises(Invalid) as refused:
        store(upload)

    assert (refused.value.code, set(refused.value.fields)) == ("evidence_refused", {"evidence"})
    assert files(folder) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html>"),
        ("page.pdf", b" %PDF-1.7"),
        ("page.docx", b"\xd0\xcf\x11\xe0 an old word file"),
        ("page.png", b"\xff\xd8\xff a photo"),
        ("page.txt", b"  <script>alert(1)</script>"),
        ("page.csv", b"a,b\x00"),
    ],
)
def test_a_content_that_is_not_what_the_ending_says_is_refused(name, content, folder):
    with pytest.raises(Invalid) as refused:
        store(SimpleUploadedFile(name, content))

    assert str(refused.value.message) == f"The content of “{name}” is not what its ending says."
    assert files(folder) == []


@pytest.mark.parametrize(("size", "fits"), [(100, True), (101, False)])
def test_a_file_is_at_most_as_large_as_the_settings_say(size, fits, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    upload = SimpleUploadedFile("a.pdf", PDF + b" " * (size - len(PDF)))

    if fits:
        assert store(upload).size == size
    else:
        with pytest.raises(Invalid):
            store(upload)


def test_an_empty_file_is_refused():
    with pytest.raises(Invalid) as refused:
        store(SimpleUploadedFile("a.pdf", b""))

    assert str(refused.value.message) == "The file is empty."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\会议纪要（终稿）.pdf", "会议纪要（终稿）.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("a\x00b.pdf", "a_b.pdf"),
        ("a\u202efdp.exe.pdf", "a_fdp.exe.pdf"),
        ('quo"te;.pdf', "quo_te_.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        (" . a.pdf . ", "a.pdf"),
        ("n" * 300 + ".pdf", "n" * 150 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_to_store_and_to_send_back(given, kept):
    assert clean_name(given) == kept


def test_the_files_are_readable_for_nobody_else():
    piece = store(SimpleUploadedFile("a.pdf", PDF))

    assert evidence.path_of(piece.sha256).stat().st_mode & 0o777 == 0o640


def test_no_folder_of_evidence_lies_where_files_are_served_from(settings):
    from reformtracker import settings as portal

    served = [Path(portal.STATIC_ROOT), *map(Path, portal.STATICFILES_DIRS)]
    assert [
        root for root in served if root in portal.EVIDENCE_DIR.parents or root == portal.EVIDENCE_DIR
    ] == []
