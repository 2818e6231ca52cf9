"""The addresses behind a delegation's link, and behind a person's own."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.views import codes, consents, manage, parts, people, proof, taking_over

manage_urls = [
    path(
        pgettext_lazy("url", "lost-link/"),
        manage.lost_link,
        name="lost-link",
    ),
    path(
        pgettext_lazy("url", "lost-link/sent/"),
        manage.lost_link_sent,
        name="lost-link-sent",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/"),
        manage.manage,
        name="registration",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/withdraw/"),
        manage.withdraw,
        name="registration-withdraw",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/coming/"),
        manage.still_comes,
        name="registration-coming",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/offer/"),
        manage.take_offer,
        name="registration-offer",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/confirm/"),
        proof.confirm,
        name="registration-confirm",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/number/"),
        manage.seats,
        name="registration-seats",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/parts/"),
        parts.parts,
        name="registration-parts",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/change/"),
        manage.change,
        name="registration-change",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/contact/"),
        manage.hand_over,
        name="registration-hand-over",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/code/"),
        codes.code,
        name="registration-code",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/needs/"),
        people.needs,
        name="registration-needs",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/consents/"),
        consents.consents,
        name="registration-consents",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/"),
        people.add,
        name="registration-person-add",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/<int:number>/"),
        people.correct,
        name="registration-person",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/<int:number>/remove/"),
        people.remove,
        name="registration-person-remove",
    ),
    path(
        pgettext_lazy("url", "take-over/declined/"),
        taking_over.declined,
        name="take-over-declined",
    ),
    path(
        pgettext_lazy("url", "take-over/<str:token>/"),
        taking_over.answer,
        name="take-over",
    ),
    path(pgettext_lazy("url", "person-removed/"), people.gone, name="person-gone"),
    path(pgettext_lazy("url", "person/<str:token>/"), people.person, name="person"),
    path(
        pgettext_lazy("url", "person/<str:token>/consents/"),
        consents.own_consents,
        name="person-consents",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/needs/"),
        people.own_needs,
        name="person-needs",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/remove/"),
        people.leave,
        name="person-remove",
    ),
]
