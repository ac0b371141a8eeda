"""Spreadsheets there and back: the questions, and the activities of *Aan de slag*."""
