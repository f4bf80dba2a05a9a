"""What the page Over time shows: visits, change, risks at each visit, the next scan, and what is entered by hand."""
