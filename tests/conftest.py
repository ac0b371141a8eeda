"""What every test may ask for: a database of its own, on SQLite or PostgreSQL, and a browser."""

pytest_plugins = ["tests.chromium", "tests.database"]
