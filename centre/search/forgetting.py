"""Forget the words of texts that are gone."""

from django.db import OperationalError, connection, transaction

# What no document has any more: words, and forms of bases that no word has.
FORGET_WORDS = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT split_part(word, ':', 2) AS word
    FROM ts_stat('SELECT words FROM centre_searchdocument')
)
DELETE FROM centre_searchword w
WHERE NOT EXISTS (SELECT FROM said WHERE said.word = w.form)
"""
FORGET_FORMS = """
WITH needed AS MATERIALIZED (
    SELECT DISTINCT i.base FROM centre_inflectedform i
    JOIN centre_searchword w USING (form)
)
DELETE FROM centre_inflectedform i
WHERE NOT EXISTS (SELECT FROM needed WHERE needed.base = i.base)
"""
# Whoever saves a text with an old word has it in nobody's sight until the end: they
# are waited for, but not as long as PostgreSQL waits before it ends somebody.
WAIT = "SET LOCAL lock_timeout = '500ms'"
KEEP_OUT = "LOCK TABLE centre_searchdocument IN SHARE ROW EXCLUSIVE MODE"


def forget_words() -> int:
    """Delete the words that no text has any more; return how many.

    Where somebody saves for long nothing is done: the next time does it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WAIT)
            cursor.execute(KEEP_OUT)
            cursor.execute(FORGET_WORDS)
            gone = cursor.rowcount
            cursor.execute(FORGET_FORMS)
            return gone
    except OperationalError:
        return 0
