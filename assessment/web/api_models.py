"""What the API answers. The description in `openapi.json` is made of these same models."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from assessment.core.identity import Sharing


class Model(BaseModel):
    """Names are lower camelCase outside, and nothing is added by accident."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Link(Model):
    """Een adres binnen deze API."""

    href: str


class Links(Model):
    """Waar dit zelf staat."""

    self: Link


class PageLinks(Model):
    """Waar deze bladzijde staat, en die ervoor en erna als die er zijn."""

    self: Link
    prev: Link | None = None
    next: Link | None = None


class Place(Model):
    """Een gemeente, met de code van het CBS."""

    code: str
    naam: str


class Municipality(Place):
    """Een gemeente, en het nieuwste rapport dat met deze sleutel te lezen is."""

    nieuwste_rapport: str | None = Field(
        description="Het nummer. Leeg als er niets te lezen is; dat zegt verder niets."
    )
    links: Links = Field(alias="_links")


class Network(Model):
    """Een netwerk van gemeenten."""

    id: str
    naam: str
    gemeenten: int = Field(description="Hoeveel gemeenten er op de lijst staan.")
    links: Links = Field(alias="_links")


class Report(Model):
    """Een vastgesteld rapport, zonder wat erin staat."""

    nummer: str
    gemeente: Place
    peildatum: date
    vastgesteld_op: datetime
    niveau: Sharing = Field(
        description="Hoeveel u ziet: levels (stand), gaps (ook gaten), answers (ook antwoorden) "
        "of notes (alles). Dit is nooit meer dan de gemeente deelt en de sleutel toestaat."
    )
    links: Links = Field(alias="_links")


class ReportWithData(Report):
    """Een vastgesteld rapport met zijn gegevens."""

    bestand: dict[str, Any] = Field(
        description="Hetzelfde als gegevens.json bij het rapport, met kenmerk en handtekening. "
        "Wat u niet mag zien, ontbreekt. De opbouw staat in report-file-1.schema.json."
    )


class Question(Model):
    """Een vraag van de vragenlijst."""

    id: str
    soort: str
    tekst: str


class Step(Model):
    """Een onderdeel van de vragenlijst."""

    id: str
    titel: str
    vragen: list[Question]


class Rule(Model):
    """Wat een gat of kans kan zijn. Met het id vindt u hem terug in een rapport."""

    id: str
    naam: str


class Rung(Model):
    """Een niveau van de schaal."""

    waarde: int
    naam: str


class QuestionSet(Model):
    """Een versie van de vragenlijst."""

    id: str
    sleutel: str = Field(description="Zo heet deze versie in een rapport.")
    titel: str
    versie: str
    verschenen_op: date
    links: Links = Field(alias="_links")


class WholeQuestionSet(QuestionSet):
    """Een versie van de vragenlijst met alle vragen."""

    schaal: list[Rung]
    stappen: list[Step]
    regels: list[Rule]


class Page(Model):
    """Een bladzijde van een lijst."""

    totaal: int
    links: PageLinks = Field(alias="_links")


class NetworkPage(Page):
    """Een bladzijde met netwerken."""

    netwerken: list[Network]


class MunicipalityPage(Page):
    """Een bladzijde met gemeenten."""

    gemeenten: list[Municipality]


class ReportPage(Page):
    """Een bladzijde met rapporten."""

    rapporten: list[Report]


class QuestionSetPage(Page):
    """Een bladzijde met vragenlijsten."""

    vragenlijsten: list[QuestionSet]


class Problem(Model):
    """Wat er misging, zoals RFC 9457 het zegt."""

    type: str
    title: str
    status: int
    detail: str
