"""Headline indicators of a folder of reports, each value with the sentence it came from, and how
many reports have them right.

.venv/bin/python benchmarks/headline.py OUT [--sentences]

OUT is the folder of a run (`nianjian extract ../shared/real/many --out OUT`). A report counts as
stating an indicator where one of its sentences names it beside a number; it is right where the run
has an observation of it for the year under review, or for the year planned for where the text sets
a target.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path

from pipeline.cli.console import console_of
from pipeline.review.series import read_table, series

NATION = {
    "gdp": "国内生产总值",
    "fiscal-revenue": "财政收入",
    "grain-output": "粮食(?:总)?产量",
    "new-urban-jobs": "城镇新增就业",
    "cpi": "居民消费价格",
}
"""Indicators of national reports, with the words a report states them in."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--sentences", action="store_true", help="list each value with its sentence"
    )
    args = parser.parse_args()
    console = console_of()
    documents = {d["doc_id"]: d for d in read_table(args.out, "documents") if d["status"] == "ok"}
    nation = {
        i: d
        for i, d in documents.items()
        if d["area_code"] in ("", "CN", "000000", "100000") or i.startswith("nation")
    }
    stated: dict[str, set[str]] = defaultdict(set)
    for claim in read_table(args.out, "claims"):
        for indicator, words in NATION.items():
            if claim["doc_id"] in nation and re.search(
                words + r"[^,，。；;]{0,14}" + re.escape(claim["text"]), claim["sentence"]
            ):
                stated[indicator].add(claim["doc_id"])
    for indicator, words in NATION.items():
        rows = series(args.out, indicator)
        found = {
            r["CLAIM_ID"].rsplit(":", 1)[0]
            for r in rows
            if _of(r, nation, 0 if r["OBS_STATUS"] == "F" else 1)
        }
        due = stated[indicator]
        console.print(
            f"{words}: right year in {len(found & due)} of {len(due)} national reports that state it"
        )
        for row in rows if args.sentences else ():
            console.print(
                f"  {row['CLAIM_ID']} {row['TIME_PERIOD']} {row['MEASURE']} {row['OBS_STATUS']} {row['OBS_VALUE']} {row['UNIT_NAME']} | {row['sentence'][:90]}",
                markup=False,
            )
    provinces = {
        i: d for i, d in documents.items() if d["area_code"].endswith("0000") and i not in nation
    }
    for status, back, what in (
        ("AE", 1, "growth of the year under review"),
        ("F", 0, "target of the coming year"),
    ):
        found = {
            r["CLAIM_ID"].rsplit(":", 1)[0]
            for r in series(args.out, "gdp")
            if r["MEASURE"] == "growth" and r["OBS_STATUS"] in status and _of(r, provinces, back)
        }
        console.print(
            f"地区生产总值, {what}: {len(found)} of {len(provinces)} provinces; none: {' '.join(sorted(set(provinces) - found))}"
        )
    mixed = [
        r
        for r in series(args.out, "gdp")
        if (d := provinces.get(r["CLAIM_ID"].rsplit(":", 1)[0]))
        and r["REF_AREA"][:2] != d["area_code"][:2]
    ]
    console.print(f"gross product given to another province: {len(mixed)}")


def _of(row: dict[str, str], documents: dict[str, dict[str, str]], back: int) -> bool:
    """Whether an observation is of the year `back` years before its report's."""
    document = documents.get(row["CLAIM_ID"].rsplit(":", 1)[0])
    return (
        document is not None
        and document["year"] != ""
        and _last_year(row["TIME_PERIOD"]) == str(int(document["year"]) - back)
    )


def _last_year(period: str) -> str:
    """The year a period ends in: 2013/2017 is a span, 2017-12-31 the end of a year."""
    return period.rpartition("/")[2][:4]


if __name__ == "__main__":
    main()
