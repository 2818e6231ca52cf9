"""A list on a narrow screen: each cell knows the name of its column."""

from django.utils.safestring import mark_safe

from centre.templatetags.desk_lists import labelled

BOX = '<td class="action-checkbox"><input name="_selected_action"></td>'
TITLE = '<th class="field-title"><a href="5/">Chór</a></th>'


def test_cells_have_the_names_of_their_columns_and_empty_ones_are_marked():
    headers = [
        {"text": mark_safe("<input>")},
        {"text": "title"},
        {"text": "where & when"},
        {"text": "held in"},
        {"text": "łódź"},
        {"text": "languages"},
    ]
    row = [
        BOX,
        TITLE,
        '<td class="field-when nowrap">1 &gt; 0</td>',
        '<td class="field-held">-</td>',
        "<td></td>",
        "<td><span>✓</span></td>",
        '<td><input type="hidden" value="5"></td>',  # what a list that is edited adds
    ]
    assert [*labelled(row, headers)] == [
        BOX.replace("<td", '<td role="cell"'),
        TITLE.replace("<th", '<th role="rowheader"'),
        '<td role="cell" data-label="Where &amp; when" class="field-when nowrap">'
        "1 &gt; 0</td>",
        '<td role="cell" data-label="Held in" data-empty class="field-held"></td>',
        '<td role="cell" data-label="Łódź" data-empty></td>',
        '<td role="cell" data-label="Languages"><span>✓</span></td>',
        '<td role="cell"><input type="hidden" value="5"></td>',
    ]
