"""Lexicons: the data files of the project and their loaders. A row is checked when it is loaded."""
