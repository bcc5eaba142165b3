"""Commands: groups of them, each a Typer app or functions that `cli` registers."""
