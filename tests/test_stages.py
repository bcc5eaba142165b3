"""The spaCy pipeline: order, what each component reads and writes, and use in somebody else's
pipeline.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import spacy
from spacy.language import Language

from pipeline.stages import CONFIG, load_pipeline

STAGES = [
    f"yearbook_{name}"
    for name in ("segment", "quantities", "entities", "tables", "claims", "context")
]


def problems_of(nlp: Language) -> dict[str, list[str]]:
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    problems: dict[str, list[str]] = analysis["problems"]
    return problems


def test_order_and_contracts(nlp: Language) -> None:
    assert nlp.pipe_names == STAGES
    problems = problems_of(nlp)
    assert all(found == [] for found in problems.values()), problems
    for name in STAGES:
        assert nlp.get_pipe_meta(name).assigns


def test_claims_without_their_rooms_are_a_problem() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("yearbook_claims")
    assert problems_of(nlp)["yearbook_claims"]


def test_somebody_elses_pipeline() -> None:
    """In a fresh process, where nothing of ours is imported: the entry point alone brings the
    factory.
    """
    code = (
        "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('yearbook_quantities'); doc = nlp('累计建设基站约1.6万个。');"
        "q = doc._.quantities[0]; assert (q.text, str(q.bound)) == ('1.6万个', 'approx'), q;"
        "assert [s.label_ for s in doc.spans['quantities']] == ['QUANTITY']; print('read')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "read\n", done.stderr


def test_a_whole_copy_of_the_config_with_a_lexicon_of_ones_own(tmp_path: Path) -> None:
    """Also a copied lexicon with a row more, which the shipped one is laid under."""
    units = CONFIG.parent / "lexicons/data/units.csv"
    mine = tmp_path / "units.csv"
    mine.write_text(
        units.read_text(encoding="utf-8") + "畹,classifier,count,畹,1,{畹},,,own\n",
        encoding="utf-8",
    )
    config = tmp_path / "stages.cfg"
    config.write_text(
        CONFIG.read_text(encoding="utf-8").replace('units = ""', f'units = "{mine}"'),
        encoding="utf-8",
    )
    doc = load_pipeline(config)("种植兰花30畹。")
    assert [(c.text, c.unit) for c in doc._.claims] == [("30畹", "畹")]


def test_a_users_own_name_holds_beside_the_tagger(tmp_path: Path) -> None:
    """A row or a word that a user adds is found, whatever the model thinks of it."""
    (tmp_path / "names.toml").write_text('[org]\nfixed = ["云麓石乙坊"]\n', encoding="utf-8")
    head = "name,level,aliases,valid_from,valid_to,successor\n"
    (tmp_path / "organs.csv").write_text(f"{head}国家测云局,central,,2020,,\n", encoding="utf-8")
    (tmp_path / "my.cfg").write_text(
        '[lexicons]\nnames = "names.toml"\norgans = "organs.csv"\n', encoding="utf-8"
    )
    doc = load_pipeline(tmp_path / "my.cfg")("云麓石乙坊营业收入增长8%。国家测云局发布公报。")
    assert [(e.text, str(e.label)) for e in doc._.entities] == [
        ("云麓石乙坊", "ORG"),
        ("国家测云局", "GOV"),
    ]


def test_text_of_a_doc_is_the_text(nlp: Language) -> None:
    text = "甲县\u3000有10个镇。\n\n 乙县好😀𠮷。"
    assert nlp(text).text == text
