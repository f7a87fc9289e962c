"""The steps, in order; each has the number of the form that it leads to."""
