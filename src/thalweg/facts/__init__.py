"""Claims, their sources, and how contradictory claims come to a value."""
