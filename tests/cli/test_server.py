"""The web server stops when it is asked to, also while it is still starting."""

import signal
import subprocess
import sys

from assessment.cli.server import Server
from tests.core.builders import ROOT

# A worker begins with the handlers of its parent, that only take note.
WORKER = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, lambda *_: None)
from assessment.cli.server import Server
server = Server(None, "127.0.0.1", 1, 2, 4, "", lambda: None)
server.cfg.post_fork(None, None)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(20)
"""


def test_a_worker_that_is_just_starting_stops_at_once():
    done = subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, timeout=15)
    assert done.returncode == -signal.SIGTERM


def test_it_listens_where_it_is_told():
    given = ("::1", 8000, 2, 4, "", lambda: None)
    assert Server(None, *given).cfg.bind == ["[::1]:8000"]
