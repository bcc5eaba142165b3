"""A plain report in; the same report as HTML, Word, EPUB and PDF, each made with a real tool, out."""

from __future__ import annotations

import html
import io
import zipfile

PAGE = "<!DOCTYPE html><html><head><meta charset='{charset}'><title>x</title></head><body>{body}</body></html>"


def _body(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n"))


def to_html(text: str, charset: str = "utf-8") -> bytes:
    """A page with a paragraph a line, and what a web site puts around it."""
    around = "<nav><a href='/'>首页</a> <a href='/2015'>2015</a></nav><script>var n = 35;</script>"
    return PAGE.format(charset=charset, body=around + _body(text)).encode(
        charset, "xmlcharrefreplace"
    )


def to_docx(text: str) -> bytes:
    import docx

    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"""


def to_odt(text: str, body: str = "", kind: str = "text") -> bytes:
    """An OpenDocument file of paragraphs, or of a body as it is given."""
    paragraphs = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _ODT.format(kind=kind, body=body or paragraphs))
    return file.getvalue()


def to_epub(text: str) -> bytes:
    """A book of two chapters, cut between two lines."""
    lines = text.split("\n")
    middle = next(
        (i for i in range(len(lines) // 2, len(lines)) if not lines[i].strip()), len(lines) // 2
    )
    middle = next(
        (i for i in range(len(lines) // 2, len(lines)) if lines[i - 1].rstrip().endswith("。")),
        middle,
    )
    chapters = ("\n".join(lines[:middle]), "\n".join(lines[middle:]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata/><manifest>'
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '<item id="two" href="text/%E4%BA%8C.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>',
        )
        xhtml = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head/><body>{}</body></html>'
        book.writestr(
            "OEBPS/nav.xhtml",
            xhtml.format("<nav><ol><li><a href='text/one.xhtml'>第35章</a></li></ol></nav>"),
        )
        for name, chapter in zip(("one", "二"), chapters, strict=True):
            book.writestr(f"OEBPS/text/{name}.xhtml", xhtml.format(_body(chapter)))
    return file.getvalue()


def to_pdf(text: str, font: str = "") -> bytes:
    """A4 pages, a paragraph a line, wrapped by reportlab, with a running head and page numbers.

    `font` is a TrueType file.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    name = "song" if font else "STSong-Light"
    pdfmetrics.registerFont(TTFont(name, font) if font else UnicodeCIDFont(name))
    file = io.BytesIO()

    def around(canvas: object, document: object) -> None:
        canvas.setFont(name, 9)  # type: ignore[attr-defined]
        canvas.drawString(72, 800, "统计年鉴2016")  # type: ignore[attr-defined]
        canvas.drawCentredString(297, 40, str(document.page))  # type: ignore[attr-defined]

    flow: list[object] = []
    for line in text.split("\n"):
        indent = 24 if line.startswith("\u3000\u3000") else 0
        style = ParagraphStyle(
            "p", fontName=name, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=indent
        )
        words = html.escape(line.strip("\u3000 "))
        flow.append(Paragraph(words, style) if words else Spacer(1, 10))
    SimpleDocTemplate(file, pagesize=A4).build(flow, onFirstPage=around, onLaterPages=around)
    return file.getvalue()


def to_scan(text: str, font: str) -> bytes:
    """The pages of `to_pdf` rendered at 200 dpi, as a PDF of pictures."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(to_pdf(text, font))
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return file.getvalue()
