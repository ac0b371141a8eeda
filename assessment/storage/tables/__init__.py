"""The tables. What a later migration must keep true is written here as a constraint."""

from __future__ import annotations

from assessment.storage.columns import metadata
from assessment.storage.tables.accounts import (
    accounts,
    half_sign_ins,
    known_places,
    recovery_codes,
    sign_in_failures,
)
from assessment.storage.tables.advising import advice, advice_history, adviser_houses
from assessment.storage.tables.answering import answer_history, answers
from assessment.storage.tables.assessing import assessment_history, assessments
from assessment.storage.tables.dashboards import api_tokens
from assessment.storage.tables.doing import activities, activity_history
from assessment.storage.tables.erasing import erasing
from assessment.storage.tables.identifying import identities
from assessment.storage.tables.inviting import invitations
from assessment.storage.tables.planning import plan_action_history, plan_actions
from assessment.storage.tables.reporting import finished_report_files, finished_reports
from assessment.storage.tables.sharing import (
    network_members,
    networks,
    reader_links,
    share_ends,
    shares,
)
from assessment.storage.tables.signing_in import people, sessions, sign_in_links
from assessment.storage.tables.stepping import step_mark_history, step_marks
from assessment.storage.tables.taking_part import tie_history, ties
from assessment.storage.tables.trail import audit_events

__all__ = [
    "APPEND_ONLY",
    "accounts",
    "activities",
    "activity_history",
    "advice",
    "advice_history",
    "adviser_houses",
    "answer_history",
    "answers",
    "api_tokens",
    "assessment_history",
    "assessments",
    "audit_events",
    "erasing",
    "finished_report_files",
    "finished_reports",
    "half_sign_ins",
    "identities",
    "invitations",
    "known_places",
    "metadata",
    "network_members",
    "networks",
    "people",
    "plan_action_history",
    "plan_actions",
    "reader_links",
    "recovery_codes",
    "sessions",
    "share_ends",
    "shares",
    "sign_in_failures",
    "sign_in_links",
    "step_mark_history",
    "step_marks",
    "tie_history",
    "ties",
]

# These only ever grow: triggers in the database refuse every UPDATE, and every DELETE of a row
# that `erasing` does not name.
APPEND_ONLY = (
    assessment_history,
    answer_history,
    activity_history,
    step_mark_history,
    finished_reports,
    finished_report_files,
    plan_action_history,
    advice_history,
    audit_events,
    tie_history,
    shares,
    share_ends,
)
