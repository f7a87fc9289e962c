"""The server: every question over HTTP, with the shapes that `--json` prints.

It needs `pip install 'thalweg[serve]'`, and is imported by `thalweg serve` alone.
"""
