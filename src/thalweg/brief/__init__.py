"""The brief: one answer on one page that can be printed, with everything that it rests on.

`material` is what the sections are made of, `sections` lists them in their order, `page` puts them together.
"""
