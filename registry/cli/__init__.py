"""The command line: `registry …`, one file for each noun. It translates and decides nothing."""

from registry.cli.root import main

__all__ = ["main"]
