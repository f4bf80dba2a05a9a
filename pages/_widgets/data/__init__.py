"""The page "Your data": files taken in, the suggested mapping as a table, what was found, the people and the files to take home."""
