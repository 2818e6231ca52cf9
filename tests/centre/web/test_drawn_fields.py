"""What is drawn without a template is what Django's template draws, to the letter."""

from types import SimpleNamespace

import pytest
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import override

from centre.web.drawn_fields import DRAWN, OPTION, DrawnFields

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
VALUES = [None, "", "0", 12345, ODD, lazystr(ODD), mark_safe("a&amp;b")]


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


def label(value, **more):
    return {"label": value, "attrs": ATTRS, "tag": "label", "use_tag": True, **more}


CONTEXTS = {
    "label.html": [
        *(label(value) for value in VALUES),
        label(ODD, use_tag=False),
        label(" x ", tag="legend", attrs={}),
    ],
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
    }
    asked = SimpleNamespace(render=lambda context, request: " template ")
    monkeypatch.setattr(DrawnFields, "get_template", lambda self, name: asked)
    drawn = {
        name: DrawnFields().render(name, context) for name, context in left.items()
    }
    assert drawn == dict.fromkeys(left, "template")
