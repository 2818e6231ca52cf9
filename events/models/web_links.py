"""Recognise web addresses in what strangers write.

A form that anybody can fill in is a way to spread links in our name, so staff read a
text that holds one before we answer it.
"""

import re

# Ends of domains that spam is known for, and those of our neighbours. A full stop with
# no space after it ("dr.inż", "3.5.2026", "z o.o.") is no link, so other words need a
# path behind them.
_ENDS = (
    "app biz click club com de dev edu eu gov info link live net online org pl ru shop "
    "site store top ua uk vip xyz рф укр"
)
_LINK = re.compile(
    rf"""
    \w://\S                                                # http://...
    | \bwww\.\w                                            # www.example
    | (?<![\w@.-]) [\w-]+ (?:\.[\w-]+)*
      \.(?: (?:{"|".join(_ENDS.split())}) (?![\w@-]|\.\w)  # example.com
          | [^\W\d_]{{2,}} /\w )                           # example.museum/page
    """,
    re.IGNORECASE | re.VERBOSE,
)


def holds_link(*texts: str) -> bool:
    """Return whether one of the texts holds a web address; an e-mail is none."""
    return any(_LINK.search(text) for text in texts)
