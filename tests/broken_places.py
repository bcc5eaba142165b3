"""Files that are hostile by their names, places, links and sidecars: a folder in.

Those files in it, each with a good report, out.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

GOOD = "2023年示范县统计公报\n\n全县共有学校10所，比上年增长5.8%。\n".encode()
NAMES = (
    b"\xc4\xea\xbc\xf8-gbk.txt",
    b"\xc4\xea\xbc\xf8.txt",
    "年鉴.txt".encode(),
    b"\xa6~\xc5\xb2-big5.txt",
    b"\xff\xfe.txt",
    b"a\xff.txt",
    b"a\xfe.txt",
    b"a\\xff.txt",
    b"\xed\xa0\x80-surrogate.txt",
    b"x" * 251 + b".txt",
    ("年" * 83).encode() + b".txt",
    b"y" * 255,
    b"new\nline.txt",
    b"tab\there.txt",
    b"esc\x1b[31m.txt",
    b"bell\x07.txt",
    b'quote".txt',
    b"comma,.txt",
    b"=cmd()|.txt",
    b"-dash.txt",
    b" blanks .txt",
    b"~.txt",
    b"a%2Fb.txt",
    b"a%2Fb%00.txt",
    b"C:\\x.txt",
    b"a:b.txt",
    b"a\\b.txt",
    b"<b>.txt",
    b"[red].txt",
    b"{}.txt",
    b"%s%n.txt",
    b"$(id).txt",
    b"*.txt",
    b"?.txt",
    b"dot..txt",
    b"nosuffix",
    b"end.",
    b"2013.txt",
    b"2013.html",
    b"Case.txt",
    b"case.txt",
    "é.txt".encode(),
    "e\u0301.txt".encode(),
    "\u202etxt.exe".encode(),
    "\u200b.txt".encode(),
    "\ufeffbom.txt".encode(),
    "😀.txt".encode(),
    "Ａ.txt".encode(),
    b"index.html",
    b"claims.csv",
    b"documents.csv",
    b"manifest.sqlite",
    b"datapackage.json",
    b"CON.txt",
    b"nul",
    b"twin",
    b"twin.txt",
    b"twin.txt.txt",
    b"reviews.jsonl",
    b"conflict.html",
    b"CORRECTIONS.JSONL",
    b"lonely.toml",
)
UNREADABLE = (
    b"\xc4\xea.txt",
    b"\xff\xfd.txt",
    "空.txt".encode(),
    b"e" * 251 + b".txt",
    b"x.docx",
    b"bad\n.pdf",
)
"""Names of files that hold nothing."""
SIDECARS = {
    "nul": b"\0" * 1000,
    "binary": bytes(range(256)) * 20,
    "bom": b'\xef\xbb\xbftitle = "x"\n',
    "gbk": 'title = "年鉴"\n'.encode("gbk"),
    "nested": b"a = " + b"[" * 100_000,
    "dotted": b".".join([b"a"] * 20_000) + b" = 1\n",
    "digits": b"year = " + b"9" * 10_000,
    "huge-year": b"year = 99999999999999999999\n",
    "minus": b"year = -1\n",
    "infinite": b"year = inf\n",
    "type": b'year = "2013"\n',
    "twice": b'title = "a"\ntitle = "b"\n',
    "unknown": b"nothing = 1\n",
    "control": b'title = "a\\u0000\\nb"\n',
    "empty": b"",
    "surrogate": b'title = "\\ud800"\n',
    "long": b'title = "' + b"x" * 1_000_000 + b'"\n',
    "markup": b'title = "<script>1</script>"\n',
    "formula": b'title = "=1+1"\n',
    "kind": b'kind = "nothing"\n',
    "place": b'place = "../../etc"\narea_code = "\'; drop table"\n',
}
DEEPEST = 4090  # bytes of a path, which no system lets grow above 4096


def write_places(folder: Path) -> int:
    """Write the files; gives how many should be rows."""
    folder.mkdir(parents=True)
    return (
        _names(folder / "names")
        + _links(folder / "links")
        + _sidecars(folder / "sidecars")
        + _folders(folder / "folders")
    )


def _put(path: Path, data: bytes = GOOD) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return 1


def _names(folder: Path) -> int:
    count = sum(_put(folder / os.fsdecode(name)) for name in NAMES)
    count += sum(_put(folder / "unreadable" / os.fsdecode(name), b"") for name in UNREADABLE)
    closed = folder / "closed.txt"
    count += _put(closed)
    closed.chmod(0)
    big = folder / "video.mp4"
    with big.open("wb") as file:
        file.truncate(6 * 1024**3)
    return count + 1


def _links(folder: Path) -> int:
    """Links to files and folders, in and out of the corpus, in circles and to devices.

    A pipe, a socket.
    """
    folder.mkdir()
    targets = {
        "outside.txt": "/etc/hostname",
        "nowhere.txt": "/nowhere",
        "round.txt": "round.txt",
        "zero.txt": "/dev/zero",
        "random.txt": "/dev/urandom",
        "terminal.txt": "/dev/tty",
        "memory.txt": "/proc/self/mem",
        "self.txt": "/proc/self/environ",
        "to-pipe.txt": "pipe.txt",
        "inside.txt": "../names/twin.txt",
        "to-gbk.txt": os.fsdecode(b"../names/\xc4\xea\xbc\xf8.txt"),
        "folder": "../names/unreadable",
        "out": "/usr/include",
        "here": ".",
        "up": "..",
        "dev": "/dev",
        "far.txt": "../" * 40 + "etc/passwd",
        "long.txt": "x" * 255,
        "folder.txt": "../names/unreadable",
    }
    for name, target in targets.items():
        (folder / name).symlink_to(target)
    for n in range(50):  # more than a system follows
        (folder / f"chain{n}.txt").symlink_to(f"chain{n + 1}.txt")
    (folder / "hard.txt").hardlink_to(folder.parent / "names/twin.txt")
    os.mkfifo(folder / "pipe.txt")
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket.txt")
    finally:
        os.chdir(here)
    return len(targets) + 50 + 3


def _sidecars(folder: Path) -> int:
    count = 0
    for name, data in SIDECARS.items():
        count += _put(folder / f"{name}.txt")
        _put(folder / f"{name}.toml", data)
    for name, target in {
        "zero": "/dev/zero",
        "secret": "/etc/passwd",
        "round": "round.toml",
        "nowhere": "/nowhere",
        "other": "empty.toml",
    }.items():
        count += _put(folder / f"{name}.txt")
        (folder / f"{name}.toml").symlink_to(target)
    count += (
        _put(folder / "pipe.txt")
        + _put(folder / "sparse.txt")
        + _put(folder / "folder.txt")
        + _put(folder / "folder.toml/in.txt")
    )
    os.mkfifo(folder / "pipe.toml")
    with (folder / "sparse.toml").open("wb") as file:
        file.truncate(6 * 1024**3)
    return count


def _folders(folder: Path) -> int:
    """Folders whose names meet those that a run writes, and very deep ones."""
    count = (
        _put(folder / "a.html")
        + _put(folder / "a.txt/ok.txt")
        + _put(folder / "b.txt.txt/b.txt")
        + _put(folder / "b.txt")
    )
    for name in (
        "texts",
        "results",
        "excel",
        "review",
        "nianjian.lock",
        "x.zip",
        "corrections.jsonl",
        "tables.csv",
        "a b",
        "-r",
        "=1",
    ):
        count += _put(folder / name / "ok.txt")
    count += _put(folder / os.fsdecode(b"\xc4\xea\xbc\xf8") / "ok.txt") + _put(
        folder / "年鉴" / "ok.txt"
    )
    count += _put(folder / ("d" * 255) / ("e" * 251 + ".txt")) + _put(
        folder / "/".join("abcdefghij" * 5) / "deep.txt"
    )
    root = folder.resolve()
    room = DEEPEST - len(os.fsencode(root)) - len("/x.txt")
    deep = root / "/".join(["p" * 99] * (room // 100))
    return count + _put(deep / "x.txt")
