"""Keep what is typed into a form of the desk until it is saved.

Each page with a form has a signed name of its own (`form_pages.py`). What is sent from
it and not saved, by the page's script, after a session or in vain, is kept for the
person who opened it. That saves nothing: it only fills a form.
"""

from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from centre.models import UnsavedForm
from centre.staff.form_pages import PAGE, FormPage

# The names of the inputs that the page's script and templates know.
TURN, FILES = "form_turn", "form_files"
# What a form sends besides what was typed.
NOT_TYPED = {
    PAGE,
    TURN,
    FILES,
    "csrfmiddlewaretoken",
    "back",
    "confirmed",
    "_save",
    "_continue",
    "_addanother",
    "_publish",
    "_prepare",
    "_publish_prepared",
}
# What a form shows of the stored thing: no words of who types.
OF_STORED = {"seen", "live_seen"}
# So long after a new thing was saved the very same is taken for the same one.
SENT_AGAIN_WITHIN = timedelta(minutes=10)
# What the key of a thing's second form ends in, that of its prepared changes.
PREPARED = "/prepared"
SECRET_WORDS = ("password", "secret", "token")
MAX_KEPT = 20  # of one person
MAX_TURN = 2**31 - 1


class AlreadySaved(Exception):
    """The very same form was saved before; `form` is what is known of it."""

    def __init__(self, form: UnsavedForm) -> None:
        super().__init__(form)
        self.form = form


class AlreadyMade(Exception):
    """The page of a new form has made a thing before; `form` is what is known of it."""

    def __init__(self, form: UnsavedForm) -> None:
        super().__init__(form)
        self.form = form


def has_secret(sent: QueryDict) -> bool:
    """Return whether a secret is among what was typed."""
    return any(sent[name] for name in sent if name not in NOT_TYPED and is_secret(name))


def is_secret(name: str) -> bool:
    """Return whether what an input of this name holds is never kept or shown."""
    return any(word in name.lower() for word in SECRET_WORDS)


def typed_words(sent: QueryDict) -> dict[str, list[str]]:
    """Return what a person typed, without secrets and without rows that are none."""
    return {
        _storable(name): [_storable(value) for value in values]
        for name, values in sent.lists()
        if name not in NOT_TYPED and "__prefix__" not in name and not is_secret(name)
    }


def keep(
    page: FormPage, sent: QueryDict, files: list[str], at: datetime, digest: str = ""
) -> UnsavedForm | None:
    """Keep what was sent from a page in place of what it sent before.

    What is typed on after a save is kept as well: of the thing that the page made.
    Returns None where it is not kept: its owner may not write there any more, or it is
    what was saved, by `digest` or because it was sent before that and came later.
    """
    place = _place_of(page)
    owner = _owner(page, place)
    if owner is None:
        return None
    turn = _turn(sent)
    with transaction.atomic():
        form = _locked(owner, page, at)
        if form.closed and (_is_late(form, turn) or digest == form.saved_digest != ""):
            return None
        if turn is not None and turn < form.turn:  # an older one that came later
            return form
        form.fields, form.files, form.closed = typed_words(sent), files, False
        form.turn, form.kept_at = form.turn if turn is None else turn, at
        form.object_key = place
        form.save()
        _close_followed(owner, page)
        _delete_beyond_limit(owner)
    return form


def may_keep(page: FormPage) -> bool:
    """Return whether who opened a page may still write there."""
    return _owner(page, _place_of(page)) is not None


def close(page: FormPage, request: HttpRequest, saved: str, at: datetime) -> None:
    """Forget a page's text, which is being saved, and all that it sends late.

    `saved` is the key of the thing that it is saved as. What else is kept of the same
    thing in the same words is forgotten with it.

    Raises AlreadySaved where the very same was saved before, by whichever button: its
    answer was lost, or one was pressed twice; AlreadyMade where the page made a thing
    of other words (record 61). Of two at once, the second waits for the first: for its
    page, or where a thing is new for all that its owner makes.
    """
    with transaction.atomic():
        owner = _owner(page, page.object_key, locked=not page.object_key)
        if owner is None:
            return
        form = _locked(owner, page, at)
        refuse_saved(page, request, at)
        form.object_key = page.object_key or saved
        _close_sent(form, request, digest_of_sent(request))
        _close_followed(owner, page)
        _close_alike(owner, page, typed_words(request.POST))
        if not page.object_key:  # what others of these pages keep is of the same thing
            _of(owner).filter(origin=page.origin).update(object_key=saved)


def close_sent(
    page: FormPage, request: HttpRequest, at: datetime, *, taken: bool
) -> None:
    """Forget what is kept of a page, and of the one it goes on from: it was answered.

    Where it is `taken`, the very same that comes again is not kept.
    """
    owner = _owner(page, page.object_key)
    if owner is None:
        return
    with transaction.atomic():
        digest = digest_of_sent(request) if taken else ""
        _close_sent(_locked(owner, page, at), request, digest)
        _close_followed(owner, page)


def _close_sent(form: UnsavedForm, request: HttpRequest, digest: str) -> None:
    """Empty a form whose words are answered; note which they were, and their turn."""
    form.fields, form.files, form.closed = {}, [], True
    form.saved_digest = digest
    form.turn = max(form.turn, _turn(request.POST) or 0)
    form.save()


def refuse_saved(page: FormPage, request: HttpRequest, at: datetime) -> None:
    """Refuse what was saved before, which may break rules now only because it was.

    Raises AlreadySaved, AlreadyMade. Nobody is waited for here: `close` asks again.
    """
    if before := _saved_before(page, digest_of_sent(request), at):
        raise AlreadySaved(before)
    if made := _made_before(page):
        raise AlreadyMade(made)


def kept_for(user: Any, model: Any, object_key: str | None) -> list[UnsavedForm]:
    """Return what a person has not saved of one thing, the newest first."""
    label = model._meta.label_lower
    return [*open_forms(user).filter(model=label, object_key=object_key or "")]


def open_forms(user: Any) -> Any:
    """Find all that a person has typed and not saved."""
    return _of(user).filter(closed=False)


def forget_all(user: Any) -> None:
    """Delete all that is kept for a person, as signing out does."""
    _of(user).delete()


def sent_files(request: HttpRequest) -> list[str]:
    """Return the names of the files that were chosen in a form."""
    named = [file.name or "" for _, files in request.FILES.lists() for file in files]
    return [_storable(name)[:255] for name in [*named, *request.POST.getlist(FILES)]]


def as_sent(form: UnsavedForm) -> QueryDict:
    """Return what was kept as a browser would send it."""
    sent = QueryDict(mutable=True)
    for name, values in form.fields.items():
        sent.setlist(name, values)
    return sent


def as_sent_anew(form: UnsavedForm) -> QueryDict:
    """Return what was kept of a thing that is gone as a new one's form sends it."""
    sent = as_sent(form)
    rows = apps.get_model(form.model)._meta.related_objects
    of_thing = OF_STORED | {"id"} | {related.field.name for related in rows}
    for name in form.fields:
        last = name.rpartition("-")[2]
        if last in of_thing:
            del sent[name]
        elif last == "INITIAL_FORMS":
            sent[name] = "0"
    return sent


def is_of_nothing(form: UnsavedForm) -> bool:
    """Return whether the thing that a text was typed into is gone."""
    key = form.object_key.removesuffix(PREPARED)
    things = apps.get_model(form.model)._base_manager
    return key.isdecimal() and not things.filter(pk=key).exists()


def is_address(object_key: str) -> bool:
    """Return whether a form is known by its page's address: it is of no one thing."""
    return object_key.startswith("/")


def url_of(form: UnsavedForm) -> str:
    """Return the address, in the reader's language, of the form that it belongs to."""
    if is_address(form.object_key):
        _nothing, _language, rest = form.object_key.split("/", 2)
        return f"/{get_language()}/{rest}"
    own = getattr(_admin_of(form.model), "unsaved_address", None)
    if own:
        return str(own(form.object_key))
    name = "admin:" + form.model.replace(".", "_")
    if form.object_key.endswith(PREPARED):
        key = form.object_key.removesuffix(PREPARED)
        return reverse(f"{name}_prepared", args=[key])
    if form.object_key:
        return reverse(f"{name}_change", args=[form.object_key])
    return reverse(f"{name}_add")


def _of(user: Any) -> Any:
    return UnsavedForm.objects.filter(user=user.pk)


def _place_of(page: FormPage) -> str:
    """Return the key of the thing that what is typed on a page is of now."""
    made = _made_before(page)
    return made.object_key if made else page.object_key


def _owner(
    page: FormPage, place: str, *, locked: bool = False
) -> AbstractBaseUser | None:
    """Return who opened a page, if that person may still write in that place."""
    people: Any = get_user_model()._default_manager
    if locked:  # what refers to this person is written all the same
        people = people.select_for_update(no_key=True)
    owner = people.filter(pk=page.user, is_active=True, is_staff=True).first()
    registered = _admin_of(page.model)
    if owner is None or registered is None:
        return None
    return owner if _may_write(owner, registered, place) else None


def _admin_of(label: str) -> Any:
    """Return the admin of a model.

    One whose pages are no forms of its rows says itself where what was typed on them
    belongs (`unsaved_address`), and who may write there (`may_keep_unsaved`).
    """
    models = {model._meta.label_lower: model for model in admin.site._registry}
    return admin.site._registry[models[label]] if label in models else None


def _may_write(owner: Any, registered: Any, object_key: str) -> bool:
    if is_address(object_key):  # only the page itself knows more
        return bool(owner.has_module_perms(registered.opts.app_label))
    if hasattr(registered, "may_keep_unsaved"):
        return bool(registered.may_keep_unsaved(owner, object_key))
    opts = registered.opts
    action = get_permission_codename("change" if object_key else "add", opts)
    return bool(owner.has_perm(f"{opts.app_label}.{action}"))


def _locked(owner: Any, page: FormPage, at: datetime) -> UnsavedForm:
    """Return what is kept of a page, empty at first; nobody else writes in it."""
    form, _made = UnsavedForm.objects.select_for_update().get_or_create(
        user_id=owner.pk,
        key=page.key,
        defaults={
            "origin": page.origin,
            "model": page.model,
            "object_key": page.object_key,
            "kept_at": at,
        },
    )
    return form


def _is_late(form: UnsavedForm, turn: int | None) -> bool:
    """Return whether a page sent something before what was saved of it."""
    return turn is not None and turn <= form.turn


def _close_followed(owner: Any, page: FormPage) -> None:
    """Close the page that one goes on from."""
    _of(owner).filter(key=page.follows).update(fields={}, files=[], closed=True)


def _close_alike(owner: Any, page: FormPage, typed: dict[str, list[str]]) -> None:
    """Close what is kept in the same words: of a page that Back has shown anew."""
    others = open_forms(owner).filter(model=page.model, object_key=page.object_key)
    alike = [form.pk for form in others if _words(form.fields) == _words(typed)]
    _of(owner).filter(pk__in=alike).update(fields={}, files=[], closed=True)


def _saved_before(page: FormPage, digest: str, at: datetime) -> UnsavedForm | None:
    """Return what is known of the very same form where it was saved before, if it was.

    One of a new thing may come from another page: an error page came in place of the
    answer, Back led to the form, and the browser filled it.
    """
    same_page, soon = Q(key=page.key), Q(kept_at__gt=at - SENT_AGAIN_WITHIN)
    sent = UnsavedForm.objects.filter(
        same_page if page.object_key else same_page | soon,
        user=page.user,
        model=page.model,
        saved_digest=digest,
    )
    things = apps.get_model(page.model)._base_manager
    return next(
        (
            form
            for form in sent
            if form.key == page.key or things.filter(pk=form.object_key).exists()
        ),
        None,
    )


def _made_before(page: FormPage) -> UnsavedForm | None:
    """Return what is known of the thing that a new form's page made, if it is there.

    It, or one of the pages that go on from each other.
    """
    if page.object_key:
        return None
    rows = UnsavedForm.objects.filter(user=page.user, model=page.model)
    made = rows.filter(Q(origin=page.origin) | Q(key=page.key)).exclude(object_key="")
    things = apps.get_model(page.model)._base_manager
    keys = {form.object_key: form for form in made if form.object_key.isdecimal()}
    return next((keys[key] for key in keys if things.filter(pk=key).exists()), None)


def _delete_beyond_limit(owner: Any) -> None:
    """Let the oldest go, so that nobody fills the database."""
    rows = _of(owner).order_by("closed", "-kept_at", "-pk")
    _of(owner).filter(pk__in=[*rows.values_list("pk", flat=True)[MAX_KEPT:]]).delete()


def _words(typed: dict[str, list[str]]) -> dict[str, list[str]]:
    return {n: v for n, v in typed.items() if n.rpartition("-")[2] not in OF_STORED}


def digest_of_sent(request: HttpRequest) -> str:
    """Return a short name of what was typed and chosen, whichever button sends it."""
    sent = typed_words(request.POST).items()
    files = [(f.name, f.size) for _, each in request.FILES.lists() for f in each]
    text = repr((sorted(sent), files))
    return blake2s(text.encode(errors="replace"), digest_size=16).hexdigest()


def _storable(text: str) -> str:
    """Return a text as PostgreSQL can hold it in JSON."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _turn(sent: QueryDict) -> int | None:
    turn = sent.get(TURN, "")
    if not (turn.isascii() and turn.isdecimal() and len(turn) < 11):
        return None
    return min(int(turn), MAX_TURN)
