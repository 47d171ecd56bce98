"""The words a person reads on a hosted page, per language; draws nothing and knows no provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language. `buttons` are by step; what only the simulator's user decides stays in English."""

    verify: str
    finished: str
    name: str
    state: str
    closing: str
    go_on: str
    buttons: Mapping[str, str]


def find_words(language: str) -> PageWords:
    """The words for a language tag such as `de` or `pt_BR`; English where there are none."""
    return _WORDS.get(language.replace("_", "-").partition("-")[0].lower(), _ENGLISH)


def _build(
    verify: str, finished: str, name: str, state: str, closing: str, go_on: str, buttons: tuple[str, ...]
) -> PageWords:
    return PageWords(
        verify, finished, name, state, closing, go_on, dict(zip(_PERSON_STEPS, buttons, strict=True))
    )


_PERSON_STEPS: Final = ("open", "capture", "submit", "finish", "abort", "refuse")
_ENGLISH: Final = _build(
    "verify your identity",
    "finished",
    "Name",
    "State",
    "Thank you. You can close this page.",
    "Continue",
    (
        "Start",
        "Take the photos",
        "Send for checking",
        "Go through everything and be approved",
        "Give up",
        "Refuse to consent",
    ),
)
_WORDS: Final[Mapping[str, PageWords]] = {
    "en": _ENGLISH,
    "de": _build(
        "Bestätigen Sie Ihre Identität",
        "abgeschlossen",
        "Name",
        "Stand",
        "Vielen Dank. Sie können diese Seite schließen.",
        "Weiter",
        (
            "Beginnen",
            "Fotos aufnehmen",
            "Zur Prüfung senden",
            "Alles durchlaufen und angenommen werden",
            "Abbrechen",
            "Einwilligung verweigern",
        ),
    ),
    "es": _build(
        "verifique su identidad",
        "terminado",
        "Nombre",
        "Estado",
        "Gracias. Puede cerrar esta página.",
        "Continuar",
        (
            "Empezar",
            "Hacer las fotos",
            "Enviar a revisión",
            "Completar todo y ser aprobado",
            "Abandonar",
            "Negar el consentimiento",
        ),
    ),
    "fr": _build(
        "vérifiez votre identité",
        "terminé",
        "Nom",
        "État",
        "Merci. Vous pouvez fermer cette page.",
        "Continuer",
        (
            "Commencer",
            "Prendre les photos",
            "Envoyer pour contrôle",
            "Tout parcourir et être accepté",
            "Abandonner",
            "Refuser le consentement",
        ),
    ),
    "lt": _build(
        "patvirtinkite savo tapatybę",
        "baigta",
        "Vardas",
        "Būsena",
        "Ačiū. Šį puslapį galite uždaryti.",
        "Tęsti",
        (
            "Pradėti",
            "Fotografuoti",
            "Siųsti tikrinti",
            "Pereiti viską ir būti patvirtintam",
            "Atsisakyti tęsti",
            "Neduoti sutikimo",
        ),
    ),
    "nl": _build(
        "bevestig uw identiteit",
        "klaar",
        "Naam",
        "Status",
        "Dank u. U kunt deze pagina sluiten.",
        "Verder",
        (
            "Beginnen",
            "Foto's maken",
            "Ter controle versturen",
            "Alles doorlopen en goedgekeurd worden",
            "Opgeven",
            "Toestemming weigeren",
        ),
    ),
}
