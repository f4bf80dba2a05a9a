"""Somebody's own tables: files of many kinds read, their columns mapped to the catalogue's fields, checked, and written in its names.

What a mapping is, how it is suggested, applied and reported belongs here; what a field is called elsewhere stands in `catalogue`.
"""
