"""Texts for property-based tests, thick with what breaks things."""

from hypothesis import strategies as st

# `st.text()` alone hardly ever draws these.
HARD = st.sampled_from(
    [
        *"\x01\x08\x0b\x0c\x1c\x1f\x7f\x85\u00a0\u00ad\u061c\u180e\u200b\u200c\u200d",
        *"\u200e\u202e\u2028\u2029\u2060\u2066\u2800\u3164\ufdd0\ufe0f\ufeff\ufffd",
        *"\ufffe\uffff\U0001fffe\U000e0001\U0010ffff\r\n\t =+-@\"'<>&;,:\\\u0301ґї’łŁ",
        "\r\n", "]]>", "<!--", "BEGIN:VEVENT", "👩‍👩‍👧", "می‌خواهم", "K", "ﬁ", "＝",
    ]
)  # fmt: skip
# No NUL, which PostgreSQL can't hold, and no half of a pair, which UTF-8 can't.
STORABLE = st.lists(
    st.one_of(HARD, st.characters(codec="utf-8", exclude_characters="\x00")),
    max_size=30,
).map("".join)
# What a request or a file may bring.
TYPED = st.lists(st.one_of(HARD, st.characters(), st.just("\x00")), max_size=30).map(
    "".join
)
