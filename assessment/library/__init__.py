"""Reads `questions/`: the question sets, the tools and the municipalities."""
