"""Solvers on arrays; they know nothing of ships or law."""
