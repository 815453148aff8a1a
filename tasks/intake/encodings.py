"""Bytes of a text file as text, whatever encoding it is in."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Undecodable(ValueError):
    """No encoding that texts come in fits the bytes."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8 (with or without mark), UTF-16, UTF-32 or GB 18030 (GBK, GB 2312 included).

    Raises Undecodable.
    """
    for encoding in _candidates(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Undecodable("it is no text in UTF-8, UTF-16 or GB 18030")


def _candidates(data: bytes) -> list[str]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked:
        return [marked]
    if b"\x00" in data[:4096]:
        # Without a mark, the side on which the zero bytes stand tells which byte comes first.
        return ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    return ["utf-8", "gb18030"]
