"""What the paper prints, as several pages show it: figures beside ours, contradictions."""
