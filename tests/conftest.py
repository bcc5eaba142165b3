"""Fixtures: the lexicons, the pipeline, and one run over the sample corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.core.records import Heading
from pipeline.stages import load_pipeline

ROOT = Path(__file__).parent.parent
os.environ["LC_ALL"] = "C"  # messages in English, whoever runs the tests


def run(*args: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(app, [str(a) for a in args])


def read(text: str, nlp: Language, heading: Heading | None = None, *, without: str = "") -> Doc:
    """The Doc of a text after the pipeline, as of a report with a heading.

    `without` leaves a component out.
    """
    doc = nlp.make_doc(text)
    doc._.heading = heading or Heading()
    for name, component in nlp.pipeline:
        if name != without:
            doc = component(doc)
    return doc


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample corpus, read anew."""
    folder = tmp_path_factory.mktemp("outputs")
    result = run("extract", ROOT / "corpus", "--out", folder)
    assert result.exit_code == 0, result.output
    return folder
