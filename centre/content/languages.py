"""Decide which language an object is shown in: one for all its texts, never a mix.

A translated model names in `translation_required` the fields that make a language
complete. The admin, the site, e-mails and tests all ask this module.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import CheckConstraint, Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname


class Translatable:
    """Mixin of every translated model."""

    translation_required: tuple[str, ...] = ()
    translation_rows: tuple[str, ...] = ()  # see `row_texts`

    @property
    def localized(self) -> "LocalizedView":
        """This object in the one language that the reader gets it in."""
        return LocalizedView(self, content_language(self, get_language()))


class LocalizedView:
    """An object read in one language.

    A translated field has its text in that language, "" where there is none; every
    other attribute is the object's own.
    """

    __slots__ = ("_columns", "_obj", "language")

    def __init__(self, obj: Any, language: str) -> None:
        self._obj = obj
        self._columns = columns(type(obj), language)
        self.language = language

    def __getattr__(self, name: str) -> Any:
        column = self._columns.get(name)
        if column is None:
            return getattr(self._obj, name)
        return getattr(self._obj, column) or ""

    def __str__(self) -> str:
        return str(getattr(self, self._obj.translation_required[0]))


def columns(model: type, language: str) -> dict[str, str]:
    """Map each translated field of a model to its column in a language."""
    return _columns(model, language)


@cache
def _columns(model: type, language: str) -> dict[str, str]:
    fields = translator.get_options_for_model(model).all_fields
    return {name: build_localized_fieldname(name, language) for name in fields}


def is_complete(obj: Any, language: str) -> bool:
    """Return whether every field that the model requires has text in a language.

    White space alone is no text. `is_complete_in` is the same rule in SQL; a row that
    was read without its long texts (`brief()`) brings the database's answer.
    """
    answer = obj.__dict__.get(f"is_complete_in_{language}")
    if answer is not None:
        return answer
    names = columns(type(obj), language)
    return all(
        (getattr(obj, names[field]) or "").strip() for field in obj.translation_required
    )


def is_complete_in(language: str, required: tuple[str, ...]) -> Q:
    """Return the condition of `is_complete` for the database.

    A missing text may be NULL, and a check that comes out NULL passes: so each field
    is tested for NULL as well as for its content.
    """
    complete = Q()
    for field in required:
        column = build_localized_fieldname(field, language)
        complete &= Q(**{f"{column}__isnull": False, f"{column}__regex": r"\S"})
    return complete


def complete_languages(obj: Any) -> list[str]:
    """Return the public languages in which an object is complete, in their order."""
    return [code for code, _ in settings.LANGUAGES if is_complete(obj, code)]


def default_language(codes: list[str]) -> str:
    """Return the one of a page's languages for readers of none of them."""
    return "en" if "en" in codes else codes[0]


@cache
def fallback_chain(language: str) -> tuple[str, ...]:
    """Return the languages to try for a reader of `language`, that one first.

    Languages that are stored but hidden come last: better a text in one of them than an
    empty page.
    """
    fallbacks = settings.CENTRE_FALLBACKS
    first = (language, *fallbacks.get(language, fallbacks["default"]))
    return tuple(dict.fromkeys((*first, *settings.MODELTRANSLATION_LANGUAGES)))


def public_language(language: str) -> str:
    """Return this language if the site has pages in it, else the next of its chain.

    For e-mails, whose links must open: a language may have been hidden or removed while
    somebody still gets e-mails in it.
    """
    public = dict(settings.LANGUAGES)
    wanted = _mail_language.get() or language
    return next(code for code in fallback_chain(wanted) if code in public)


_mail_language: ContextVar[str] = ContextVar("mail_language", default="")


@contextmanager
def mails_in(language: str) -> Iterator[None]:
    """Let every mail that is composed within the block be in one language.

    For staff who look at a mail and do not read its reader's language: nothing that is
    composed so may go out.
    """
    token = _mail_language.set(language)
    try:
        yield
    finally:
        _mail_language.reset(token)


def content_language(obj: Any, wanted: str | None) -> str:
    """Return the language to show an object in: the first complete one of the chain.

    An object that is complete in none (a draft) is shown in the first language of the
    chain that has any text of it, else in the wanted one. A long text that was left
    unread (`brief()`) is not read for that.
    """
    wanted = wanted or settings.LANGUAGE_CODE
    chain = [
        c for c in fallback_chain(wanted) if c in settings.MODELTRANSLATION_LANGUAGES
    ]
    for code in chain:
        if is_complete(obj, code):
            return code
    unread = obj.get_deferred_fields()
    for code in chain:
        names = {*columns(type(obj), code).values()} - unread
        if any(getattr(obj, name) for name in names):
            return code
    return chain[0]


def localized_with(obj: Any, field: str) -> LocalizedView:
    """Return an object in the first language of the reader's chain that has one field.

    For a text that has to be read although a complete language need not have it. Where
    no language has it, the object is in its usual one.
    """
    wanted = get_language() or settings.LANGUAGE_CODE
    for code in fallback_chain(wanted):
        stored = code in settings.MODELTRANSLATION_LANGUAGES
        if stored and getattr(LocalizedView(obj, code), field).strip():
            return LocalizedView(obj, code)
    return LocalizedView(obj, content_language(obj, wanted))


def publishable_rule(name: str, *required: str) -> CheckConstraint:
    """Return the constraint that a published row is complete in one language."""
    allowed = Q(published_at__isnull=True) | _in_any_language(required)
    return CheckConstraint(condition=allowed, name=name)


def any_language_rule(name: str, *required: str) -> CheckConstraint:
    """Return the constraint that a row is complete in one language."""
    return CheckConstraint(condition=_in_any_language(required), name=name)


def _in_any_language(required: tuple[str, ...]) -> Q:
    complete = Q()
    for code in settings.MODELTRANSLATION_LANGUAGES:
        complete |= is_complete_in(code, required)
    return complete


def direction(language: str) -> str:
    """Return `rtl` for a language written from right to left, else `ltr`."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def negotiate(accept_language: str) -> str:
    """Return the language for a visitor whose URL names none.

    It is the first of their browser's languages that the site has (RFC 9110, 12.5.4).
    Somebody who accepts only languages that we lack is more likely to read English than
    Polish; somebody whose browser says nothing gets Polish.
    """
    public = dict(settings.LANGUAGES)
    for code, _quality in parse_accept_lang_header(accept_language):
        if code == "*":
            break
        for candidate in (code, code.split("-")[0]):
            if candidate in public:
                return candidate
    else:
        if accept_language.strip() and "en" in public:
            return "en"
    return settings.LANGUAGE_CODE


# What people write for a language, beside its own code.
_OTHER_CODES = {"ua": "uk"}


def language_of_path(path: str) -> str | None:
    """Return the public language that a path begins with; None where it is none.

    It may be in capitals, with a region (`en-gb`), or by the country (`ua`).
    """
    first = path.removeprefix("/").partition("/")[0].lower()
    code = re.split("[-_]", first)[0]
    code = _OTHER_CODES.get(code, code)
    return code if code in dict(settings.LANGUAGES) else None


def language_of_request(request: HttpRequest) -> str:
    """Return the language of the answer: that of the path, else a negotiated one."""
    in_path = language_of_path(request.path_info)
    return in_path or negotiate(request.headers.get("Accept-Language", ""))


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    name: str
    url: str
    current: bool
    translated: bool


def localized_paths(request: HttpRequest) -> dict[str, str]:
    """Return this page's path in every public language, without its query string.

    A page that has no path of its own (an error page) has those of the home page. That
    of a thing has the thing's slug in each language. They are computed once for each
    request.
    """
    attributes = vars(request)
    if "localized_paths" not in attributes:
        thing = attributes.get("thing_at_slug")
        attributes["localized_paths"] = _paths(request.resolver_match, thing)
    return attributes["localized_paths"]


def localized_path(name: str, slug: str) -> str:
    """Return the path of an object's page in the active language."""
    return _path(name, slug, get_language())


# As many as lists name again and again: the site map names each object once.
@lru_cache(maxsize=1000)
def _path(name: str, slug: str, language: str | None) -> str:
    return reverse(name, kwargs={"slug": slug})


def _paths(match: Any, thing: Any) -> dict[str, str]:
    paths = {}
    for code, _ in settings.LANGUAGES:
        own = {"slug": thing.slug_in(code)} if thing else {}
        with translation.override(code):
            try:
                paths[code] = reverse(
                    match.view_name, args=match.args, kwargs={**match.kwargs, **own}
                )
            except (NoReverseMatch, AttributeError):
                paths[code] = reverse("centre:home")
    return paths


def language_links(request: HttpRequest, obj: Any = None) -> list[LanguageLink]:
    """Return the language switch: the same page in each language, its query kept.

    `obj` is what the page shows; without one the page is the site's own text, which is
    always translated.
    """
    query = request.META.get("QUERY_STRING", "")
    active = get_language()
    return [
        LanguageLink(
            code=code,
            name=name,
            url=f"{path}?{query}" if query else path,
            current=code == active,
            translated=obj is None or is_complete(obj, code),
        )
        for (code, name), path in zip(
            settings.LANGUAGES, localized_paths(request).values(), strict=True
        )
    ]


def in_house_language(text: Promise, **params: object) -> str:
    """Return a lazy text in the house's language, for what staff read in a history."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text) % params if params else str(text)
