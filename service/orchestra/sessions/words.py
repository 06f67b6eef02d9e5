"""What a text is searched for: its words, and how each database is asked for them.

A word leaves here as letters, digits and marks alone, in quotes, so nothing that somebody says is ever an operator.
Migration 0004 says how messages are indexed, and reads the same scripts character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

# More make a search slow and no better.
MOST_TERMS: Final = 32
# From here on the beginning of a word is enough: "violin" finds "violins".
BEGINNING: Final = 4
# Longer ones are no words; a database would refuse to look for them.
LONGEST: Final = 64

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)

# Words that are everywhere and so find nothing: English, German, French, Spanish with Portuguese and Italian, Dutch.
# Elsewhere the index's own statistics have to do.
_COMMON: Final = """
a about again all also am an and any are as at be because been but by can could did do does doing for
from get give had has have he her here him his how i if in into is it its just let like me more most
much my no not now of off on once only or other our out over please s she should so some such t tell
than that the their them then there these they this those to too up us very want was we were what when
where which while who whom whose why will with would you your yours
aber als am an auch auf aus bei bin bis bist bitte da das dass dein deine dem den der des die dies diese
dieser doch du durch ein eine einem einen einer eines er es für hat hatte ich ihr ihre im in ist ja kann
kein keine mein meine mich mir mit nach nein nicht noch nur ob oder ohne schon sein seine sich sie sind
so über um und uns unser unter vom von vor was wann wer wie wieder will wir wird wo zu zum zur
au aux avec c ce ces cette comment d dans de des du elle en est et il ils j je l la le les leur lui m ma
mais me mes moi mon n ne nos notre nous on où ou par pas pour pourquoi qu quand que quel quelle qui quoi
sa se ses son sont sur ta te tes toi ton tu un une vos votre vous y
al ao aos che ci com como con cosa cuál cuando cual da dalla de del della di do dos e el ella em entre
es esta este está eu fue gli ha hay il io isso la las lei lo los lui mas mi mia mio muy na não nel no
nos o onde os para per perché pero por porque qual quale quando que quem qué quién se sem si sobre sono
su sua suo também te tu uma um una uno você y ya yo à è é
aan bij dat de die dit een en er geen heb heeft het hij hoe ik in is je kan maar met mijn naar niet of
om ook op te uit van voor waar was wat wel welke wij wordt ze zijn zo
"""
STOP_WORDS: Final = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Term:
    """What has to stand in a text: `words` next to each other; with `begins`, one that begins like the only one."""

    words: tuple[str, ...]
    begins: bool = False


def search_terms(text: str, *, loosely: bool = False) -> tuple[Term, ...]:
    """What to look for to find texts like this one: of MOST_TERMS words at most, nothing for a text without words.

    Common words are left out unless there are no others, and single Latin letters likewise. Scripts without spaces
    are looked for by pairs of neighbours: a dictionary for each would be needed to do better. `loosely` also takes
    words that differ at their end, as inflected ones do; those that do not still count twice.
    """
    lowered = unicodedata.normalize("NFC", text).lower()
    separated = "".join(letter if _belongs_to_word(letter) else " " for letter in lowered)
    found: dict[Term, None] = {}
    common: dict[Term, None] = {}
    for run in separated.split():
        for part in _parts(run):
            if _UNSPACED.match(part):
                pairs = [Term(pair) for pair in pairwise(part)] or [Term((part,))]
                found.update(dict.fromkeys(pairs))
            elif len(part) <= LONGEST:
                begins = len(part) >= BEGINNING and not part.isnumeric()
                is_common = part in STOP_WORDS or (len(part) == 1 and part.isascii() and part.isalpha())
                (common if is_common else found)[Term((part,), begins and not is_common)] = None
    # Of too many, the longest: they say most.
    terms = sorted(found or common, key=lambda term: -sum(map(len, term.words)))[:MOST_TERMS]
    if loosely:
        terms += [Term((_shortened(term.words[0]),), True) for term in terms if _has_ending(term)]
    return tuple(terms)


def for_sqlite(terms: Sequence[Term]) -> str:
    """The terms as a query of FTS5: any of them."""
    return " OR ".join(f'"{" ".join(term.words)}"{" *" if term.begins else ""}' for term in terms)


def for_postgresql(terms: Sequence[Term]) -> str:
    """The terms as a text for `to_tsquery`: any of them."""
    return " | ".join(f"'{' '.join(term.words)}'{':*' if term.begins else ''}" for term in terms)


def _belongs_to_word(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LN" or category in ("Mn", "Mc")


def _has_ending(term: Term) -> bool:
    return term.begins and len(term.words[0]) > BEGINNING


def _shortened(word: str) -> str:
    """A word without what is most often its ending."""
    return word[:-1] if len(word) < 8 else word[:-2]


def _parts(run: str) -> list[str]:
    """A run of letters, cut where a script without spaces begins or ends."""
    parts: list[str] = []
    at = 0
    for match in _UNSPACED.finditer(run):
        parts += [run[at : match.start()], match[0]]
        at = match.end()
    return [part for part in (*parts, run[at:]) if part]
