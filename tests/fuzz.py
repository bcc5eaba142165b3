"""Fuzz the readers and the text path: mutated reports in.

Anything but a Report or an InputError is a fault and ends the run.

    python -m tests.fuzz SECONDS      (make fuzz SECONDS=60; needs atheris)

Half of the time goes to files of every format (`read_report`), half to texts through the whole
pipeline, whose records must stand where they say they do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

KEPT = Path("build/fuzz")


def fuzz(kind: str) -> None:
    """Fuzz for ever (libFuzzer ends the process) with coverage of this package."""
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        from pipeline.core.errors import InputError
        from pipeline.extraction import extract_report
        from pipeline.ingest.readers import read_report
        from pipeline.lexicons.bundle import Lexicons

    def one_file(data: bytes) -> None:
        try:
            read_report(Path("fuzz"), data, "fuzz", "fuzz", Lexicons())
        except InputError:
            return

    def one_text(data: bytes) -> None:
        try:
            report = read_report(
                Path("fuzz.txt"),
                data.decode("utf-8", "ignore").encode(),
                "fuzz",
                "fuzz.txt",
                Lexicons(),
            )
        except InputError:
            return
        extraction = extract_report(report)
        for start, end, text in [(r.start, r.end, r.text) for r in extraction.claims] + [
            (r.start, r.end, r.text) for r in extraction.entities
        ]:
            assert report.text[start:end].split() == text.split() or report.origins, (
                start,
                end,
                text,
            )

    atheris.Setup(sys.argv, one_file if kind == "files" else one_text)
    atheris.Fuzz()


def seeds(folder: Path, kind: str) -> None:
    from pipeline.ingest.plain import read_plain
    from tests.broken import CORPUS, whole

    folder.mkdir()
    texts = [read_plain(path, path.read_bytes()).text for path in sorted(CORPUS.glob("*.txt"))]
    files = (
        list(whole().values())
        if kind == "files"
        else [line.encode() for text in texts for line in text.split("\n") if line]
    )
    for n, data in enumerate(files):
        (folder / f"{n:04}").write_bytes(data)


def main() -> None:
    if sys.argv[1] in ("files", "texts"):
        fuzz(sys.argv.pop(1))
    seconds = int(sys.argv[1]) // 2
    for kind in ("files", "texts"):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / kind
            seeds(folder, kind)
            limits = [
                f"-max_total_time={seconds}",
                "-timeout=30",
                "-rss_limit_mb=3000",
                f"-artifact_prefix={temporary}/",
            ]
            command = [sys.executable, "-m", "tests.fuzz", kind, *limits, str(folder)]
            done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)
            said = done.stderr.strip().splitlines() or ["no output"]
            if done.returncode:
                KEPT.mkdir(parents=True, exist_ok=True)
                for path in Path(temporary).glob("*-*"):
                    (KEPT / path.name).write_bytes(path.read_bytes())
                print(*said[-40:], f"what failed is in {KEPT}", sep="\n")
                sys.exit(1)
            print(f"{kind}: {said[-1]}")


if __name__ == "__main__":
    main()
