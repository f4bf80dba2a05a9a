"""Groups of people side by side: Table 1 and its tests, matching, subgroups, multiple comparisons."""
