"""Fixtures: the lexicons, the pipeline, and one run over the sample corpus."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

from pipeline.cli.app import app
from pipeline.stages import load_pipeline

ROOT = Path(__file__).parent.parent
os.environ["LC_ALL"] = "C"  # messages in English, whoever runs the tests


def run(*args: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(app, [str(a) for a in args])


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
