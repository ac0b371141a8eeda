"""Brings a database up to date, slowly, and says so at every statement.

Arguments: URL of the database, seconds between two statements, folders with more migrations.
"""

import os
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from assessment.storage import migrating
from assessment.storage.database import Database

url, pause, *folders = sys.argv[1:]
migrating.FOLDERS.extend(map(Path, folders))


@event.listens_for(Engine, "before_cursor_execute")
def slowly(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
    if float(pause) and not statement.startswith("PRAGMA"):
        os.write(1, (" ".join(statement.split())[:60] + "\n").encode())
        time.sleep(float(pause))


database = Database.open(url)
database.migrate()
os.write(1, b"done\n")
database.dispose()
