"""Less of a finished report than all of it: its data at the level that a municipality shares.

Everything that a network, an adviser or a reader gets is made from this value and from nothing
else, so what is above the level cannot slip into a page, a PDF or a file.
"""

from __future__ import annotations

from assessment.core.assessment import Assessment
from assessment.core.identity import Sharing
from assessment.core.report_file import ReportFile, shared_parts
from assessment.core.report_result import only_levels


class NotWhole(ValueError):
    """Only data with everything in it can be brought down to each level."""


def at_level(
    whole: ReportFile,
    level: Sharing,
    assessment: Assessment | None,
    public_names: frozenset[str] = frozenset(),
) -> ReportFile:
    """The same report at this level. `assessment` is what its answers say, as far as needed."""
    if whole.sharing != "notes":
        raise NotWhole(whole.sharing)
    if level == "notes":
        return whole
    parts = {}
    if level == "answers":
        if assessment is None:
            raise NotWhole(level)
        parts = shared_parts(assessment, level, public_names)
    return ReportFile(
        number=whole.number,
        status=whole.status,
        made_on=whole.made_on,
        sharing=level,
        question_set=whole.question_set,
        municipality=whole.municipality,
        reference_date=whole.reference_date,
        depth=whole.depth,
        result=only_levels(whole.result) if level == "levels" else whole.result,
        **parts,
    )
