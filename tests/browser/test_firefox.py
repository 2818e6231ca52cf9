"""What differs most between browsers, in Firefox: a registration, and the editor."""

from collections.abc import Iterator

import pytest

from events.models import OutgoingEmail, Registration
from events.registrations.mail.first_emails import write_first_emails
from news.models import Post
from tests.browser.bidi import Firefox, running_firefox
from tests.browser.walk import ANSWERS, MISTAKES, VISIT, register_url
from tests.builders import build_centre, build_staff, build_visit

pytestmark = [
    pytest.mark.firefox,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
SEND = "main form .button:not(.button-quiet)"


@pytest.fixture
def firefox(live_server, settings) -> Iterator[Firefox]:
    """A Firefox that nobody has used before."""
    settings.SITE_URL = live_server.url
    with running_firefox(live_server.url) as firefox:
        yield firefox


def values(firefox: Firefox, *names: str) -> list[str]:
    return firefox.run(
        "(...names) => names.map(name => document.getElementsByName(name)[0].value)",
        *names,
    )


def test_a_registration_with_mistakes_back_reload_and_a_double_click(firefox):
    build_centre()
    build_visit(VISIT)
    steps = [*ANSWERS]
    pages = {step: register_url(step, "en") for step in [*steps, "check", "done"]}
    firefox.goto(pages["delegation"])
    for step, following in zip(steps, [*steps[1:], "check"], strict=True):
        firefox.wait_for_page(pages[step])
        firefox.fill(**MISTAKES[step])
        firefox.click(SEND)
        firefox.wait_for_page(pages[step], "Error:")
        typed = values(firefox, *MISTAKES[step])
        firefox.reload()
        firefox.wait_for_page(pages[step], "Error:")
        assert values(firefox, *MISTAKES[step]) == typed == [*MISTAKES[step].values()]
        firefox.fill(**ANSWERS[step])
        firefox.click(SEND)
        firefox.wait_for_page(pages[following])
        firefox.back()
        firefox.wait_for_page(pages[step])
        if step != "privacy":
            assert values(firefox, *ANSWERS[step]) == [*ANSWERS[step].values()]
        firefox.goto(pages[following])

    firefox.click(SEND, times=2)
    firefox.wait_for("path => location.pathname == path", pages["done"])
    reference = Registration.objects.get().reference
    firefox.wait_for("text => document.body.innerText.includes(text)", reference)
    firefox.reload()
    firefox.back()
    firefox.wait_for("text => document.body.innerText.includes(text)", reference)
    write_first_emails.func()
    assert Registration.objects.count() == OutgoingEmail.objects.count() == 1


def test_staff_sign_in_write_and_save(firefox):
    build_centre()
    build_staff()
    firefox.goto("/pl/admin/news/post/add/")
    firefox.fill(username="staff", password="password")
    firefox.click("[type=submit]")
    firefox.wait_for_page("/pl/admin/news/post/add/")
    firefox.wait_for("() => !!document.querySelector('.field-body_pl .ProseMirror')")
    firefox.fill(title_pl="Zażółć gęślą jaźń", lead_pl="Zajawka.")
    firefox.click(".field-body_pl .ProseMirror")
    firefox.type("Ala ")
    firefox.press_with_control("b")
    firefox.type("ma")
    firefox.press_with_control("b")
    firefox.type(" kota")
    firefox.click(".collapse summary")
    firefox.fill(slug_pl="a b")
    firefox.click("[name=_continue]")
    for leave in (firefox.reload, lambda: (firefox.goto("/pl/admin/"), firefox.back())):
        firefox.wait_for("() => document.title.startsWith('Błąd:')")
        leave()
    firefox.wait_for("() => document.title.startsWith('Błąd:')")
    firefox.wait_for("() => !!document.querySelector('.field-body_pl .ProseMirror')")
    firefox.fill(slug_pl="ala")
    firefox.click("[name=_continue]")
    firefox.wait_for("() => location.pathname.endsWith('/change/')")
    post = Post.objects.get()
    assert post.title_pl == "Zażółć gęślą jaźń"
    assert post.body_pl == "<p>Ala <strong>ma</strong> kota</p>"
