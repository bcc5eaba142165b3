"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="NIANJIAN_CONFIG",
        help="a config with lexicons or models of your own (docs/lexicons.md)",
    ),
]
Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="also print the log of the run (OUT/results/nianjian.log)"
    ),
]
