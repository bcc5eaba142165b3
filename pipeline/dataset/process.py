"""Processing: tasks in, their results on disk out.

Every engine runs `process_tasks`; nothing one document does stops the others.
"""

from __future__ import annotations

import gc
import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.core.errors import IssueCode, PipelineError
from pipeline.core.messages import Message, as_message, sentence
from pipeline.core.records import DocumentStatus
from pipeline.core.startup import import_spacy_without_commands, loading_for_good
from pipeline.dataset.document_result import DocumentResult, failed_result, result_of
from pipeline.dataset.result_file import write_result
from pipeline.extraction import extract_report, read_task
from pipeline.ingest.corpus import Task
from pipeline.ingest.sidecar import sidecar_path
from pipeline.lexicons.bundle import Lexicons

NO_MEMORY = (
    Message("needs more memory than a report may take"),
    Message("give more with --memory"),
)
"""What is wrong, and what to do."""
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the reading of a document ended; its result is in its place.

    Attributes:
        is_report: Whether the file is of a kind that holds reports (a program or an archive of
            data is none).
        again: Whether another try may end otherwise (a limit of time, a dead worker).
        memory: Bytes that were too few for it; it is tried again with more.
        traceback: Where the fault is, of what is to be reported as a bug; for the log alone.
    """

    key: str
    status: DocumentStatus
    message: Message = Message("")  # noqa: RUF009 -- it never changes
    claims: int = 0
    is_report: bool = True
    again: bool = False
    memory: int = 0
    traceback: str = ""

    def is_due(self, memory: int) -> bool:
        """Whether another try that may take `memory` bytes (0: without limit) may end otherwise."""
        return self.again or (self.memory > 0 and (memory > self.memory or not memory))


def preload(config: Path | None = None) -> None:
    """Load all that reading takes, for good, so that processes that are forked from this one have
    it and share its memory.
    """
    import_spacy_without_commands()
    with loading_for_good():
        from pipeline.stages import load_pipeline

        load_pipeline(config)
        _ = Lexicons.load(config).catalogue


def process_tasks(
    tasks: Iterable[tuple[str, Task]], folder: Path, memory: int = 0, config: Path | None = None
) -> list[Outcome]:
    """Read documents and write their results.

    Args:
        tasks: The documents, each with its cache key.
        folder: Where the results are written.
        memory: Bytes that this process may take, 0 without limit.
        config: A config of the user's.

    Returns:
        How each ended, in order.
    """
    outcomes = []
    for key, task in tasks:
        try:
            result, code, where = read_result_of(task, config)
        except MemoryError:
            gc.collect()  # what the report held is in cycles
            outcomes.append(
                keep(
                    folder,
                    key,
                    failed_result(task, sentence(task.source, *NO_MEMORY)),
                    memory=memory,
                )
            )
        else:
            outcome = keep(folder, key, result, is_report=code is not IssueCode.NO_READER)
            outcomes.append(replace(outcome, traceback=where))
    return outcomes


def read_result_of(
    task: Task, config: Path | None = None
) -> tuple[DocumentResult, IssueCode | None, str]:
    """The result of one document, why it could not be read if it could not, and the traceback of a
    fault of ours. Raises MemoryError.
    """
    from pipeline.stages import load_pipeline

    try:
        lexicons = Lexicons.load(config)
        return (
            result_of(extract_report(read_task(task, lexicons), load_pipeline(config)), lexicons),
            None,
            "",
        )
    except PipelineError as error:
        return failed_result(task, message_of(task, error.message), error.code), error.code, ""
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # the one guard per file: a fault of ours must not cost the other reports
        what = Message("{type}: {error}", type=type(error).__name__, error=error)
        message = message_of(task, sentence(str(task.name), what, "report this as a bug"))
        return failed_result(task, message), IssueCode.UNREADABLE, traceback.format_exc()


def keep(
    folder: Path,
    key: str,
    result: DocumentResult,
    *,
    is_report: bool = True,
    again: bool = False,
    memory: int = 0,
) -> Outcome:
    """Write a result, and say how it ended; raises OutputError where it cannot be written."""
    write_result(folder, key, result)
    document = result.document
    return Outcome(
        key=key,
        status=document.status,
        message=as_message(document.message),
        claims=document.claims or 0,
        is_report=is_report,
        again=again,
        memory=memory,
    )


def message_of(task: Task, message: Message) -> Message:
    """A message as any run gives it, wherever the corpus lies: the report named by its source, no
    addresses of objects.
    """
    name = str(task.name)
    root = name.removesuffix(task.source) if name.endswith(task.source) else ""
    names = (
        (name, task.source),
        (str(sidecar_path(task.name)), str(sidecar_path(Path(task.source)))),
        (root, ""),
    )

    def renamed(text: str) -> str:
        for given, source in names:
            text = text.replace(given, source) if len(given) > 1 else text
        return _ADDRESS.sub("", text)

    return message.with_arguments(renamed)
