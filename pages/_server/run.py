"""`osteo serve` starts this file: HOST PORT LANGUAGE [--insecure]."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # where `pages` lies; -P left it out

from pages._server.server import main

code = main(sys.argv[1:])
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)  # what sessions and the warming-up are still computing is for nobody any more
