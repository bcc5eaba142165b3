"""The corpus: every file is a row, whatever it is, and no name or link leads out of it."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import zipfile
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipeline.core.errors import UsageError
from pipeline.ingest.corpus import find_tasks, location
from pipeline.ingest.file_type import Kind, kind_of
from tests.broken import to_xls, whole
from tests.conftest import run

SENTENCE = "全县共有学校10所。\n"


def test_the_members_of_an_archive_are_reports(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("年鉴/一.txt", SENTENCE)
        archive.writestr("../../二.txt", SENTENCE.replace("10", "3"))
        archive.writestr("__MACOSX/._一.txt", b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/2013.zip").write_bytes(file.getvalue())
    tasks = find_tasks([tmp_path / "in"])
    assert [(t.source, t.doc_id) for t in tasks] == [
        ("2013.zip/二.txt", "2013.zip/二"),
        ("2013.zip/年鉴/一.txt", "2013.zip/年鉴/一"),
    ]
    assert run("extract", tmp_path / "in", "--out", tmp_path / "o").exit_code == 0
    assert (tmp_path / "o/texts/2013.zip/年鉴/一.txt").read_text(encoding="utf-8") == SENTENCE
    claims = (tmp_path / "o/claims.csv").read_text(encoding="utf-8")
    assert "2013.zip/二:6-8" in claims and "2013.zip/年鉴/一:6-9" in claims


def test_names_in_an_archive_by_windows_are_read_as_gbk(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("name.txt", SENTENCE)
    data = file.getvalue().replace(b"name.txt", "年鉴".encode("gbk") + b".txt")
    (tmp_path / "a.zip").write_bytes(data)
    assert [t.source for t in find_tasks([tmp_path])] == ["a.zip/年鉴.txt"]


def test_links_out_of_the_corpus_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/s.txt").write_text(SENTENCE, encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "secret/s.txt")
    (folder / "2023").symlink_to("../secret")
    (folder / "own").mkdir()
    (folder / "again").symlink_to("own")
    faults = {t.source: t.fault for t in find_tasks([folder])}
    out, to_folder = (
        "a symbolic link that leads out of the corpus is not followed",
        "a symbolic link to a folder is not followed",
    )
    assert faults == {
        "a.txt": "",
        "inside.txt": "",
        "outside.txt": out,
        "2023": out,
        "again": to_folder,
    }


def test_sidecars_and_hidden_files_are_no_reports(tmp_path: Path) -> None:
    for name in ("a.txt", "a.toml", "lonely.toml", ".hidden", "corrections.jsonl", "b.txt"):
        (tmp_path / name).write_text(SENTENCE if name.endswith("txt") else "", encoding="utf-8")
    assert [t.source for t in find_tasks([tmp_path])] == ["a.txt", "b.txt", "lonely.toml"]


def test_a_corpus_behind_a_url_makes_the_same_tables(tmp_path: Path) -> None:
    """With a sidecar, an archive, a folder, a hidden file and a correction.

    Another run reads nothing again.
    """
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "a.toml").write_text('title = "2013年公报"\nplace = "宁波市"\n', encoding="utf-8")
    (folder / ".hidden").write_text(SENTENCE, encoding="utf-8")
    (folder / "more/b.txt").write_text(SENTENCE.replace("10", "3"), encoding="utf-8")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("一.txt", SENTENCE)
    text = (folder / "more/b.txt").read_bytes()
    expect = {
        "text": "3",
        "sentence": "全县共有学校3所。",
        "text_sha256": hashlib.sha256(text).hexdigest(),
    }
    change = {
        "doc_id": "more/b",
        "action": "reject",
        "start": 6,
        "end": 7,
        "expect": expect,
        "fields": {},
    }
    (folder / "corrections.jsonl").write_text(json.dumps(change) + "\n", encoding="utf-8")
    for given, out in ((folder, "near"), (folder.as_uri(), "far")):
        result = run("extract", given, "--out", tmp_path / out)
        assert result.exit_code == 0, result.output
    for table in ("documents", "claims", "indicators"):
        near, far = (
            (tmp_path / out / f"{table}.csv").read_text(encoding="utf-8") for out in ("near", "far")
        )
        assert far == near
    claims = (tmp_path / "far/claims.csv").read_text(encoding="utf-8")
    assert "宁波市" in claims and "more/b:6-7" not in claims
    again = run("extract", folder.as_uri(), "--out", tmp_path / "far")
    assert "0 of 3 reports read anew" in again.output


def test_a_bucket_is_listed_and_read_like_a_folder() -> None:
    bucket = location("memory://reports")
    for name, data in {
        "年鉴/一.txt": SENTENCE,
        "年鉴/一.toml": "",
        "二.txt": SENTENCE,
        "corrections.jsonl": "",
    }.items():
        (bucket / name).parent.mkdir(parents=True, exist_ok=True)
        (bucket / name).write_text(data, encoding="utf-8")
    tasks = find_tasks([bucket])
    assert [t.source for t in tasks] == ["二.txt", "年鉴/一.txt"]
    assert pickle.loads(pickle.dumps(tasks[0])).path.read_text(encoding="utf-8") == SENTENCE


def test_a_folder_of_a_bucket_that_may_not_be_listed_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bucket = location("memory://closed")
    (bucket / "a").mkdir(parents=True)
    (bucket / "a/b.txt").write_text(SENTENCE, encoding="utf-8")
    listed = MemoryFileSystem.ls

    def refuse(self: MemoryFileSystem, path: str, **options: object) -> object:
        if path.rstrip("/").endswith("closed/a"):
            raise PermissionError("Forbidden")
        return listed(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "ls", refuse)
    with pytest.raises(UsageError, match="closed: Forbidden"):
        find_tasks([bucket])


def test_a_url_that_nobody_can_open_says_what_to_install(tmp_path: Path) -> None:
    result = run("extract", "nowhere://bucket/reports", "--out", tmp_path / "o")
    assert result.exit_code == 2
    assert (
        "nowhere://bucket/reports" in result.output
        and "pip install 'nianjian[remote]'" in result.output
    )


@pytest.mark.parametrize("suffix", sorted(whole()))
def test_the_bytes_tell_what_a_file_is(suffix: str) -> None:
    expected = {
        "html": Kind.HTML,
        "docx": Kind.DOCX,
        "epub": Kind.EPUB,
        "pdf": Kind.PDF,
        "xlsx": Kind.XLSX,
        "xls": Kind.XLS,
        "zip": Kind.ZIP,
    }.get(suffix, Kind.PLAIN)
    data = whole()[suffix]
    assert kind_of("年鉴.xyz", data) == expected
    if expected is not Kind.PLAIN:
        assert kind_of("年鉴.txt", data) == expected


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    (tmp_path / "t.xls").write_bytes(to_xls([["指标", "2015年"], ["学校（所）", "35"]]))
    run("extract", tmp_path / "t.xls", "--out", tmp_path / "o")
    assert ",35,35,,所,eq,level,actual,学校," in (tmp_path / "o/claims.csv").read_text(
        encoding="utf-8"
    )
