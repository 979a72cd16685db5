"""An organisation that takes letters, and a browser without scripts that writes one."""

import re
from collections.abc import Mapping
from datetime import date

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Organisation, User
from institutions.choices import TermList
from institutions.models import Term
from tests.cast import PASSWORD, person
from vault.actions import create_key_pair

STORY = "They put a bag over his head and beat him until the morning. Canary-story-7731."
CODE = re.compile(r"<span>([0-9A-Z]{5})</span>")


def open_for_letters(organisation: Organisation) -> tuple[User, User]:
    """A lead and a keeper of identities with keys, so that letters can be taken."""
    organisation.takes_letters = True
    organisation.save()
    lead = person(f"lead-{organisation.pk}", organisation, Role.LEAD)
    keeper = person(f"keeper-{organisation.pk}", organisation, Role.CUSTODIAN)
    for user in (lead, keeper):
        create_key_pair(user=user, password=PASSWORD, today=date(2026, 11, 2))
    return lead, keeper


def consents(**answers: str) -> dict[str, str]:
    """Yes to everything but what `answers` says, by code with `_` for what a name cannot hold."""
    codes = Term.objects.filter(list=TermList.CONSENT_SCOPE).values_list("code", flat=True)
    return {f"scope-{code}": answers.get(code, "yes") for code in codes}


def answers_of_a_letter() -> dict[int, dict[str, object]]:
    """What is typed into each step."""
    return {
        1: {"role": "relative", "risk": "RK4"},
        2: {"region": "KZ-19", "kind": "SIZO", "facility": "", "words": "Canary-place-7732, second floor"},
        3: {"day_0": "", "day_1": "3", "day_2": "2025"},
        4: {"agencies": ["PA_SIZO"], "words": "Canary-official-7733, a captain"},
        5: {"story": STORY, "methods": ["M_BEAT"], "website": ""},
        6: {"victim": "Canary-victim-7734", "name": "Canary-reporter-7735", "contact": "Canary-contact-7736"},
        7: {},
        8: consents(),
    }


class Writer:
    """A browser that posts forms and nothing else."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, **headers)
        self.address = reverse("intake_letter")

    def post(self, **data: object):
        return self.client.post(self.address, data)

    def step(self, number: int, data: Mapping[str, object], act: str = "next"):
        return self.post(step=str(number), act=act, **data)

    def begin(self):
        return self.post(act="start")

    def fill(self, changes: Mapping[int, Mapping[str, object]] | None = None) -> None:
        """All steps up to the page with all answers."""
        self.begin()
        for number, data in (answers_of_a_letter() | dict(changes or {})).items():
            response = self.step(number, data)
            assert response.status_code == 303, (number, response.content.decode())

    def send(self, organisation: Organisation | str):
        chosen = organisation if isinstance(organisation, str) else str(organisation.uuid)
        return self.post(act="send", organisation=chosen)

    def letter(self, organisation: Organisation | str, changes: Mapping | None = None) -> str:
        """A whole letter; gives the receipt."""
        self.fill(changes)
        return code_in(self.send(organisation))

    @property
    def cookie(self) -> str:
        return self.client.cookies[settings.INTAKE_COOKIE_NAME].value


class Returner:
    """A browser that comes back with a code."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.address = reverse("intake_return")

    def open(self, code: str):
        return self.client.post(self.address, {"act": "open", "code": code})

    def act(self, name: str, **data: object):
        return self.client.post(self.address, {"act": name, **data})

    def look(self):
        return self.client.get(self.address)


def code_in(response) -> str:
    """The receipt on the page."""
    found = "".join(CODE.findall(response.content.decode()))
    assert len(found) == 25, response.content.decode()
    return found
