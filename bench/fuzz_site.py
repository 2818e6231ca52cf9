"""Who asks, and what can be asked for: the part of `bench.fuzz` that needs Django."""

import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Case, When
from django.test import Client
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone, translation

from bench.fuzz_input import NUMBERS, TEXTS
from bench.fuzz_reach import Place, find_places, routes
from bench.fuzz_rows import build_missing
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
# The beginnings of names of addresses, and whose slugs stand in them.
SLUGS = {
    "events:visit": "events_studyvisit",
    "events:register": "events_studyvisit",
    "events:activity-type": "events_activitytype",
    "events:activity": "events_activity",
    "news:post": "news_post",
    "news:topic": "news_topic",
    "centre:page": "centre_page",
}
STRIDE = 101  # a prime: neighbours in the URLconf do not come one after another
# The beginnings of names of addresses, and whose links open them.
LINKS = {
    "events:registration": "registration",
    "events:feedback": "registration",
    "events:person": "person",
    "events:take-over": "take-over",
    "events:request": "request",
    "events:invitations": "invitee",
    "preview-": "preview",
    "translation-link": "volunteer",
    "door-": "door",
}


@dataclass
class Site:
    """The addresses of a site, where each was found, and who may come."""

    routes: dict[str, dict[str, str]]
    keys: dict[str, list[str]]
    links: dict[str, list[str]]
    sessions: list[str]
    places: dict[str, list[Place]] = field(default_factory=dict)

    @classmethod
    def prepare(cls, *, small: bool = False) -> "Site":
        """Read the site of the database, let each role sign in, and follow the links.

        The superuser and somebody without an account find the addresses; a small site
        is asked at what the URLconf says alone.
        """
        user = User.objects.create_superuser("fuzz-superuser")
        build_missing(user, timezone.now())
        site = cls(dict(routes()), keys_of_rows(), links_of_rows(), sessions_of_staff())
        if small:
            return site
        with transaction.atomic():
            site.places = find_places([*site.starts()], ["", site.sessions[0]])
            transaction.set_rollback(True)
        return site

    def starts(self) -> Iterator[str]:
        """Yield an address of each name, of each link that somebody was sent."""
        rng = random.Random("starts")  # noqa: S311 - no secret
        for name, kinds in self.routes.items():
            tokens_of = self.links_for(name)[:20] if "token" in kinds else [""]
            for token in tokens_of * (1 if tokens_of[1:] or not kinds else 3):
                values = {k: self.value(rng, name, k, kinds[k], True) for k in kinds}
                values |= {"token": token} if token else {}
                with contextlib.suppress(NoReverseMatch), translation.override("en"):
                    yield reverse(name, kwargs=values)

    def posted(self) -> set[str]:
        """Return the names of the addresses to which a form was found."""
        return {n for n, places in self.places.items() if any(p.page for p in places)}

    def place(self, rng: random.Random, case: int) -> Place:
        """Return where a case begins: the addresses take turns, who comes is chance."""
        name = [*self.routes][(case * STRIDE) % len(self.routes)]
        session = rng.choice(self.sessions) if rng.random() < 0.55 else ""
        language = rng.choice(list(settings.CENTRE_LANGUAGES))
        found = self.places.get(name)
        if not found or rng.random() < 0.3:
            return Place(self.address(rng, name, language), session)
        place = rng.choice(found)
        return Place(
            in_language(place.path, language),
            place.session if rng.random() < 0.7 else session,
            place.page and in_language(place.page, language),
        )

    def address(self, rng: random.Random, name: str, language: str) -> str:
        """Return the path of one address, mostly of something that is there."""
        kinds = self.routes[name]
        for _attempt in range(20):
            right = rng.random() < 0.8
            values = {
                key: self.value(rng, name, key, kinds[key], right) for key in kinds
            }
            with contextlib.suppress(NoReverseMatch), translation.override(language):
                return reverse(name, kwargs=values)
        return "/" + quote(rng.choice(TEXTS))

    def links_for(self, name: str) -> list[str]:
        """Return the tokens that open an address, else all that there are."""
        of = self.links.get(first_of(LINKS, name))
        return of or [*chain(*self.links.values())]

    def value(
        self, rng: random.Random, name: str, key: str, kind: str, right: bool
    ) -> str:
        """Return a value of a parameter: of a row, else odd."""
        if key == "token" and right:
            return rng.choice(self.links_for(name))
        if kind == "int":
            return rng.choice(("1", "2", "3")) if right else rng.choice(NUMBERS)
        if right:
            model = name.removeprefix("admin:").rpartition("_")[0]
            if key == "slug":
                model = f"{first_of(SLUGS, name)} slugs"
            return rng.choice(self.keys.get(model) or self.keys["all"])
        return rng.choice((*TEXTS, *NUMBERS, *WORDS))[:300]


def first_of(table: dict[str, str], name: str) -> str:
    """Return what a table says of the beginning of a name."""
    return next((of for start, of in table.items() if name.startswith(start)), "")


def in_language(path: str, language: str) -> str:
    """Return the same address in another language, where it has one."""
    of = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(of):
        return str(translate_url(path, language))


def keys_of_rows() -> dict[str, list[str]]:
    """Return some keys and slugs of each model, and of all that have slugs."""
    found: dict[str, list[str]] = {"all": [*WORDS]}
    for model in apps.get_models():
        rows = model._default_manager.order_by("pk")[:20]
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        found[label] = [str(row.pk) for row in rows]
        for name in ("reference", "slug"):
            values = [str(v) for row in rows if (v := getattr(row, name, None))]
            found["all"] += values
            found[f"{label} slugs"] = values if name == "slug" else []
    found["all"] += [str(n) for n in range(1, 6)]
    return found


def links_of_rows() -> dict[str, list[str]]:
    """Return tokens that open something, by whom they were made for."""
    now, user = timezone.now(), User.objects.get(username="fuzz-superuser")
    visit = StudyVisit.objects.order_by("-starts_at").first()
    running = StudyVisit.objects.filter(starts_at__lte=now, ends_at__gt=now).first()
    post = Post.objects.order_by("-pk").first()
    over = Case(When(visit__ends_at__lt=now, then=True), default=False)
    each = Registration.objects.annotate(over=over).order_by("status", "over", "pk")
    registrations = each.distinct("status", "over")
    door = {"at": now, "user": user}
    day = timezone.localdate((running or visit).starts_at)
    return {
        "registration": [
            *map(tokens.mailed_token, registrations),
            *map(tokens.manage_token, registrations),
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
        method = {
            "method": "password",
            "at": time.time() + 3600,
            "username": user.username,
        }
        session["account_authentication_methods"] = [method]
        session.save()
        found.append(str(session.session_key))
    return found
