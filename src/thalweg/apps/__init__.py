"""The questions, one a module: each asks an admission or a snapshot."""
