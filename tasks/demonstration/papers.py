"""Evidence files of the demonstration: small, the same bytes every time, and saying plainly what they are."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.demonstration.script import Line
from tasks.evidence import Piece, store

# Lines of a page are set in Helvetica and, for Chinese, in a font that every PDF reader brings along.
LATIN, CHINESE = "F1", "F2"
PAGE = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[7 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
    "/Supplement 2>>/FontDescriptor 8 0 R>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    "/Ascent 752/Descent -271/CapHeight 737/StemV 58>>",
)


def evidence_file(line: Line, plan: str) -> Piece:
    """Stores the evidence of a line: a text file for parts of odd numbers, a PDF for even ones."""
    part, day = line.part, line.on.isoformat()
    english = f"Demonstration evidence No. {part.number} of {day}: {plan} {part.duty}. Not a real document."
    chinese = f"演示佐证材料第{part.number}号（{day}）：{plan} {part.duty}。非真实文件。"
    stem = f"Demonstration evidence {part.number} ({day})"
    if part.number % 2:
        return store(SimpleUploadedFile(f"{stem}.txt", f"{english}\n{chinese}\n".encode()))
    return store(SimpleUploadedFile(f"{stem}.pdf", one_page_pdf(english, chinese)))


def one_page_pdf(english: str, chinese: str) -> bytes:
    """A page with one line in each language, as PDF 1.4 (ISO 32000-1, 7.5: header, body, table, trailer)."""
    text = (
        f"BT /{LATIN} 12 Tf 50 760 Td ({english}) Tj "
        f"/{CHINESE} 12 Tf 0 -24 Td <{chinese.encode('utf-16-be').hex()}> Tj ET"
    )
    page, *fonts = PAGE
    contents = f"<</Length {len(text)}>>\nstream\n{text}\nendstream"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents, *fonts]
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
