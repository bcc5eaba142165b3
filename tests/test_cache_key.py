"""Cache keys: each thing that a result depends on is in its key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.dataset.cache_key import cache_key
from pipeline.ingest.corpus import Task


def test_each_thing_that_a_result_depends_on_makes_another_key(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("全县共有学校10所。", encoding="utf-8")
    task = Task(path=path, doc_id="a", source="a.txt")
    keys = [cache_key(task)]
    assert cache_key(task) == keys[0]
    keys.append(cache_key(task, "a config"))
    keys.append(cache_key(replace(task, doc_id="b")))
    keys.append(cache_key(replace(task, source="b.txt")))
    keys.append(cache_key(replace(task, fault="a link")))
    path.with_suffix(".toml").write_text("year = 2013\n", encoding="utf-8")
    keys.append(cache_key(task))
    path.with_suffix(".toml").write_text("year = 2014\n", encoding="utf-8")
    keys.append(cache_key(task))
    path.with_suffix(".toml").unlink()
    path.write_text("全县共有学校11所。", encoding="utf-8")
    keys.append(cache_key(task))
    assert len(set(keys)) == len(keys)
