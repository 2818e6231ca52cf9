"""What is drawn without a template is what Django's template draws, to the letter."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import override

from centre.web.drawn_fields import DRAWN, OPTION, TICKS, DrawnFields

ODD = "<b>\"Łódź\" & 'x'"
ATTRS = {
    "id": "id_x",
    "required": True,
    "disabled": False,
    "maxlength": 12345,
    "step": 0.5,
    "title": lazystr(ODD),
    "data-safe": mark_safe("a&amp;b"),
    "data-none": None,
    ODD: "",
}
MOMENT = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # the next day here
VALUES = [None, "", "0", 12345, ODD, lazystr(ODD), mark_safe("a&amp;b"), MOMENT]


def option(value, attrs=None, template_name=OPTION):
    return {
        "value": value,
        "label": value,
        "attrs": attrs or {},
        "template_name": template_name,
    }


def field(value):
    """A widget's context, as any of the templates takes it."""
    listed = [
        (None, [option(value, {"selected": True}), option(12345)], 0),
        (ODD, [option(ODD), option(True)], 1),
        ("", [], 2),
    ]
    kept = {"name": ODD, "type": "text", "value": value, "attrs": ATTRS}
    return {"widget": {**kept, "optgroups": listed}}


def ticks(value, **attrs):
    """A list of boxes; one stands without a label of its own."""

    def tick(value, attrs, wraps=True):
        one = option(value, attrs, TICKS[wraps])
        return {**one, "name": ODD, "type": "radio", "wrap_label": wraps}

    listed = [
        (None, [tick(value, {"id": ODD, "checked": True}), tick(12345, {})], 0),
        (ODD, [tick(ODD, {"id": 12345}), tick(True, {"id": ""}, wraps=False)], 1),
        ("", [], 2),
    ]
    return {"widget": {"attrs": attrs, "optgroups": listed}}


TICK_LISTS = [
    *map(ticks, VALUES),
    ticks("a", id=ODD, required=True),
    ticks("a", **{"id": 12345, "class": ODD}),
    ticks("a", **{"id": "", "class": lazystr(ODD)}),
]


def label(value, **more):
    return {"label": value, "attrs": ATTRS, "tag": "label", "use_tag": True, **more}


CONTEXTS = {
    "label.html": [
        *(label(value) for value in VALUES),
        label(ODD, use_tag=False),
        label(" x ", tag="legend", attrs={}),
    ],
    "checkbox_select.html": TICK_LISTS,
    "radio.html": TICK_LISTS,
    "default.html": [{"errors": []}],
    "ul.html": [{"errors": []}],
}


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
@pytest.mark.parametrize("template", sorted(DRAWN))
def test_a_part_of_a_form_is_drawn_as_its_template_draws_it(
    template, language, monkeypatch
):
    contexts = CONTEXTS.get(template.rpartition("/")[2]) or [*map(field, VALUES)]
    with override(language):
        expected = [TemplatesSetting().render(template, c) for c in contexts]
        # No template is asked: else this would compare a template with itself.
        monkeypatch.setattr(DrawnFields, "get_template", None)
        assert [DrawnFields().render(template, c) for c in contexts] == expected


def test_what_is_wrong_and_a_list_with_options_of_its_own_have_their_templates(
    monkeypatch,
):
    own = option("a", template_name="own_option.html")
    plain = field("a")["widget"]
    left = {
        "django/forms/errors/list/ul.html": {"errors": ["x"], "error_class": "e"},
        "django/forms/widgets/select.html": {
            "widget": {**plain, "optgroups": [(None, [own], 0)]}
        },
        "django/forms/widgets/radio.html": {
            "widget": {**plain, "optgroups": [(None, [own], 0)]}
        },
    }
    asked = SimpleNamespace(render=lambda context, request: " template ")
    monkeypatch.setattr(DrawnFields, "get_template", lambda self, name: asked)
    drawn = {
        name: DrawnFields().render(name, context) for name, context in left.items()
    }
    assert drawn == dict.fromkeys(left, "template")
