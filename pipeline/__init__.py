"""Numbers and what they are about, read from Chinese yearbooks, communiqués and government reports.

    from pipeline import extract, load
    extraction = extract("corpus/suzhou-2016-communique.txt")   # one report: claims, entities,
    issues extraction.claims_frame()                                    # as a pandas frame
    load("outputs")["claims"]                                    # the tables of a run, exact

`load_pipeline()` gives the spaCy pipeline itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language

    from pipeline.extraction import Extraction

__all__ = ["extract", "load", "load_pipeline"]


def extract(path: Path | str, config: Path | None = None) -> Extraction:
    """Read one report, with a config of your own if you have one.

    Raises pipeline.core.errors.InputError where it cannot be read.
    """
    from pipeline.extraction import extract as run

    return run(path, config)


def load_pipeline(**kwargs: Any) -> Language:
    """The spaCy pipeline, built once per process; `config` is the path of another stages.cfg."""
    from pipeline.stages import load_pipeline as build

    return build(**kwargs)


def load(folder: Path | str) -> dict[str, pd.DataFrame]:
    """The tables of an outputs folder as pandas frames by name.

    Ids and periods are text, values exact Decimals.
    """
    from pipeline.outputs.data_frames import read_tables

    return read_tables(Path(folder))
