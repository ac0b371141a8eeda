"""How large a file of a stranger may be, and how it is refused when it is not what we can read."""

from __future__ import annotations

from assessment.core.strict_json import BadFile, Fault

MOST_BYTES = 2_000_000
MOST_PARTS = 200
MOST_UNPACKED = 8_000_000  # of one part; a filled questionnaire needs about 200,000
MOST_RATIO = 200  # a repetitive sheet shrinks to a fortieth; a bomb to a thousandth
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_STRINGS = 20_000
MOST_CHARACTERS = 5_000  # in one cell

DAMAGED = "is beschadigd. Open het in Excel, sla het opnieuw op en probeer het nog eens"
TOO_LARGE = "is veel groter dan nodig is. Haal plaatjes en andere bladen weg"


def refuse(message: str) -> BadFile:
    return BadFile([Fault("Het bestand", message)])
