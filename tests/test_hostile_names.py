"""Names, links, pipes, sizes and patterns of somebody else's files: each is a row, and none ends
the run or leads out of the corpus.
"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.dataset.cache_key import cache_key
from pipeline.ingest import archive, files
from pipeline.ingest.corpus import Task, find_tasks
from pipeline.ingest.file_type import Kind, kind_of
from pipeline.ingest.html import blocks_of, read_html
from pipeline.ingest.plain import read_plain
from pipeline.outputs.read_back import text_path
from pipeline.review.site import page_name
from tests.conftest import ROOT

SENTENCE = "2013年全县共有学校10所。\n"
SECONDS = 120
"""What takes milliseconds may take on the busiest machine; what never ends is killed then."""


def named(raw: bytes) -> str:
    return os.fsdecode(raw)


def put(path: Path, text: str = SENTENCE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def tree(folder: Path) -> str:
    """A hash over all that is below a folder; pipes and devices by name."""
    digest = hashlib.sha256()
    for where, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = Path(where, name)
            digest.update(
                os.fsencode(path)
                + (path.read_bytes() if path.is_file() and path.stat().st_size < 1 << 20 else b"")
            )
    return digest.hexdigest()


def extract(folder: Path, out: Path, *, limit: str = "") -> dict[str, dict[str, str]]:
    """The documents by source after a run in a process of its own that ends, with tables, and
    changes nothing; bash may set limits.
    """
    before = tree(folder)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        os.fspath(folder),
        "--out",
        os.fspath(out),
    ]
    if limit:
        command = ["bash", "-c", f'{limit}; exec "$@"', "bash", *command]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    assert tree(folder) == before
    with (out / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["source"]: row for row in csv.DictReader(file)}
    assert not [row["message"] for row in rows.values() if "report this as a bug" in row["message"]]
    for row in rows.values():
        assert row["status"] == "failed" or text_path(out, row["doc_id"]).is_file(), row
    return rows


def test_names_that_are_no_utf8_are_chinese_or_escaped_and_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / named("语料".encode("gbk")) / "in"
    put(folder / "年鉴.txt")
    put(folder / named("年鉴.txt".encode("gbk")), SENTENCE.replace("10", "11"))
    put(folder / named(b"\xff\xfe.txt"))
    put(folder / named(b"\xff\xfd.txt"))
    put(folder / named("统计".encode("gbk")) / "一\n二\x1b[31m.txt")
    put(folder / named("空.txt".encode("gbk")), "")
    rows = extract(folder, tmp_path / named("结果".encode("gbk")))
    second = r"\xc4\xea\xbc\xf8.txt"
    assert set(rows) == {
        "年鉴.txt",
        second,
        r"\xff\xfe.txt",
        r"\xff\xfd.txt",
        r"统计/一\x0a二\x1b[31m.txt",
        "空.txt",
    }
    assert len({row["doc_id"] for row in rows.values()}) == 6
    assert rows["空.txt"]["message"] == "空.txt: the file is empty; give a file with text"
    out = tmp_path / named("结果".encode("gbk"))
    assert "11所" in text_path(out, rows[second]["doc_id"]).read_text(encoding="utf-8")


def test_a_missing_folder_with_such_a_name_is_told(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        os.fspath(tmp_path / named("无".encode("gbk"))),
        "--out",
        str(tmp_path / "o"),
    ]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    assert ended.returncode == 2 and "无: no such file or folder" in ended.stderr.replace("\n", "")


def test_signs_of_markup_in_the_name_of_a_folder_are_printed_as_they_are(tmp_path: Path) -> None:
    put(tmp_path / "in/a.txt")
    extract(tmp_path / "in", tmp_path / "o[/x]")


def test_a_huge_file_is_a_row_and_is_not_read(tmp_path: Path) -> None:
    put(tmp_path / "in/ok.txt")
    with (tmp_path / "in/video.mp4").open("wb") as file:
        file.truncate(6 * 1024**3)
    (tmp_path / "in/link.mp4").symlink_to("video.mp4")
    rows = extract(tmp_path / "in", tmp_path / "o", limit="ulimit -v 4000000")
    assert rows["ok.txt"]["status"] == "ok"
    for name in ("video.mp4", "link.mp4"):
        assert rows[name]["message"].endswith(
            "6,442,450,944 bytes; give a file of at most 536,870,912"
        ), rows[name]


def test_a_key_reads_in_blocks_and_too_large_a_file_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.txt", "1" * 5_000_000)
    task = Task(path=path, doc_id="a", source="a.txt")
    key = cache_key(task)
    monkeypatch.setattr(files, "LARGEST_FILE", 4_000_000)
    monkeypatch.setattr(files, "sha256_of", lambda file: pytest.fail("it was read"))
    other = cache_key(task)
    os.utime(path, (1, 1))
    assert len({key, other, cache_key(task)}) == 3


@pytest.mark.parametrize(
    "head", ["<!---->" * 60 + "<p>", "<!-- " * 900, " " * 4000 + "<", "<?xml " + "<!---->" * 500]
)
def test_a_type_is_told_at_once_whatever_comes_before_it(head: str) -> None:
    code = "import sys; from pipeline.ingest.file_type import kind_of; print(kind_of('a.txt', sys.argv[1].encode()))"
    told = subprocess.run(
        [sys.executable, "-c", code, head],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert told.stdout.strip() == Kind.PLAIN


def test_a_page_is_told_behind_a_declaration_and_comments() -> None:
    for head in (
        "<html>",
        " \n<!DOCTYPE  html>",
        "<?xml version='1.0'?>\n<!-- a --> <!----><Head>",
        "\ufeff<!--<p>--><meta charset=gbk>",
    ):
        assert kind_of("a.txt", head.encode()) is Kind.HTML, head
    for text in ("全县<html>", "<p>", "<!--<html>", "<htmlx>", "<?xml version='1.0'?><office>"):
        assert kind_of("a.txt", text.encode()) is Kind.PLAIN, text


def _in_time(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=SECONDS, check=True)


@pytest.mark.parametrize(
    "code",
    [
        "from pipeline.ingest.plain import read_plain; read_plain(Path('a'), b'<!--' * 500_000)",
        "from pipeline.ingest.html import read_html; read_html(Path('a'), b'<p>' + b' ' * 2_000_000 + b'x')",
    ],
)
def test_long_hostile_text_takes_time_in_proportion(code: str) -> None:
    """Milliseconds; hours on patterns that take the square."""
    _in_time(f"from pathlib import Path; {code}")


def test_what_the_scanners_do_is_what_the_patterns_did() -> None:
    plain = read_plain(Path("a"), "一<!-- <b>二</b> -->三<br>四<!-- 五".encode())
    assert plain.text == "一三\n四<!-- 五"
    assert [line for line, _ in blocks_of(Path("a"), "<p>a \n  b  c</p>")] == ["a b c"]
    assert [
        line for line, _ in blocks_of(Path("a"), "&#1;a<p>&#1;b</p>&#1;<pre>&#1;c</pre>&#1;")
    ] == ["a", "b", "c"]
    assert (
        read_html(Path("a"), "<meta charset = ' gbk'><p>年鉴".encode("gbk")).encoding == "gb18030"
    )


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _outside(path: Path) -> None:
    path.symlink_to(put(path.parent.parent / "outside.toml", 'place = "宁波市"'))


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(6 * 1024**3)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (_fifo, "no regular file"),
        (Path.mkdir, "no regular file"),
        (_zero, "a symbolic link that leads out of the corpus is not followed"),
        (_outside, "a symbolic link that leads out of the corpus is not followed"),
        (lambda path: path.symlink_to("nothing"), "No such file or directory"),
        (_huge, "6,442,450,944 bytes; give a file of at most 65,536"),
        (lambda path: path.write_text("a = " + "[" * 50_000), "correct the TOML"),
    ],
)
def test_what_is_no_sidecar_fails_its_report_and_nothing_waits(
    make: Callable[[Path], object], what: str, tmp_path: Path
) -> None:
    put(tmp_path / "in/ok.txt")
    put(tmp_path / "in/other.txt")
    make(tmp_path / "in/ok.toml")
    rows = extract(tmp_path / "in", tmp_path / "o", limit="ulimit -v 4000000")
    assert set(rows) == {"ok.txt", "other.txt"} and rows["other.txt"]["status"] == "ok"
    assert (
        rows["ok.txt"]["status"] == "failed"
        and "ok.toml: " in rows["ok.txt"]["message"]
        and what in rows["ok.txt"]["message"]
    )


def test_a_link_in_the_corpus_is_a_sidecar(tmp_path: Path) -> None:
    put(tmp_path / "in/a.txt")
    put(tmp_path / "in/b.txt")
    put(tmp_path / "in/a.toml", 'place = "宁波市"')
    (tmp_path / "in/b.toml").symlink_to("a.toml")
    assert {row["place"] for row in extract(tmp_path / "in", tmp_path / "o").values()} == {"宁波市"}


@pytest.mark.parametrize("name", ["corrections.jsonl", "x/.nianjian.json", "pipe.txt"])
def test_a_pipe_by_any_name_is_not_waited_for(name: str, tmp_path: Path) -> None:
    put(tmp_path / "in/ok.txt")
    put(tmp_path / "in/x/ok.txt")
    os.mkfifo(tmp_path / "in" / name)
    rows = extract(tmp_path / "in", tmp_path / "o")
    assert set(rows) == {"ok.txt", "x/ok.txt", *([] if name.startswith("x") else [name])}


def test_a_member_has_no_sidecar_outside_its_archive(tmp_path: Path) -> None:
    out = put(tmp_path / "outside/x.toml", 'place = "宁波市"').with_suffix(".txt")
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in/a.zip", "w") as made:
        for name in (str(out), "../../outside/x.txt", "../b.txt", "年鉴/一.txt", "年鉴/二.txt"):
            made.writestr(name, SENTENCE)
        made.writestr("年鉴/一.toml", 'place = "舟山市"')
        made.writestr("年鉴/二.toml", 'palce = "舟山市"')
        made.writestr("alone.toml", "")
    put(tmp_path / "in/b.toml", 'place = "宁波市"')
    rows = extract(tmp_path / "in", tmp_path / "o")
    inner = out.as_posix().lstrip("/")
    assert {name: row["place"] for name, row in rows.items() if row["status"] != "failed"} == {
        f"a.zip/{inner}": "",
        "a.zip/outside/x.txt": "",
        "a.zip/b.txt": "",
        "a.zip/年鉴/一.txt": "舟山市",
    }
    assert set(rows) - {f"a.zip/{inner}"} == {
        "a.zip/outside/x.txt",
        "a.zip/b.txt",
        "a.zip/年鉴/一.txt",
        "a.zip/年鉴/二.txt",
        "a.zip/alone.toml",
        "b.toml",
    }
    assert rows["a.zip/年鉴/二.txt"]["message"].startswith(
        "a.zip/年鉴/二.toml, palce: unknown key 'palce'"
    )


def test_names_of_members_are_utf8_or_gbk_one_by_one(tmp_path: Path) -> None:
    names = {
        "aaaaaa.txt": "年鉴".encode() + b".txt",
        "bbbb.txt": "年鉴".encode("gbk") + b".txt",
        "cc.txt": b"\xff\xfe.txt",
    }
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for name in (*names, "x\ny.txt"):
            made.writestr(name, SENTENCE)
    data = (tmp_path / "a.zip").read_bytes()
    for name, raw in names.items():
        data = data.replace(name.encode(), raw)
    put(tmp_path / "in/ok.txt").with_name("a.zip").write_bytes(data)
    rows = extract(tmp_path / "in", tmp_path / "o")
    inside = {"年鉴.txt", "年鉴~.txt", r"\xff\xfe.txt", r"x\x0ay.txt"}
    assert set(rows) == {"ok.txt", *(f"a.zip/{name}" for name in inside)} and all(
        row["status"] == "ok" for row in rows.values()
    )


def test_names_that_are_long_or_in_each_others_way_have_texts_and_pages(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in (
        "a.html",
        "a.txt/ok.txt",
        "x" * 251 + ".txt",
        "年" * 83 + ".txt",
        "A.html",
        "index.html",
        "indicators.txt",
        "INDEX.txt",
    ):
        put(folder / name)
    with zipfile.ZipFile(folder / "long.zip", "w") as made:
        made.writestr("x" * 4000 + ".txt", SENTENCE)
        made.writestr("y/" * 2000 + "z.txt", SENTENCE)
    rows = extract(folder, tmp_path / "o")
    assert len(rows) == 10 and all(row["status"] == "ok" for row in rows.values())
    command = [sys.executable, "-m", "pipeline", "review", str(tmp_path / "o")]
    subprocess.run(command, cwd=ROOT, timeout=SECONDS, check=True, capture_output=True)
    pages = {page_name(row["doc_id"]) for row in rows.values()}
    assert len({page.lower() for page in pages}) == 10 and not pages & {
        "index.html",
        "indicators.html",
    }
    assert all(
        "学校" in (tmp_path / "o/review" / page).read_text(encoding="utf-8") for page in pages
    )


def test_paths_of_texts_are_apart_and_none_is_in_the_way_of_another() -> None:
    odd = [
        "a",
        "a.txt",
        "a.txt/b",
        "a/b",
        ".",
        "..",
        "../x",
        "x" * 300,
        "年" * 90,
        "a/" * 40 + "b",
        "x/" * 600 + "y",
        "",
        "/a",
    ]
    ids = [*odd, *(hashlib.sha256(one.encode()).hexdigest() for one in odd)]
    paths = [text_path(Path("o"), one) for one in ids]
    assert len(set(paths)) == len(ids) and not set(paths) & {
        above for path in paths for above in path.parents
    }
    assert all(".." not in path.parts and len(os.fsencode(path)) < 1100 for path in paths)
    assert all(len(os.fsencode(part)) <= 255 for path in paths for part in path.parts)
    assert text_path(Path("o"), "2013.zip/年鉴/一") == Path("o/texts/2013.zip/年鉴/一.txt")


def test_a_tree_as_deep_as_a_path_can_be_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    put(tmp_path / "in/ok.txt")
    where = os.open(tmp_path / "in", os.O_RDONLY)
    for _ in range(2500):
        os.mkdir("d", dir_fd=where)
        below = os.open("d", os.O_RDONLY, dir_fd=where)
        os.close(where)
        where = below
    os.close(where)
    try:
        tasks = find_tasks([tmp_path / "in"])
        assert [(t.source, t.fault) for t in tasks][1:] == [("ok.txt", "")] and tasks[
            0
        ].fault == "File name too long"
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "in")], check=True)  # Python cannot


def test_a_linked_folder_is_a_row(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere/x.txt")
    put(tmp_path / "in/ok.txt")
    put(tmp_path / "in/sub/y.txt")
    (tmp_path / "in/2023").symlink_to("../elsewhere")
    (tmp_path / "in/sub/round").symlink_to("..")
    rows = extract(tmp_path / "in", tmp_path / "o")
    assert set(rows) == {"ok.txt", "sub/y.txt", "2023", "sub/round"}
    assert (
        "leads out of the corpus is not followed; put the file itself into the corpus"
        in rows["2023"]["message"]
    )
    assert (
        "a symbolic link to a folder is not followed; put the folder itself into the corpus"
        in rows["sub/round"]["message"]
    )


def test_an_archive_is_opened_as_often_for_many_members_as_for_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for n in range(300):
            made.writestr(f"{'./' * n}x.txt", str(n))
    opened: list[Path] = []
    whole = archive._archive

    def counted(path: Path) -> zipfile.ZipFile:
        opened.append(path)
        return whole(path)

    monkeypatch.setattr(archive, "_archive", counted)
    tasks = find_tasks([tmp_path])
    assert len({task.doc_id for task in tasks}) == 300 and {task.read() for task in tasks} == {
        str(n).encode() for n in range(300)
    }
    assert len({cache_key(task) for task in tasks}) == 300 and len(opened) == 2
    archive._held.cache_clear()


def test_an_archive_of_too_many_members_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for n in range(20):
            made.writestr(f"{n}.txt", SENTENCE)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 10)
    assert [task.fault for task in find_tasks([tmp_path])] == [
        "an archive of more than 100,000 files"
    ]
    monkeypatch.setattr(archive._Limited, "longest", 100)
    assert [task.fault for task in find_tasks([tmp_path])] == [
        "an archive of more than 100,000 files"
    ]
