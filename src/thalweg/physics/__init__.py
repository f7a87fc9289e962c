"""Published formulas of water, hulls and locks on arrays; they know nothing of claims, cases or law."""
