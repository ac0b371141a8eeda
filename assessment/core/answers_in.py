"""Reading the answers file, version 1: the format of everything that goes in and out.

Reading gathers every fault with its place. What the file says of itself is checked, never believed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from assessment.core.activities import Activity
from assessment.core.activity_faults import in_dutch, unknown_codes
from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, Answer
from assessment.core.assessment import Assessment, Municipality
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES, BadValue, read_day, read_detail
from assessment.core.questions import Question
from assessment.core.strict_json import BadFile, Fault, strict_json

SCHEMA = 1
MOST_ACTIVITIES = 500
TOP_KEYS = (
    "schema",
    "question_set",
    "municipality",
    "reference_date",
    "depth",
    "answers",
    "inventory_complete",
    "activities",
)
ANSWER_KEYS = (
    "value",
    "unknown",
    "not_applicable",
    "reason",
    "detail",
    "regional",
    "note",
    "evidence",
    "hidden",
    "to_confirm",
)


def read_answers_file(
    raw: bytes,
    sets: Mapping[str, QuestionSet],
    municipalities: Mapping[str, Municipality],
) -> Assessment:
    """The assessment in the file, or a `BadFile` with all faults at once."""
    return _Reading(sets, municipalities).read(strict_json(raw))


class _Reading:
    def __init__(
        self, sets: Mapping[str, QuestionSet], municipalities: Mapping[str, Municipality]
    ) -> None:
        self.sets = sets
        self.municipalities = municipalities
        self.faults: list[Fault] = []

    def read(self, data: Any) -> Assessment:
        if not isinstance(data, dict):
            raise BadFile([Fault("het bestand", "verwacht één object met sleutels")])
        if data.get("schema") != SCHEMA or isinstance(data.get("schema"), bool):
            given = json.dumps(data.get("schema"))[:40]
            raise BadFile([Fault("schema", f"verwacht {SCHEMA}, niet {given}")])
        content = self.sets.get(str(data.get("question_set")))
        if content is None:
            known = ", ".join(self.sets)
            raise BadFile([Fault("question_set", f"onbekende vragenlijst; verwacht {known}")])
        self._keys("het bestand", data, TOP_KEYS)
        municipality = self._municipality(data.get("municipality"))
        reference_date = self._try("reference_date", lambda: read_day(data.get("reference_date")))
        depth = data.get("depth", "volledig")
        if depth not in ("kort", "volledig"):
            self._fault("depth", "verwacht “kort” of “volledig”")
        complete = data.get("inventory_complete", False)
        if not isinstance(complete, bool):
            self._fault("inventory_complete", "verwacht true of false")
        answers = dict(self._answers(data.get("answers", {}), content))
        activities = tuple(self._activities(data.get("activities", []), content))
        if self.faults or municipality is None or reference_date is None:
            raise BadFile(self.faults)
        return Assessment(
            content,
            municipality,
            reference_date,
            depth,
            {name: answer for name, answer in answers.items() if not answer.to_confirm},
            activities,
            complete,
            {name: answer for name, answer in answers.items() if answer.to_confirm},
        )

    def _fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(place, message))

    def _keys(self, place: str, data: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                expected = ", ".join(known)
                self._fault(place, f"onbekende sleutel “{key[:60]}”; verwacht {expected}")

    def _try(self, place: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except BadValue as fault:
            self._fault(place, str(fault))
            return None

    def _municipality(self, data: Any) -> Municipality | None:
        if not isinstance(data, dict) or not isinstance(data.get("code"), str):
            self._fault("municipality", "verwacht een object met code en name")
            return None
        self._keys("municipality", data, ("code", "name"))
        known = self.municipalities.get(data["code"])
        if known is None:
            self._fault("municipality", f"de code “{data['code'][:20]}” staat niet in de lijst")
        elif not _is_one_of(data.get("name", known.name), known.names):
            self._fault("municipality", f"{known.code} is {known.name}; verwacht die naam")
        return known

    def _answers(self, data: Any, content: QuestionSet) -> Iterator[tuple[str, Answer]]:
        if not isinstance(data, dict):
            self._fault("answers", "verwacht een object met per vraag een antwoord")
            return
        for name, given in data.items():
            question = content.questions.get(name)
            place = f"answers › {name[:60]}"
            if question is None:
                self._fault(place, f"deze vraag staat niet in {content.key}")
            elif not isinstance(given, dict):
                self._fault(place, "verwacht een object, zoals {“value”: 1} of {“unknown”: true}")
            elif question.fills:
                text = f"dit antwoord hoort bovenaan het bestand, onder “{question.fills}”"
                self._fault(place, text)
            else:
                answer = self._answer(place, question, given, content)
                if answer is not None and not answer.is_empty:
                    yield name, answer

    def _answer(
        self, place: str, question: Question, given: dict[str, Any], content: QuestionSet
    ) -> Answer | None:
        before = len(self.faults)
        self._keys(place, given, ANSWER_KEYS)
        states = [key for key in ("value", "unknown", "not_applicable") if key in given]
        if len(states) > 1:
            self._fault(place, f"kies één van {', '.join(states)}")
        value = detail = reason = None
        state: Any = "open"
        if states == ["value"]:
            state = "answered"
            read = TYPES[question.type].read
            value = self._try(place, lambda: read(question, given["value"]))
            if "detail" in given:
                detail = self._try(
                    f"{place} › detail", lambda: read_detail(question, given["detail"])
                )
        elif "detail" in given:
            self._fault(f"{place} › detail", "kan alleen bij een antwoord (value)")
        if states == ["unknown"]:
            state = "unknown"
            self._only_true(f"{place} › unknown", given["unknown"])
            if not question.allow_unknown:
                self._fault(place, "“weet ik niet” kan niet bij deze vraag")
        if states == ["not_applicable"]:
            state = "not_applicable"
            reason = given["not_applicable"]
            if reason not in [item.id for item in content.reasons]:
                known = ", ".join(item.id for item in content.reasons)
                self._fault(f"{place} › not_applicable", f"onbekende reden; verwacht {known}")
        for key in ("hidden", "to_confirm"):
            if key in given:
                self._only_true(f"{place} › {key}", given[key])
        regional = given.get("regional", False)
        if not isinstance(regional, bool):
            self._fault(f"{place} › regional", "verwacht true of false")
        words = {
            key: self._words(f"{place} › {key}", given.get(key, ""), most)
            for key, most in (
                ("note", NOTE_MAX),
                ("evidence", EVIDENCE_MAX),
                ("reason", REASON_MAX),
            )
        }
        if len(self.faults) > before:
            return None
        reason_text = words.pop("reason")
        return Answer(
            state,
            value,
            detail,
            reason,
            reason_text,
            regional,
            words["note"],
            words["evidence"],
            to_confirm="to_confirm" in given,
        )

    def _only_true(self, place: str, given: Any) -> None:
        if given is not True:
            self._fault(place, "verwacht true, of laat deze sleutel weg")

    def _words(self, place: str, given: Any, most: int) -> str:
        if not isinstance(given, str):
            self._fault(place, "verwacht tekst")
            return ""
        if len(given) > most:
            self._fault(place, f"is te lang: {len(given)} tekens, en {most} is het meeste")
        if any(ord(char) < 32 and char not in "\n\r\t" for char in given):
            self._fault(place, "bevat tekens die geen tekst zijn")
        return given.strip()

    def _activities(self, data: Any, content: QuestionSet) -> Iterator[Activity]:
        if not isinstance(data, list):
            self._fault("activities", "verwacht een lijst")
            return
        if len(data) > MOST_ACTIVITIES:
            text = f"{len(data)} activiteiten is te veel; {MOST_ACTIVITIES} is het meeste"
            self._fault("activities", text)
            return
        for index, given in enumerate(data):
            place = f"activities › {index + 1}"
            try:
                activity = Activity.model_validate_json(json.dumps(given))
            except ValidationError as error:
                for item in error.errors():
                    where = " › ".join(str(part) for part in item["loc"])
                    self._fault(f"{place} › {where}" if where else place, in_dutch(item))
                continue
            for field, name in unknown_codes(activity, content):
                self._fault(f"{place} › {field}", f"“{name}” bestaat niet in {content.key}")
            yield activity


def _is_one_of(given: Any, names: frozenset[str]) -> bool:
    """A list or an object is no name, and cannot be looked up either."""
    return isinstance(given, str) and given in names
