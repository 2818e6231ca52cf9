"""The URLs behind the links of registrations, of delegates and of handovers."""

from django.urls import path
from django.utils.translation import pgettext_lazy

from events.registrations.self_service import (
    codes,
    consents,
    delegates,
    feedback,
    handover,
    materials,
    parts,
    people,
    places,
    verification,
    views,
)

manage_urls = [
    path(
        pgettext_lazy("url", "lost-link/"),
        views.lost_link,
        name="lost-link",
    ),
    path(
        pgettext_lazy("url", "lost-link/sent/"),
        views.lost_link_sent,
        name="lost-link-sent",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/"),
        views.manage,
        name="registration",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/withdraw/"),
        views.withdraw,
        name="registration-withdraw",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/coming/"),
        views.reconfirm,
        name="registration-coming",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/offer/"),
        places.take_offer,
        name="registration-offer",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/confirm/"),
        verification.confirm,
        name="registration-confirm",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/number/"),
        places.seats,
        name="registration-seats",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/parts/"),
        parts.parts,
        name="registration-parts",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/change/"),
        views.change,
        name="registration-change",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/contact/"),
        views.handover,
        name="registration-hand-over",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/contact/asked/"),
        views.handover_asked,
        name="registration-hand-over-asked",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/code/"),
        codes.code,
        name="registration-code",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/needs/"),
        delegates.needs,
        name="registration-needs",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/consents/"),
        consents.consents,
        name="registration-consents",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/"),
        delegates.add,
        name="registration-person-add",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/all/"),
        people.add_all,
        name="registration-people",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/list/"),
        people.list_people,
        name="registration-people-list",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/<int:number>/"),
        delegates.correct,
        name="registration-person",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/people/<int:number>/remove/"),
        delegates.remove,
        name="registration-person-remove",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/materials/"),
        materials.materials,
        name="registration-materials",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/materials/<int:number>/"),
        materials.material,
        name="registration-material",
    ),
    path(
        pgettext_lazy("url", "take-over/declined/"),
        handover.declined,
        name="take-over-declined",
    ),
    path(
        pgettext_lazy("url", "take-over/<str:token>/"),
        handover.answer,
        name="take-over",
    ),
    path(pgettext_lazy("url", "person-removed/"), delegates.gone, name="person-gone"),
    path(pgettext_lazy("url", "person/<str:token>/"), delegates.person, name="person"),
    path(
        pgettext_lazy("url", "person/<str:token>/consents/"),
        consents.own_consents,
        name="person-consents",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/needs/"),
        delegates.own_needs,
        name="person-needs",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/materials/"),
        materials.own_materials,
        name="person-materials",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/materials/<int:number>/"),
        materials.own_material,
        name="person-material",
    ),
    path(
        pgettext_lazy("url", "person/<str:token>/remove/"),
        delegates.leave,
        name="person-remove",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/feedback/"),
        feedback.feedback,
        name="feedback",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/feedback/thanks/"),
        feedback.thanks,
        name="feedback-thanks",
    ),
]
