"""Files in and out: the only place that reads a case."""
