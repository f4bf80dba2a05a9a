"""What leaves a page: pictures, paper, files."""
