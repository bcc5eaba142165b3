"""OCR: a picture in; its printed lines with where they stand out.

Needs the extra `[ocr]` (RapidOCR, whose wheel holds its models).
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError
from pipeline.core.messages import Message
from pipeline.ingest.layout import Line, read_layout
from pipeline.ingest.reader_result import ReaderResult

_LARGEST = 100_000_000  # pixels; an A3 page at 400 dpi has 31 million
_SURE = 0.5  # of a line's probability; below it, a stain was read
_MISREAD = (
    (re.compile(r"(?<=\d)%[oO]"), "‰"),
    (re.compile(r"(?<=\d)\. (?=\d)"), "."),
    # 库存变动为一460吨: no numeral goes on with digits
    (
        re.compile(r"(?<=[为到至是])一(?=\d)"),
        "-",
    ),
)
_COLUMN_GAP = 1.5  # heights between boxes of one line that part columns


@cache
def has_ocr() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def read_image(path: Path, data: bytes) -> ReaderResult:
    """The text of a PNG, JPEG or TIFF (each of its pages).

    Raises InputError for a picture that is broken or too large, and where the extra is not
    installed.
    """
    import numpy as np
    from PIL import Image, ImageSequence, UnidentifiedImageError

    if not has_ocr():
        raise InputError(
            "this is a picture", path=path, remedy="pip install 'nianjian[ocr]' to read scans"
        )
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _LARGEST:
                raise InputError(
                    Message("{width} x {height} pixels", width=image.width, height=image.height),
                    path=path,
                    remedy=Message("give a picture of at most {most}", most=f"{_LARGEST:,}"),
                )
            pages = [
                lines_of_image(np.asarray(frame.convert("RGB")))
                for frame in ImageSequence.Iterator(image)
            ]
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise InputError(
            Message("no readable picture: {error}", error=error),
            path=path,
            remedy="scan or save it again",
        ) from error
    reading = read_layout(pages)
    return ReaderResult(text=reading.text, pages=reading.pages)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def lines_of_image(pixels: Any) -> list[Line]:
    """The lines of a page from top to bottom.

    Boxes at one height are one line, two blanks where a gap parts columns.
    """
    found = _engine()(pixels)
    if found.boxes is None:
        return []
    boxes = [
        (
            min(p[0] for p in box),
            max(p[0] for p in box),
            min(p[1] for p in box),
            max(p[1] for p in box),
            text,
        )
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _SURE
    ]
    lines: list[list[tuple[float, float, float, float, str]]] = []
    for box in sorted(boxes, key=lambda b: (b[2] + b[3]) / 2):
        middle = (box[2] + box[3]) / 2
        if lines and lines[-1][0][2] < middle < lines[-1][0][3]:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [_line(sorted(line)) for line in lines]


def _line(boxes: list[tuple[float, float, float, float, str]]) -> Line:
    size = max(b[3] - b[2] for b in boxes)
    text = boxes[0][4]
    for before, box in itertools.pairwise(boxes):
        text += ("  " if box[0] - before[1] > _COLUMN_GAP * size else "") + box[4]
    for misread, sign in _MISREAD:
        text = misread.sub(sign, text)
    top, bottom = min(b[2] for b in boxes), max(b[3] for b in boxes)
    return Line(
        text,
        float(boxes[0][0]),
        float(max(b[1] for b in boxes)),
        -float(bottom),
        -float(top),
        float(size),
    )
