"""What an address or a form may send as the key of a stored row."""


def is_row_key(text: str) -> bool:
    """Return whether a text can be a row's key: digits, no more than a key has.

    Python refuses to read a number of thousands of digits, and so does a query.
    """
    return text.isascii() and text.isdecimal() and len(text) < 19
