"""Microarchitecture of a bone scan, measured at the scan's own resolution. Takes plain arrays; who they belong to is not known here.

`result` says what is found and loads nothing; `measure` finds it, and loads a compiler: import it where it is used.
"""
