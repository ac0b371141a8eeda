"""Use cases: what the web and the command line can ask for, in terms of the core."""
