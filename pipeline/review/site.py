"""The review site: the tables and texts of a run in.

Static pages (an index, a page a document, one of indicators) out.

Pages work from file:// and ask for nothing: style and script stand in each page and a
Content-Security-Policy names their hashes, so that nothing else runs. Every text is escaped
(Jinja2), data is JSON in which `<` is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from pipeline.core.errors import OutputError
from pipeline.core.schema import MEASURES, STATUSES
from pipeline.core.translations import LANGUAGES, page_words
from pipeline.outputs.applied import applied_path, claims_as_read, expected_of, read_applied
from pipeline.outputs.ownership import own
from pipeline.outputs.read_back import Row, read_table, text_path
from pipeline.review.charts import charts
from pipeline.review.marks import Mark, marked_lines
from pipeline.review.series import found_indicators

FILES = Path(__file__).with_name("site_files")
FOLDER = "review"
FIELDS = (
    "value",
    "value_max",
    "unit",
    "bound",
    "measure",
    "status",
    "item",
    "subject",
    "place",
    "area_code",
    "period",
)
"""What a reviewer may change."""
_FILTERS = (
    ("measure", "measure"),
    ("status", "filter_status"),
    ("place", "filter_place"),
    ("indicator", "indicator"),
)
_OWN = ("index", "indicators")
_HASHED = re.compile("-[0-9a-f]{16}$")
_CHARTED = 40  # indicators of the page of charts


def page_name(doc_id: str) -> str:
    """The file of a document's page: its id, made a plain name, with a hash where that changed it
    or another page may have that name.

    Names differ also where capitals do not count; those of the site's own pages are left to it.
    """
    plain = re.sub(r"[^\w.-]", "_", doc_id)[:60]
    is_free = (
        plain == doc_id == doc_id.casefold() and plain not in _OWN and not _HASHED.search(plain)
    )
    return (
        f"{plain}.html"
        if is_free
        else f"{plain}-{hashlib.sha256(doc_id.encode()).hexdigest()[:16]}.html"
    )


def links_from(out: Path, folder: Path) -> dict[str, str]:
    """The review pages that are there, by doc_id, relative to `folder`.

    None outside of it (a link must not break when it is moved).
    """
    site = out / FOLDER
    if not site.is_dir() or not site.resolve().is_relative_to(folder.resolve()):
        return {}
    below = site.resolve().relative_to(folder.resolve()).as_posix()
    names = {row["doc_id"]: page_name(row["doc_id"]) for row in read_table(out, "documents")}
    return {doc_id: f"{below}/{name}" for doc_id, name in names.items() if (site / name).is_file()}


def write_site(out: Path, only: Collection[str] = (), language: str = "") -> Path:
    """Write the pages to OUT/review in a language (that of the locale where none is given).

    Gives the index. Raises OutputError where tables are missing or nothing can be written.
    """
    site = out / FOLDER
    documents = list(read_table(out, "documents"))
    quality = {row["CLAIM_ID"]: row["QUALITY"] for row in read_table(out, "observations")}
    names = {row["indicator_id"]: row["name"] for row in read_table(out, "indicators")}
    tables = {name: ByDocument(out, name) for name in ("claims", "entities", "issues")}
    applied = read_applied(applied_path(out))
    words = page_words(language)
    render = _renderer(words)
    try:
        own(site)
        summary = []
        for document in documents:
            doc_id = document["doc_id"]
            rows = {name: table.of(doc_id) for name, table in tables.items()}
            failed = sum(1 for c in rows["claims"] if _faults(quality.get(c["claim_id"], "")))
            shown = (not only or doc_id in only) and document["status"] != "failed"
            summary.append(
                document
                | {
                    "issues": len(rows["issues"]),
                    "faults": failed,
                    "page": page_name(doc_id) if shown else "",
                }
            )
            if shown:
                (site / page_name(doc_id)).write_text(
                    render(
                        "document",
                        _page(out, document, rows, applied.get(doc_id, []), quality, names, words),
                    ),
                    encoding="utf-8",
                )
        (site / "indicators.html").write_text(
            render("indicators", {"charts": list(charts(out, _charted(out), page_name))}),
            encoding="utf-8",
        )
        (site / "index.html").write_text(render("index", {"documents": summary}), encoding="utf-8")
    except OSError as error:
        raise OutputError.unwritable(site, error) from error
    return site / "index.html"


class ByDocument:
    """The rows of a table document by document; both are in one order."""

    def __init__(self, out: Path, name: str) -> None:
        self._groups = groupby(read_table(out, name), key=lambda row: row["doc_id"])
        self._next: tuple[str, list[Row]] | None = None

    def of(self, doc_id: str) -> list[Row]:
        """The rows of a document; documents must be taken in the order of the table."""
        if self._next is None:
            self._next = next(((key, list(rows)) for key, rows in self._groups), ("", []))
        if self._next[0] != doc_id:
            return []
        rows, self._next = self._next[1], None
        return rows


def _charted(out: Path) -> list[Row]:
    return [row for row in found_indicators(out) if not row["indicator_id"].startswith("x-")][
        :_CHARTED
    ]


def _page(
    out: Path,
    document: Row,
    rows: Mapping[str, list[Row]],
    applied: Sequence[dict[str, Any]],
    quality: Mapping[str, str],
    names: Mapping[str, str],
    words: Mapping[str, str],
) -> dict[str, Any]:
    path = text_path(out, document["doc_id"])
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise OutputError(
            "no text of this document", path=path, remedy="run `nianjian extract` again"
        ) from error
    claims = [_claim(n, row, quality, names) for n, row in enumerate(rows["claims"])]
    refused = [row for row in rows["issues"] if row["start"]]
    lines, section = [], ""
    starts = iter(sorted({(int(c["start"]), c["section"]) for c in rows["claims"]}))
    ahead = next(starts, None)
    at = 0
    sections = []
    for number, segments in enumerate(marked_lines(text, list(_marks(rows, refused)))):
        end = at + sum(len(s.text) for s in segments)
        while ahead and ahead[0] < end:
            if ahead[1] != section:
                section = ahead[1]
                sections.append((number, section.rsplit(" > ", 1)[-1], section.count(" > ")))
            ahead = next(starts, None)
        lines.append(segments)
        at = end + 1
    expected = expected_of(claims_as_read(rows["claims"], applied), document["text_sha256"])
    for claim in claims:
        added = {name: claim[name] for name in ("text", "sentence")} | {
            "text_sha256": document["text_sha256"]
        }
        claim["expect"] = expected.get((claim["start"], claim["end"]), added)
    data = {
        "doc_id": document["doc_id"],
        "text_sha256": document["text_sha256"],
        "fields": FIELDS,
        "claims": claims,
        "applied": [
            one for one in applied if one["expect"]["text_sha256"] == document["text_sha256"]
        ],
        "measures": MEASURES,
        "statuses": STATUSES,
        "words": {
            key: words[key]
            for key in (
                "accept",
                "reject",
                "edit",
                "decided",
                "no_value",
                "stale",
                "nothing_to_save",
            )
        },
    }
    return {
        "document": document,
        "lines": lines,
        "claims": claims,
        "sections": sections,
        "refused": len(refused),
        "data": _json(data),
        "notes": [row for row in rows["issues"] if not row["start"]],
        "choices": [
            (key, words[label], Counter(c[key] for c in claims if c[key]).most_common())
            for key, label in _FILTERS
        ],
        "codes": Counter(row["code"] for row in refused).most_common(),
        "faults": sorted({name for c in claims for name in c["faults"]}),
    }


def _claim(
    n: int, row: Row, quality: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "n": n,
        "start": int(row["start"]),
        "end": int(row["end"]),
        "text": row["text"],
        "sentence": row["sentence"],
        "indicator": names.get(row["indicator_id"], ""),
        "confidence": float(row["confidence"] or 0),
        "quality": quality.get(row["claim_id"], ""),
        "faults": _faults(quality.get(row["claim_id"], "")),
        "section": row["section"],
        "page": row["page"],
        **{f: row[f] for f in FIELDS},
    }


def _faults(quality: str) -> list[str]:
    """The names of the checks that found something.

    The first word says only which claim is preferred.
    """
    return [
        part.strip().split(" ")[0].rstrip(":") for part in quality.split(";")[1:] if part.strip()
    ]


def _marks(rows: Mapping[str, list[Row]], refused: list[Row]) -> Iterator[Mark]:
    for n, row in enumerate(rows["claims"]):
        yield Mark(int(row["start"]), int(row["end"]), "q", str(n))
        for kind, column in (("i", "item"), ("s", "subject")):
            if row[f"{column}_start"]:
                yield Mark(int(row[f"{column}_start"]), int(row[f"{column}_end"]), kind, str(n))
    for row in rows["entities"]:
        yield Mark(
            int(row["start"]), int(row["end"]), "e", title=f"{row['label']} {row['norm']}".strip()
        )
    for row in refused:
        yield Mark(int(row["start"]), int(row["end"]), "r", title=row["code"])


def _json(data: object) -> str:
    """JSON that no text in it can end: `<` is escaped."""
    return (
        json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _renderer(words: Mapping[str, str]) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FILES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = (
        (FILES / name).read_text(encoding="utf-8") for name in ("review.css", "review.js")
    )
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; base-uri 'none'; form-action 'none'"

    language = next(name for name in LANGUAGES if page_words(name) == words)

    def render(name: str, values: dict[str, Any]) -> str:
        return environment.get_template(f"{name}.html").render(
            style=style, script=script, policy=policy, t=words, language=language, **values
        )

    return render


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
