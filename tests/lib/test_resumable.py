"""A file over HTTP: whole, in parts, only its head, unchanged (RFC 9110, sections 13 and 14)."""

import hashlib

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from reformtracker.lib import resumable
from reformtracker.lib.resumable import NoSuchRange, Part, asked_part

CONTENT = bytes(range(256)) * 1000
SIZE = len(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
ETAG = f'"{SHA256}"'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / SHA256
    path.write_bytes(CONTENT)
    return path


def answer(file, method="get", **headers):
    request = getattr(RequestFactory(), method)("/", headers=headers)
    response = resumable.answer(
        request, file, sha256=SHA256, name="扎 b.csv", media_type="text/csv; charset=utf-8"
    )
    return request, response


def get(file, **headers):
    return answer(file, **headers)[1]


def body(response) -> bytes:
    return response.getvalue() if response.streaming else response.content


def test_without_a_range_the_whole_file_comes_and_says_that_parts_can_be_had(file):
    response = get(file)

    assert (response.status_code, body(response)) == (200, CONTENT)
    assert {name: response[name] for name in ("ETag", "Accept-Ranges", "Content-Length", "Content-Type")} == {
        "ETag": ETAG,
        "Accept-Ranges": "bytes",
        "Content-Length": str(SIZE),
        "Content-Type": "text/csv; charset=utf-8",
    }
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E6%89%8E%20b.csv"


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes=-{SIZE + 5}", 0, SIZE),
        (f"bytes=5-{10**18}", 5, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("Bytes= 3-3", 3, 4),
    ],
)
def test_one_range_gives_exactly_those_bytes(file, header, start, end):
    response = get(file, range=header)

    assert (response.status_code, body(response)) == (206, CONTENT[start:end])
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    "header",
    [
        "bytes=",
        "bytes=-",
        "bytes=9-3",
        "bytes=0-1,5-9",
        "lines=0-1",
        "bytes=a-b",
        "bytes=٣-٤",
        "bytes=" + "9" * 5000,
    ],
)
def test_a_range_that_makes_no_sense_gives_the_whole_file(file, header):
    response = get(file, range=header)

    assert (response.status_code, body(response)) == (200, CONTENT)


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", f"bytes={SIZE + 1}-{SIZE + 9}", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(file, header):
    response = get(file, range=header)

    assert (response.status_code, response["Content-Range"], body(response)) == (416, f"bytes */{SIZE}", b"")


@given(st.integers(0, 12), st.integers(0, 30), st.integers(0, 30))
def test_what_is_asked_is_always_within_the_file(size, first, last):
    try:
        part = asked_part(f"bytes={first}-{last}", size)
    except NoSuchRange:
        assert first >= size
        return

    assert part == (Part(first, min(last + 1, size)) if first <= last else None)


def test_a_download_that_broke_off_is_whole_after_going_on(file):
    first = body(get(file, range="bytes=0-99999"))
    rest = body(get(file, range=f"bytes={len(first)}-", if_range=ETAG))

    assert hashlib.sha256(first + rest).hexdigest() == SHA256


@pytest.mark.parametrize("known", ['"another"', f"W/{ETAG}", "Wed, 21 Nov 2018 07:28:00 GMT"])
def test_a_part_of_another_file_is_not_gone_on_with(file, known):
    response = get(file, range="bytes=100-", if_range=known)

    assert (response.status_code, body(response)) == (200, CONTENT)


def test_only_the_head_is_told_without_a_part(file):
    _request, response = answer(file, "head", range="bytes=5-9")

    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"if_none_match": ETAG}, 304),
        ({"if_none_match": ETAG, "range": "bytes=0-1"}, 304),
        ({"if_match": '"another"'}, 412),
        ({"if_match": ETAG, "range": "bytes=0-1"}, 206),
    ],
)
def test_conditions_are_heard_before_ranges(file, headers, code):
    assert get(file, **headers).status_code == code


@pytest.mark.parametrize(
    ("method", "headers", "begins"),
    [
        ("get", {}, True),
        ("get", {"range": "bytes=0-"}, True),
        ("get", {"range": "bytes=0-9"}, True),
        ("get", {"range": "bytes=10-"}, False),
        ("get", {"range": f"bytes={SIZE}-"}, False),
        ("get", {"if_none_match": ETAG}, False),
        ("head", {}, False),
    ],
)
def test_only_the_first_byte_begins_a_download(file, method, headers, begins):
    assert resumable.begins(*answer(file, method, **headers)) is begins
