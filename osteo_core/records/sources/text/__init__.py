"""Text of densitometry reports, pasted or from a PDF with a text layer."""
