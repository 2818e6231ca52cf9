"""Use the staff site as a browser would: read a form, change it, send it."""

from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from tests.markup import parse

# What staff enter of a delegation by hand.
DELEGATION = {
    "organisation": "Words that nobody has saved",
    "contact_name": "Przykładowa Osoba",
    "contact_email": "osoba@example.org",
    "city": "Ełk",
    "country": "PL",
    "language": "pl",
    "seats": "3",
}


def filled(response: Any) -> dict[str, Any]:
    """Return what a browser would send of a page's form if nobody changed it."""
    page = parse(response.content.decode())
    form = next(
        form for form in page.iter("form") if form.get("id", "").endswith("_form")
    )
    return sent_by(form)


def named_forms(response: Any) -> list[Any]:
    """Return the forms of a page whose text is kept."""
    page = parse(response.content.decode())
    return [
        field.xpath("ancestor::form")[0]
        for field in page.iter("input")
        if field.get("name") == "form_page"
    ]


def sent_by(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a form if nobody changed it."""
    data: dict[str, Any] = {}
    for field in form.iter():
        name = field.get("name")
        if field.tag == "select":
            chosen = [o for o in field.iter("option") if o.get("selected") is not None]
            if chosen:
                data[name] = chosen[0].get("value")
        elif field.tag == "textarea":
            # The first line break is the markup's.
            data[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "input" and _is_sent(field):
            data.setdefault(name, [])
            data[name].append(field.get("value", "on" if _is_box(field) else ""))
    return data


def _is_box(field: Any) -> bool:
    return field.get("type") in {"checkbox", "radio"}


def _is_sent(field: Any) -> bool:
    if _is_box(field) and field.get("checked") is None:
        return False
    return bool(field.get("name")) and field.get("type") not in {"submit", "file"}


def picture_file(name: str = "photo.jpg", colour: str = "#d4492f") -> Any:
    """Return a JPEG that is large enough to be accepted."""
    buffer = BytesIO()
    Image.new("RGB", (640, 480), colour).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def errors_of(response: Any) -> dict[str, list[str]]:
    """Return a refused form's messages by field, its rows' as well, in its language."""
    errors = dict(response.context["adminform"].form.errors)
    for inline in response.context.get("inline_admin_formsets", []):
        for row in inline.formset.forms:
            errors |= {f"{row.prefix}-{name}": row.errors[name] for name in row.errors}
    language = translation.get_language_from_path(response.request["PATH_INFO"])
    with translation.override(language):
        return {name: [str(text) for text in texts] for name, texts in errors.items()}


def messages_of(response: Any) -> list[str]:
    """Return what a page says was done."""
    return [str(message) for message in response.context["messages"]]


# --- A session that ends while somebody types ----------------------------------------


def form_url(thing: Any, language: str = "en") -> str:
    meta = thing._meta
    return f"/{language}/admin/{meta.app_label}/{meta.model_name}/{thing.pk}/change/"


def typed_in(client: Client, url: str, **fields: Any) -> dict[str, Any]:
    """Open a form and change some of it; nothing is sent."""
    return filled(client.get(url)) | fields


def sign_in(client: Client, response: Any) -> Any:
    """Give the name and the password where an answer leads, and follow the next one."""
    assert "/admin/login/?next=" in response.url
    page = client.get(response.url)
    answer = client.post(
        response.url,
        {
            "username": "staff",
            "password": "password",
            "next": page.context["next"],
            "csrfmiddlewaretoken": str(page.context["csrf_token"]),
        },
    )
    assert answer.status_code == 302
    return client.get(answer.url)


def end_session(client: Client) -> None:
    Session.objects.all().delete()


def lose_cookie(client: Client) -> None:
    client.cookies.clear()


def change_password(client: Client) -> None:
    """As from another browser: this one's session is no longer accepted."""
    user = get_user_model().objects.get()
    user.set_password("password")
    user.save()
