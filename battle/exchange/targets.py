"""What a column of a table can hold, in what words it is called, and how it is recognised by its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from battle.applications.answers import in_language, questions_asked

FIELDS = {
    "company": _("Company"),
    "one_liner": _("One-liner"),
    "website": _("Website"),
    "contact_name": _("Contact person"),
    "contact_email": _("Contact's e-mail address"),
    "pitch": _("Pitch"),
    "people": _("Founders"),
    "investor_names": _("Investors' names"),
    "language": _("Language"),
    "reference": _("Reference in the other tool"),
    "submitted_at": _("Received at"),
}
NEEDED = ("company", "contact_email")
ANSWER, FACT = "answers.", "facts."

# As the forms of other tools call them, in the three languages; compared without accents, case and signs.
CALLED = {
    "company": "company name, startup, startup name, organisation, organization, venture, project name, empresa, "
    "nombre de la empresa, nombre de la startup, compañía, nome da empresa, nome da startup, companhia, razão social",
    "one_liner": "one liner, oneliner, tagline, elevator pitch, short description, summary, what do you do, "
    "description, descripción corta, descripción, resumen, lema, descrição curta, descrição, resumo, o que vocês fazem",
    "website": "web, url, site, homepage, web site, página web, sitio web, web de la empresa, página, site da empresa",
    "contact_name": "contact, name, full name, your name, applicant, contact name, nombre, nombre y apellidos, "
    "persona de contacto, contacto, nome, nome completo, pessoa de contato, contato, responsável",
    "contact_email": "email, e mail, email address, mail, contact email, correo, correo electrónico, "
    "correo de contacto, e mail de contato, endereço de e mail, email do contato",
    "pitch": "pitch, problem and solution, about, long description, descripción larga, descrição longa, presentación",
    "people": "founders, founder names, team members, people, fundadores, equipo fundador, nombres de los fundadores, "
    "sócios, equipe fundadora",
    "investor_names": "investors, investor names, backers, inversores, inversionistas, nombres de los inversores, "
    "investidores, nomes dos investidores",
    "language": "language, idioma, lengua, locale, língua",
    "reference": "id, reference, ref, response id, submission id, entry id, record id, respondent id, referencia, "
    "identificador, referência, número",
    "submitted_at": "submitted at, submitted, received, received at, timestamp, submission date, created at, date, "
    "completed at, marca temporal, fecha, fecha de envío, recibida, carimbo de data hora, data de envio, recebida em",
}


def plain(name: str) -> str:
    """A name without accents, case and signs, as two tools may both write it."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))


def guess(header: Sequence[str]) -> dict[str, str]:
    """By a column's place, what its name says that it holds; each thing once, the first column that says so."""
    known, found = _known(), dict[str, str]()
    for place, name in enumerate(header):
        target = known.get(plain(name))
        if target and target not in found.values():
            found[str(place)] = target
    return found


def targets() -> list[str]:
    """Everything that a column can hold, in the order of the form."""
    asked = questions_asked()
    answers = [f"{ANSWER}{question.key}" for question in asked.questions]
    return [*FIELDS, *answers, *(f"{FACT}{question.key}" for question in asked.application_only)]


def label(target: str) -> str:
    """What a person reads for it, in their language."""
    if target in FIELDS:
        return str(FIELDS[target])
    return in_language(questions_asked().question(key_of(target)).text)


def key_of(target: str) -> str:
    """The question behind ``answers.team_founders``."""
    return target.partition(".")[2]


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """Targets with their words, by section, for a choice."""
    asked = questions_asked()
    groups = [(str(_("Application")), [(target, label(target)) for target in FIELDS])]
    for section in asked.sections:
        keys = [question.key for question in asked.questions if question.section == section.key]
        groups.append((in_language(section.title), [(ANSWER + key, label(ANSWER + key)) for key in keys]))
    facts = [(FACT + question.key, label(FACT + question.key)) for question in asked.application_only]
    return [*groups, (str(_("Not scored")), facts)]


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in questions_asked().languages:
        with override(language):
            for target in targets():
                known.setdefault(plain(label(target)), target)
    for target in targets():
        known[plain(target)] = target
        if target not in FIELDS:
            known[plain(key_of(target))] = target
    for target, names in CALLED.items():
        for name in names.split(","):
            known.setdefault(plain(name), target)
    return known
