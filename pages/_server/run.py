"""`osteo serve` starts this file: HOST PORT LANGUAGE [--insecure]."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # where `pages` lies; -P left it out

from pages._server.server import main

sys.exit(main(sys.argv[1:]))
