"""Run the command line as `python -m thalweg`."""

from thalweg.cli import main

main()
