"""The FRAX-style score: fitted to published US FRAX results; never FRAX."""
