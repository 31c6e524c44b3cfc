"""`python -m stemma`: the command line."""

from stemma.cli import main

main()
