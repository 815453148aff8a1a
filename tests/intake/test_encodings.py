"""Bytes of text files in the encodings they come in."""

import pytest

from tasks.intake.encodings import Undecodable, decoded

TEXT = "一、工作 (MOF)\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_common_encoding_is_understood(encoding):
    assert decoded(TEXT.encode(encoding)) == TEXT


def test_what_is_no_text_is_refused():
    with pytest.raises(Undecodable, match="no text in UTF-8"):
        decoded(b"\xff\xfa\x81\x30\xff")
