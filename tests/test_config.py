"""A config of the user's: own lexicons reach every stage, from the reader of titles to the panel.

Models by config alone.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from spacy.lang.zh import Chinese

from pipeline.core.errors import LexiconError
from pipeline.lexicons.bundle import Lexicons
from pipeline.lexicons.userdict import load_userdict
from pipeline.segment.tokenizer import SEGMENTERS, HanTokenizer
from pipeline.stages import load_pipeline
from tests.conftest import run

UNITS = """unit,kind,dimension,canonical,factor,code,aliases,not_before,source
垧,measure,area,平方米,10000,{垧},,,own
"""
REGIONS = """code,name,level,parent,valid_from,valid_to,successor,short,sources
990000,云麓省,province,,,,,云麓,own
"""
INDICATORS = """indicator_id,name,unit,measure,aliases,definition,parent_id
lotus-area,荷塘养护面积,平方米,level,荷塘保有面积,Area of lotus ponds that is kept,
"""
CONFIG = """[lexicons]
units = "own/units.csv"
regions = "own/regions.csv"
indicators = "own/indicators.csv"
cues = "own/cues.toml"
"""
CUES = """[status]
target = ["拟实现"]
"""
TEXT = "云麓省2021年国民经济和社会发展统计公报\n\n2021年，荷塘养护面积3.5垧，比上年增长8%。2022年拟实现荷塘养护面积4垧。\n"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with a config, its lexicons and a corpus of one report."""
    for name, content in (
        ("my.cfg", CONFIG),
        ("own/units.csv", UNITS),
        ("own/regions.csv", REGIONS),
        ("own/indicators.csv", INDICATORS),
        ("own/cues.toml", CUES),
        ("corpus/report.txt", TEXT),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_own_unit_region_indicator_and_cue_reach_observations_and_panel(given: Path) -> None:
    done = run("extract", given / "corpus", "--out", given / "out", "--config", given / "my.cfg")
    assert done.exit_code == 0, done.output
    (document,) = rows(given / "out/documents.csv")
    assert (document["place"], document["area_code"], document["year"]) == (
        "云麓省",
        "990000",
        "2021",
    )
    found = {(o["TIME_PERIOD"], o["MEASURE"]): o for o in rows(given / "out/observations.csv")}
    level, target = found["2021", "level"], found["2022", "level"]
    assert level["INDICATOR"] == "lotus-area" and level["REF_AREA"] == "990000"
    assert (level["OBS_VALUE"], level["UNIT_MEASURE"], level["OBS_STATUS"]) == ("35000", "m2", "A")
    assert (target["OBS_VALUE"], target["OBS_STATUS"]) == ("40000", "F")
    (panel,) = [row for row in rows(given / "out/panel.csv") if row["year"] == "2021"]
    assert panel["area_code"] == "990000" and panel["lotus-area"] == "35000"


def test_without_the_config_none_of_it_is_known(given: Path) -> None:
    """What the first test sees comes from the config, and a run without it is not answered from one
    with it.
    """
    run("extract", given / "corpus", "--out", given / "out", "--config", given / "my.cfg")
    again = run("extract", given / "corpus", "--out", given / "out")
    assert "1 of 1 reports read anew" in again.output
    (document,) = rows(given / "out/documents.csv")
    assert document["place"] == ""
    assert not [o for o in rows(given / "out/observations.csv") if o["INDICATOR"] == "lotus-area"]


def test_an_edited_lexicon_reads_anew_and_an_equal_one_does_not(given: Path) -> None:
    config = given / "my.cfg"
    run("extract", given / "corpus", "--out", given / "out", "--config", config)
    same = run("extract", given / "corpus", "--out", given / "out", "--config", config)
    assert "0 of 1 reports read anew" in same.output
    with (given / "own/indicators.csv").open("a", encoding="utf-8") as file:
        file.write("other,另一指标,平方米,level,,Another,\n")
    assert (
        "1 of 1 reports read anew"
        in run("extract", given / "corpus", "--out", given / "out", "--config", config).output
    )


def test_workers_read_with_the_config(given: Path) -> None:
    (given / "corpus/second.txt").write_text(TEXT.replace("2021", "2020"), encoding="utf-8")
    run(
        "extract",
        given / "corpus",
        "--out",
        given / "out",
        "--config",
        given / "my.cfg",
        "--jobs",
        "2",
    )
    assert [d["place"] for d in rows(given / "out/documents.csv")] == ["云麓省"] * 2


def test_the_environment_names_the_config(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANJIAN_CONFIG", str(given / "my.cfg"))
    run("extract", given / "corpus", "--out", given / "out")
    assert rows(given / "out/documents.csv")[0]["place"] == "云麓省"


def test_own_rows_take_the_place_of_shipped_ones_and_the_others_stay(tmp_path: Path) -> None:
    header = UNITS.splitlines()[0]
    (tmp_path / "units.csv").write_text(
        f"{header}\n亩,measure,area,平方米,600,{{亩}},,,own\n", encoding="utf-8"
    )
    (tmp_path / "my.cfg").write_text('[lexicons]\nunits = "units.csv"\n', encoding="utf-8")
    over = Lexicons.load(tmp_path / "my.cfg").units
    assert over.by_form["亩"].factor == 600 and over.by_form["公顷"].factor == 10000
    (tmp_path / "alone.cfg").write_text(
        '[lexicons]\nshipped = false\nunits = "own.csv"\n', encoding="utf-8"
    )
    (tmp_path / "own.csv").write_text(
        f"{header}\n平方米,measure,area,平方米,1,m2,,,own\n", encoding="utf-8"
    )
    assert list(Lexicons.load(tmp_path / "alone.cfg").units.by_form) == ["平方米"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            '[lexicons]\nunitz = "a.csv"\n',
            ["my.cfg", "lexicons.unitz", "unknown key 'unitz'", "units"],
        ),
        ('[lexicons]\nunits = "none.csv"\n', ["none.csv", "lexicons.units", "no such file"]),
        ("[lexicons\n", ["my.cfg"]),
    ],
)
@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_wrong_config_is_an_error_with_its_place(
    command: str, content: str, words: list[str], given: Path
) -> None:
    (given / "my.cfg").write_text(content, encoding="utf-8")
    more = ["--out", given / "out"] if command == "extract" else []
    done = run(command, given / "corpus", *more, "--config", given / "my.cfg")
    assert done.exit_code == 2 and all(word in done.output for word in words), done.output


def test_a_wrong_row_of_an_own_lexicon_is_named(given: Path) -> None:
    (given / "own/units.csv").write_text(UNITS.replace(",measure,", ",length,"), encoding="utf-8")
    done = run("check", given / "corpus", "--config", given / "my.cfg")
    assert (
        done.exit_code == 1
        and "row 2, column kind" in done.output
        and "own/units.csv" in done.output
    )


@pytest.mark.parametrize("segmenter", SEGMENTERS)
def test_words_of_a_userdict_are_tokens(segmenter: str, tmp_path: Path) -> None:
    (tmp_path / "userdict.txt").write_text("荷塘养护面积 9000 n\n云麓石乙坊\n\n", encoding="utf-8")
    words = load_userdict(tmp_path / "userdict.txt")
    assert words[0] == ("荷塘养护面积", 9000, "n") and words[1] == ("云麓石乙坊", None, "")
    text = "去年荷塘养护面积和云麓石乙坊增加"
    tokens = [(t.text, t.tag_) for t in HanTokenizer(Chinese().vocab, segmenter, words)(text)]
    assert ("荷塘养护面积", "n") in tokens and "云麓石乙坊" in [word for word, _ in tokens]
    assert "荷塘养护面积" not in [t.text for t in HanTokenizer(Chinese().vocab, segmenter)(text)]


def test_a_userdict_in_the_config_reaches_the_segmenter(tmp_path: Path) -> None:
    (tmp_path / "userdict.txt").write_text("荷塘养护面积 9000 n\n", encoding="utf-8")
    (tmp_path / "my.cfg").write_text('[lexicons]\nuserdict = "userdict.txt"\n', encoding="utf-8")
    assert "荷塘养护面积" in [
        t.text for t in load_pipeline(tmp_path / "my.cfg")("荷塘养护面积增加")
    ]


def test_a_line_of_a_userdict_with_too_much_is_named(tmp_path: Path) -> None:
    (tmp_path / "userdict.txt").write_text("荷塘 3 n 更多\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"userdict\.txt, line 1: too many words"):
        load_userdict(tmp_path / "userdict.txt")


OWN_MODEL = '''
from pipeline.claims.item_model import ClaimNames
from pipeline.stages import item_models
from pipeline.core.records import Mention

class FirstTwo:
    """The first two characters of the sentence."""

    def choose(self, view, claims):
        starts = [view.sentence_at(q.start).start for q in claims.quantities]
        return [ClaimNames(Mention(start=s, end=s + 2, text=view.text[s : s + 2]), None, 0.5) for s in starts]

@item_models.register("mine.FirstTwo.v1")
def make():
    return lambda lexicons: FirstTwo()
'''


def test_the_item_model_is_swapped_by_config_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN_MODEL, encoding="utf-8")
    (tmp_path / "my.cfg").write_text(
        '[code]\nfiles = ["mine.py"]\n\n[components.yearbook_claims.item_model]\n@item_models = "mine.FirstTwo.v1"\n',
        encoding="utf-8",
    )
    (claim,) = load_pipeline(tmp_path / "my.cfg")("荷塘养护面积3公顷。")._.claims
    assert claim.item.text == "荷塘" and claim.confidence == 0.5


def test_a_model_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "items.npz").write_bytes(b"no model")
    (tmp_path / "my.cfg").write_text(
        '[components.yearbook_claims.item_model]\npath = "items.npz"\n', encoding="utf-8"
    )
    with pytest.raises(LexiconError, match=r"items\.npz: no ranker"):
        load_pipeline(tmp_path / "my.cfg")
