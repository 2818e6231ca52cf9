"""Who asks, and what can be asked for: the part of `bench.fuzz` that needs Django."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone, translation

from bench.fuzz_input import NUMBERS, TEXTS
from centre.content.translation_links import TranslationLink
from centre.site.preview_links import PreviewLink
from events.links import tokens
from events.models import (
    Delegate,
    DoorLink,
    HandOver,
    Invitee,
    Registration,
    StudyVisit,
    VisitRequest,
)
from news.models import Post

WORDS = (
    "x",
    "_",
    "0",
    "abc",
    "csv",
    "xlsx",
    "badges",
    "pl",
    "uk",
    "en",
    "2026",
    "prepared",
)
# The beginnings of names of addresses, and whose links open them.
LINKS = {
    "events:registration": "registration",
    "events:feedback": "registration",
    "events:person": "person",
    "events:take-over": "take-over",
    "events:request": "request",
    "events:invitations": "invitee",
    "preview-link": "preview",
    "translation-link": "volunteer",
    "door-link": "door",
}


@dataclass
class Site:
    """The addresses of a site, the keys of its rows, its links, and who may come."""

    routes: list[tuple[str, dict[str, str]]]
    keys: dict[str, list[str]]
    links: dict[str, list[str]]
    sessions: list[str]

    @classmethod
    def prepare(cls) -> "Site":
        """Read the site of the database, and let somebody of each role sign in."""
        return cls([*routes()], keys_of_rows(), links_of_rows(), sessions_of_staff())

    def client_of(self, rng: random.Random) -> Client:
        """Return the browser of one of those who come, half of them without account."""
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        if rng.random() < 0.55:
            client.cookies[settings.SESSION_COOKIE_NAME] = rng.choice(self.sessions)
        return client

    def address(self, rng: random.Random) -> str:
        """Return the path of one address, mostly of something that is there."""
        for _attempt in range(100):
            name, kinds = rng.choice(self.routes)
            right = rng.random() < 0.8
            values = {
                key: self.value(rng, name, key, kinds[key], right) for key in kinds
            }
            with translation.override(rng.choice(list(settings.CENTRE_LANGUAGES))):
                try:
                    return reverse(name, kwargs=values)
                except NoReverseMatch:
                    continue
        return "/" + quote(rng.choice(TEXTS))

    def value(
        self, rng: random.Random, name: str, key: str, kind: str, right: bool
    ) -> str:
        """Return a value of a parameter: of a row, else odd."""
        if key == "token" and right:
            of = next(
                (who for start, who in LINKS.items() if name.startswith(start)), ""
            )
            return rng.choice(self.links.get(of) or [*chain(*self.links.values())])
        if kind == "int":
            return rng.choice(("1", "2", "3")) if right else rng.choice(NUMBERS)
        if right:
            model = name.removeprefix("admin:").rpartition("_")[0]
            return rng.choice(self.keys.get(model) or self.keys["all"])
        return rng.choice((*TEXTS, *NUMBERS, *WORDS))[:300]


def routes(
    patterns: Any = None, prefix: str = "", outer: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each named address with its parameters and their kinds."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        with translation.override("en"):
            parameters = {**(outer or {}), **pattern.pattern.converters}
            named = pattern.pattern.regex.groupindex
        parameters = {**dict.fromkeys(named), **parameters}
        if isinstance(pattern, URLPattern):
            if pattern.name:
                kinds = {k: type(c).__name__.lower()[:3] for k, c in parameters.items()}
                yield f"{prefix}{pattern.name}", kinds
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner, parameters)


def keys_of_rows() -> dict[str, list[str]]:
    """Return some keys and slugs of each model, and of all that have slugs."""
    found: dict[str, list[str]] = {"all": [*WORDS]}
    for model in apps.get_models():
        rows = model._default_manager.order_by("pk")[:20]
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        found[label] = [str(row.pk) for row in rows]
        for name in ("slug", "reference"):
            values = [str(v) for row in rows if (v := getattr(row, name, None))]
            found["all"] += values
    found["all"] += [str(n) for n in range(1, 6)]
    return found


def links_of_rows() -> dict[str, list[str]]:
    """Return tokens that open something, by whom they were made for."""
    now, user = timezone.now(), User.objects.create_superuser("fuzz-superuser")
    visit = StudyVisit.objects.order_by("-starts_at").first()
    running = StudyVisit.objects.filter(starts_at__lte=now, ends_at__gt=now).first()
    post = Post.objects.order_by("-pk").first()
    door = {"at": now, "user": user}
    day = timezone.localdate((running or visit).starts_at)
    return {
        "registration": [
            spelled(row)
            for row in Registration.objects.order_by("pk")[:20]
            for spelled in (tokens.mailed_token, tokens.manage_token)
        ],
        "person": [
            tokens.delegate_token(d) for d in Delegate.objects.order_by("pk")[:20]
        ],
        "take-over": [
            tokens.handover_token(q) for q in HandOver.objects.order_by("pk")
        ],
        "request": [
            tokens.mailed_token(r) for r in VisitRequest.objects.order_by("pk")
        ],
        "invitee": [tokens.invitee_token(i) for i in Invitee.objects.order_by("pk")],
        "preview": [PreviewLink.make(post, days=3, **door)],
        "volunteer": [
            TranslationLink.make(post, code, **door)
            for code in settings.CENTRE_LANGUAGES
        ],
        "door": [DoorLink.make(running or visit, day, **door)],
    }


def sessions_of_staff() -> list[str]:
    """Sign in a superuser, somebody of each role, and somebody without any."""
    users = [User.objects.get(username="fuzz-superuser")]
    for group in [None, *Group.objects.order_by("pk")]:
        name = f"fuzz-{group.pk if group else 'nobody'}"
        user = User.objects.create_user(name, is_staff=True)
        if group:
            user.groups.add(group)
        users.append(user)
    found = []
    for user in users:
        client = Client()
        client.force_login(user)
        session = client.session
        session.set_expiry(timedelta(days=1))
        session.save()
        found.append(str(session.session_key))
    return found
