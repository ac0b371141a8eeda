"""What every test may ask for: a database of its own, on SQLite or PostgreSQL."""

pytest_plugins = ["tests.database"]
