"""What stands below a field's name is set as any text of a page."""

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import override


class Asked(forms.Form):
    name = forms.CharField(help_text="Adres z <b> i w domu")


def test_a_hint_ends_no_line_in_a_word_of_one_letter_and_is_escaped():
    with override("pl"):
        shown = render_to_string("includes/field_hint.html", {"field": Asked()["name"]})
    assert shown == (
        '<p class="hint" id="id_name_helptext">'
        "Adres z\xa0&lt;b&gt; i\xa0w\xa0domu</p>\n"
    )
