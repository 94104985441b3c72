"""Whose words a statement gives: direct speech by its tail, reported speech by its subject or frame.

Names and offices are collected as the text introduces them (``Cast``), so that «Президент», «деді ол» or a bare
surname can be given back the name that the text gives, and only that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kzplans.model import Speaker

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence, Word

_CASE = re.compile(
    r"(?P<stem>.{3,}?)(?:(?:ның|нің|дың|дің|тың|тің)|(?:ға|ге|қа|ке)|(?:ны|ні|ды|ді|ты|ті)|(?:нан|нен|дан|ден|тан|тен)|(?:мен|бен|пен)"
    r"|[ndt][yiı][nńñŋ]|[gǵğqk][ae]|[ndt][yiı]|n[ae]n|[dt][ae]n|[mbp]en)"
)
_LATIN_GENITIVE = re.compile(r"[ndt][yiı][nńñŋ]")
_LATIN_CASE = re.compile(r"(?:[ndt][yiı][nńñŋ]|n[ae]n|[dt][ae]n|n[ae]|men|[gǵğqk][ae]|[dt][yiı]|n)$")
#: Case endings of names, Kazakh and Russian.
_ENDINGS = frozenset(
    "ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті нан нен дан ден тан тен мен бен пен да де та те "
    "а у ом ым е ем я ю".split()
)
_GENITIVE = ("ның", "нің", "дың", "дің", "тың", "тің")
_OBLIQUE = (
    "да",
    "де",
    "та",
    "те",
    "дан",
    "ден",
    "тан",
    "тен",
    "нан",
    "нен",
    "ға",
    "ге",
    "қа",
    "ке",
    "на",
    "не",
    "ды",
    "ді",
    "ты",
    "ті",
    "ны",
    "ні",
    "ып",
    "іп",
    "ған",
    "ген",
    "қан",
    "кен",
    "атын",
    "етін",
    "йтын",
    "йтін",
)
_ACCUSATIVE = ("ды", "ді", "ты", "ті", "ны", "ні")
_STOPPERS = frozenset(
    "мен бен пен деп үшін бойынша туралы кезінде кейін соң бұрын және әрі бірге жөнінде арқылы "
    "бері дейін ретінде деді деген қатар ақ да де".split()
)
_MINISTRY = ("министр", "вице", "басқарма", "департамент", "комитет", "агенттік", "төраға", "басшы", "директор")
_MAX_ROLE = 12


@dataclass(slots=True)
class Person:
    """Somebody whom the text names, with the roles that it gives."""

    name: str
    roles: list[str] = field(default_factory=list)


class Mention(NamedTuple):
    """A name, a role or both as they stand in a sentence; tokens ``first`` to ``last``."""

    first: int
    last: int
    name: str | None
    role: str | None
    case: str
    kind: str


class Attribution(NamedTuple):
    """The speaker of a statement with the rule and words that decided it."""

    speaker: Speaker | None
    because: str
    #: Whether sentences that follow in the paragraph may go on with it.
    lasts: bool = False


NOBODY = Attribution(None, "nobody is named as the source")


class Cast:
    """The persons of one text and who spoke last."""

    def __init__(self, pack: Pack) -> None:
        """Start with nobody."""
        self.pack = pack
        self.people: dict[str, Person] = {}
        self.by_surname: dict[str, str] = {}
        self.last: Speaker | None = None
        #: Names in the order in which they were last read, once the reading has begun.
        self.recent: list[str] = []

    def add(self, mention: Mention) -> None:
        """Note a named person and the role given beside the name."""
        if mention.name is None:
            return
        name = self.full_name(mention.name)
        person = self.people.setdefault(name, Person(name))
        surname = name.split()[-1].lower()
        self.by_surname.setdefault(surname, name)
        if mention.role and mention.role not in person.roles:
            person.roles.append(mention.role)

    def settle(self) -> None:
        """Once all names are met: one that is another with a case ending is the same person («Сатыбалдыны»)."""
        for name in list(self.people):
            given, _, surname = name.rpartition(" ")
            for other in self.people:
                stem = other.rpartition(" ")[2]
                if other != name and other.startswith(given + " ") and _is_form_of(surname, stem):
                    known = self.people[other]
                    known.roles += [role for role in self.people.pop(name).roles if role not in known.roles]
                    self.by_surname[surname.lower()] = other
                    break

    def see(self, mention: Mention) -> None:
        """Note a mention in the course of reading, so that the nearest holder of an office is known."""
        self.add(mention)
        if mention.name is not None:
            name = self.full_name(mention.name)
            if name in self.recent:
                self.recent.remove(name)
            self.recent.append(name)
            if mention.case in {"", "p3"} and mention.role is not None:
                self.last = Speaker(name, self.fullest_role(name))  # «ол» and «оның» mean who was named last

    def full_name(self, name: str) -> str:
        """The fullest form that the text has given of a name: «Тоқаев», «Қ. Тоқаев» -> «Қасым-Жомарт Тоқаев»."""
        known = self.by_surname.get(name.rsplit(maxsplit=1)[-1].lower())
        if known is None:
            return name
        if "." in name or " " not in name or name == known:
            return known
        return name

    def fullest_role(self, name: str) -> str | None:
        """The longest role that the text gives of a person."""
        person = self.people.get(name)
        return max(person.roles, key=len) if person and person.roles else None

    def name_for(self, role: str, kind: str) -> str | None:
        """The person who holds a role that is named without a name."""
        wanted = _stems(self.pack.reading(role))
        if not wanted:
            return None
        if len(wanted) > 1 or not self.pack.is_verb_final:  # «мегаполис басшысы» is the akim
            pair = wanted[-2:] if self.pack.is_verb_final else wanted[:2]
            wanted = self.pack.same_office.get(" ".join(pair), wanted)
        head = -1 if self.pack.is_verb_final else 0
        holders = [
            person.name
            for person in self.people.values()
            if any(_holds(self.pack.reading(one), wanted, head) for one in person.roles)
        ]
        near = [name for name in self.recent if name in holders]
        if near or holders:
            return near[-1] if near else holders[0]
        if kind == "head_of_state":
            return self._head_of_state()
        if kind == "prime_minister":
            return self._head_of_government()
        if (
            self.last is not None
            and self.last.name
            and self.pack.points_back(role)
            and self._may_be(role, wanted[head])
        ):
            return self.last.name
        return None

    def _may_be(self, role: str, head: str) -> bool:
        """Whether the one who spoke last can be meant: «спикер» is anybody, «депутат» no akim."""
        known = self.last.role if self.last is not None else None
        general = any(word.startswith(tuple(self.pack.general_offices)) for word in role.lower().split())
        return known is None or general or head in _stems(self.pack.reading(known))

    def _head_of_government(self) -> str | None:
        """The only one whom the text calls prime minister, in whatever words."""
        leaders, others = self.pack.leaders[2:], self.pack.no_leaders
        reading = self.pack.reading
        known = [
            one.name
            for one in self.people.values()
            if any(
                reading(role).startswith(leaders) and not any(word in reading(role) for word in others)
                for role in one.roles
            )
        ]
        return known[0] if len(known) == 1 else None

    def _head_of_state(self) -> str | None:
        """The President whom the text names without an office: a known one, else its only person without any."""
        known = [name for name in self.people if name.lower().replace("-", " ") in self.pack.presidents]
        known += [
            one.name
            for one in self.people.values()
            if any(self.pack.reading(role) in self.pack.leaders[:2] for role in one.roles)
        ]
        plain = [person.name for person in self.people.values() if not person.roles]
        if known:
            return known[0]
        return plain[0] if len(plain) == 1 else None


def _is_form_of(form: str, stem: str) -> bool:
    """Whether a word is a stem with a case ending behind it."""
    return form != stem and form.startswith(stem) and form[len(stem) :] in _ENDINGS


def _holds(known: str, wanted: list[str], head: int) -> bool:
    """Whether a role that the text gives is the one that is named shortly: «министр» is no «вице-министр».

    ``head``: place of the head noun, last in Kazakh and first in Russian.
    """
    stems = _stems(known)
    if not stems or stems[head] != wanted[head] or ("вице" in stems) != ("вице" in wanted):
        return False
    return set(wanted) <= set(stems) | {"қала", "аума", "өңір"}


@lru_cache(maxsize=4096)
def _stems(role: str) -> list[str]:
    """First letters of the words of a role, enough to know them in another case."""
    return [
        word[:4]
        for word in re.findall(r"[^\W\d_]+", role.lower())
        if word not in {"қазақстан", "республикасының", "республикасы", "қр", "еліміздің"}
        and not word.startswith("қазақстан")
    ]


# -- names and roles in a sentence ------------------------------------------------------------------------------------


def role_tokens(mentions: list[Mention]) -> set[int]:
    """Tokens of offices: «білім министрі» speaks of a person and not of schools."""
    return {
        place
        for mention in mentions
        if mention.kind in {"person", "office", "head_of_state", "prime_minister"} and mention.role
        for place in range(mention.first, mention.last + 1)
    }


def body_tokens(mentions: list[Mention]) -> set[int]:
    """Tokens of bodies and groups that are named."""
    return {
        place
        for mention in mentions
        if mention.kind in {"institution", "collective"}
        for place in range(mention.first, mention.last + 1)
    }


def find_mentions(sentence: Sentence, pack: Pack) -> list[Mention]:
    """Names with their roles, and roles that stand alone, in order; worked out once a sentence."""
    if sentence.mentions is None:
        sentence.mentions = _find_mentions(sentence, pack)
    found: list[Mention] = sentence.mentions
    return found


def _find_mentions(sentence: Sentence, pack: Pack) -> list[Mention]:
    matches = sentence.matches
    if not ("title" in matches or "institution" in matches or "collective" in matches) and not _may_name(sentence):
        return []
    names = _names(sentence, pack)
    titles = [match for match in sentence.found("title") if "adj" not in sentence.tags(match)]  # министрлік is a body
    found: list[Mention] = []
    used: set[int] = set()
    for first, last, name, case in names:
        role_match = next((match for match in titles if match.last == _before(sentence, first)), None)
        role = None
        start = first
        if role_match is not None and not _case_tags(sentence, role_match) - {"p3"}:
            start, role = _role(sentence, role_match, pack)
            used.add(role_match.last)
        elif (
            _after(sentence, last) in {match.first for match in titles}
            and sentence.words[last + 1 : last + 2]
            and sentence.words[last + 1].raw in ",–—"
        ):
            match = next(match for match in titles if match.first == _after(sentence, last))
            role = sentence.quote(match.first, match.last)
            used.add(match.last)
        found.append(Mention(start, last, name, role, case, "person"))
    taken = {place for mention in found for place in range(mention.first, mention.last + 1)}
    for match in titles:
        if match.last in used or match.last in taken:
            continue
        following = _after(sentence, match.last)
        if (
            following is not None
            and any(other.first <= following <= other.last and other is not match for other in titles)
            and not _case_tags(sentence, match)
        ):
            continue
        case = _case_name(sentence, match)
        if "pl" in sentence.tags(match):
            continue
        start, role = _role(sentence, match, pack)
        found.append(Mention(start, match.last, None, role, case, _office(sentence, match)))
    for match in sentence.found("collective"):
        case = _case_name(sentence, match)
        role = _nominative(sentence.quote(match.first, match.last), sentence, match)
        found.append(Mention(match.first, match.last, None, role, case, "collective"))
    for match in sentence.found("institution"):
        if match.last in taken:
            continue
        case = _case_name(sentence, match)
        start, role = _role(sentence, match, pack)
        found.append(Mention(start, match.last, None, role, case, "institution"))
    found.sort(key=lambda mention: mention.first)
    return found


def _may_name(sentence: Sentence) -> bool:
    """Whether two words have a capital, as a name needs."""
    return sum([word.is_upper for word in sentence.words]) > 1


_CASES = ("abl", "acc", "dat", "gen", "ins", "loc")


def _case_name(sentence: Sentence, match: Match) -> str:
    """The case of the last word of a match, empty for the nominative."""
    tags = sentence.tags(match)
    for case in _CASES:
        if case in tags:
            return case
    return ""


def _before(sentence: Sentence, index: int) -> int | None:
    """The token before, guillemets and hyphens passed over."""
    index -= 1
    while index >= 0 and sentence.words[index].joins:
        index -= 1
    return index if index >= 0 else None


def _after(sentence: Sentence, index: int) -> int | None:
    index += 1
    while index < len(sentence.words) and (sentence.words[index].joins or sentence.words[index].raw in ",–—"):
        index += 1
    return index if index < len(sentence.words) else None


def _case_tags(sentence: Sentence, match: Match) -> set[str]:
    return set(sentence.tags(match)) & {"gen", "dat", "acc", "loc", "abl", "ins", "p3", "pl"}


def _office(sentence: Sentence, match: Match) -> str:
    if any(head.first <= match.first and head.last == match.last for head in sentence.found("head_of_state")):
        return "head_of_state"
    if any(head.first <= match.first and head.last == match.last for head in sentence.found("prime_minister")):
        return "prime_minister"
    return "office"


def _role(sentence: Sentence, match: Match, pack: Pack) -> tuple[int, str]:
    """The whole role that ends in a title: genitives and bare nouns before it belong to it."""
    first = match.first
    words = sentence.words
    in_quotes = False
    is_ministry = match.term.notation.startswith(_MINISTRY) or "министр" in match.term.notation
    while first > 0 and match.first - first < _MAX_ROLE:
        word = words[first - 1]
        if word.raw in '»"”':
            in_quotes = True
        elif word.raw in "«“":
            in_quotes = False
        elif word.is_sign and word.raw not in "-‑":
            if not in_quotes:
                break
        elif not in_quotes and (
            not _belongs(sentence, first - 1, pack, is_ministry=is_ministry)
            # «Мемлекет басшысы Алматы қаласының әкімін қабылдады»: two offices, but «әкімі орынбасары» is one
            or (first < match.first and _ends_office(sentence, first - 1))
        ):
            break
        first -= 1
    if in_quotes:
        first = match.first
    while first < match.first and words[first].is_sign and words[first].raw not in "«“":
        first += 1
    role = sentence.quote(first, match.last)
    if role.count("«") != role.count("»"):
        role = role.replace("«", "").replace("»", "").strip()
    return first, _nominative(role, sentence, match)


def _belongs(sentence: Sentence, index: int, pack: Pack, *, is_ministry: bool) -> bool:
    """Whether a word before a title is part of the role."""
    word = sentence.words[index]
    folded = word.folded
    if folded == "және":
        return is_ministry
    if folded.endswith(("да", "де", "та", "те")) and any("loc" in tags for tags in word.tags.values()):
        return False  # «Кеңесте вице-министр …»
    if folded.endswith(_ACCUSATIVE) and sentence.words[index + 1].folded.endswith(("у", "ю")):
        return True  # табиғатты қорғау басқармасы
    if word.is_number or folded in _STOPPERS or folded in pack.openers:
        return folded == "қала"
    if folded.endswith(_GENITIVE):
        return True
    if any(
        match.first <= index <= match.last
        for family in ("title_link", "place", "institution", "city_word")
        for match in sentence.found(family)
    ):
        return not folded.endswith(_OBLIQUE) or not _case_of(sentence, index)
    return not folded.endswith(_OBLIQUE) or (bool(word.tags) and not _case_of(sentence, index) and not _is_verbal(word))


def _ends_office(sentence: Sentence, index: int) -> bool:
    """Whether another office ends in a word, in the nominative: the next one is somebody else's."""
    return any(
        match.last == index and "p3" in sentence.tags(match) and "gen" not in sentence.tags(match)
        for match in sentence.found("title")
    )


def _is_verbal(word: Word) -> bool:
    return any(tags & {"pp", "past", "pres", "futp", "conv", "cvb"} for tags in word.tags.values())


def _case_of(sentence: Sentence, index: int) -> set[str]:
    """Case of a known word: «Астана» ends like a dative and is none."""
    tags = sentence.words[index].tags.values()
    return set.intersection(*map(set, tags)) & {"dat", "acc", "loc", "abl", "ins"} if tags else set()


def _nominative(role: str, sentence: Sentence, match: Match) -> str:
    """A role in the genitive (… орынбасарының мәліметінше) or another case, given back in the nominative."""
    if not _case_tags(sentence, match) & {"gen", "dat", "acc", "loc", "abl", "ins"}:
        return role
    for ending in (
        "ның",
        "нің",
        "нан",
        "нен",
        "на",
        "не",
        "мен",
        "н",
        "дың",
        "дің",
        "тың",
        "тің",
        "ға",
        "ге",
        "қа",
        "ке",
        "ды",
        "ді",
        "ты",
        "ті",
    ):
        if role.endswith(ending) and len(role) > len(ending) + 3:
            return role[: -len(ending)]
    return _LATIN_CASE.sub("", role) if role[-1:].isascii() or role[-1:] in "ńñŋı" else role


def _names(sentence: Sentence, pack: Pack) -> list[tuple[int, int, str, str]]:
    """Full names: given name and surname, initials and surname, or a surname already known by its ending."""
    words = sentence.words
    upper = [index for index, word in enumerate(words) if word.is_upper]
    if not upper or upper == [0]:
        return []
    blocked = {
        place
        for family in ("place", "not_place", "title", "institution", "publisher", "region_word")
        for match in sentence.found(family)
        for place in range(match.first, match.last + 1)
        if not (family == "title" and _is_given_name(sentence, match, pack))
    }
    found: list[tuple[int, int, str, str]] = []
    reached = -1
    for index in upper:
        stop = _name_stop(sentence, index, pack, blocked) if index > reached else None
        if stop is None:
            continue
        name, case = _plain_name(sentence.quote(index, stop), pack)
        found.append((index, stop, name, case))
        reached = stop
    return found


def _is_given_name(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """«әкім Ғалым Тілеубаев»: a first name that is also an office, behind an office and before a surname."""
    words, following = sentence.words, match.last + 1
    if match.first != match.last or not words[match.first].is_upper or following >= len(words):
        return False
    surname = words[following]
    return (
        surname.is_upper
        and _plain_name(surname.raw, pack)[0].lower().endswith(pack.surname_endings)
        and any(other.last == match.first - 1 for other in sentence.found("title"))
    )


def _name_stop(sentence: Sentence, index: int, pack: Pack, blocked: set[int]) -> int | None:
    """Last token of a name that begins at ``index``."""
    words, text, starts, stops = sentence.words, sentence.text, sentence.starts, sentence.stops
    word = words[index]
    if word.folded in pack.not_names or index in blocked:
        return None
    if starts[index] and text[starts[index] - 1] in '«"“':
        return None
    if len(word.raw) <= 2 and index + 1 < len(words) and words[index + 1].raw == ".":
        place = index + 2
        if (
            place + 1 < len(words)
            and words[place].is_upper
            and len(words[place].raw) <= 2
            and words[place + 1].raw == "."
        ):
            place += 2
        if place < len(words) and words[place].is_upper and len(words[place].raw) > 3 and place not in blocked:
            return place
        return None
    if word.raw.isupper() and len(word.raw) > 1:
        return None
    place = index
    if (
        place + 2 < len(words)
        and words[place + 1].raw in "-‑"
        and words[place + 2].is_upper
        and starts[place + 2] == stops[place] + 1
    ):
        place += 2  # Қасым-Жомарт
    following = place + 1
    if following >= len(words):
        return None
    second = words[following]
    if not second.is_upper or second.raw.isupper() or following in blocked or second.folded in pack.not_names:
        return None
    if text[stops[place] : starts[following]].strip():
        return None
    stem = _plain_name(second.raw, pack)[0].lower()
    if not stem.endswith(pack.surname_endings) and not _is_beside_title(sentence, index, following):
        return None
    third = following + 1
    if (
        third < len(words)
        and words[third].is_upper
        and words[third].folded.endswith(("ұлы", "қызы", "вич", "вна", "ұлының", "қызының"))
    ):
        return third
    return following


def _is_beside_title(sentence: Sentence, first: int, last: int) -> bool:
    before, after = first - 1, last + 1
    return any(match.last == before or match.first == after for match in sentence.found("title")) or any(
        match.first == after for match in sentence.found("speech")
    )


def _plain_name(raw: str, pack: Pack) -> tuple[str, str]:
    """A name in the nominative, and the case that it stood in; only cut where what is left ends like a surname."""
    lower = raw.lower()
    found = _CASE.fullmatch(raw)
    if pack.is_latin and found is not None and _LATIN_GENITIVE.fullmatch(raw[len(found["stem"]) :]):
        return found["stem"], "gen"  # Mukanovanyn: -yn is a surname's end as well
    if lower.endswith(pack.surname_endings):
        return raw, ""
    if found is None:
        return raw, ""
    stem = found["stem"]
    ending = raw[len(stem) :]
    is_genitive = ending in _GENITIVE or _LATIN_GENITIVE.fullmatch(ending) is not None
    if stem.lower().endswith(pack.surname_endings) or is_genitive:
        case = (
            "gen" if is_genitive else "abl" if ending.endswith("н") and ending not in {"мен", "бен", "пен"} else "obl"
        )
        return stem, case
    return raw, ""


# -- who speaks -------------------------------------------------------------------------------------------------------


def of_tail(sentence: Sentence, cast: Cast) -> Attribution:
    """«, — деді X»: the words behind the verb name the speaker; ``sentence`` is the tail."""
    mentions = [mention for mention in find_mentions(sentence, cast.pack) if mention.case in {"", "p3"}]
    people = [mention for mention in mentions if mention.name]
    for mention in mentions:
        cast.see(mention)
    text = sentence.text[sentence.start : sentence.stop].strip()
    chosen = people[0] if people else (mentions[0] if mentions else None)
    if chosen is not None:
        return Attribution(speaker_of(chosen, cast), f"tail of direct speech: {text}", lasts=False)
    words = {word.folded for word in sentence.words}
    if words & cast.pack.pronouns and cast.last is not None:
        return Attribution(cast.last, f"tail of direct speech, the speaker named before: {text}")
    lone = _lone_surname(sentence, cast)
    if lone is not None:
        return Attribution(lone, f"tail of direct speech: {text}")
    return Attribution(cast.last, f"direct speech without a new name: {text}") if cast.last else NOBODY


def _lone_surname(sentence: Sentence, cast: Cast) -> Speaker | None:
    for word in sentence.words:
        if word.is_upper:
            name, _ = _plain_name(word.raw, cast.pack)
            known = cast.by_surname.get(name.lower())
            if known:
                return Speaker(known, cast.fullest_role(known))
    return None


def of_sentence(sentence: Sentence, last: int, cast: Cast) -> Attribution | None:
    """Reported speech: a frame («X-тің айтуынша»), or a verb of saying with its subject; None if there is neither."""
    mentions = find_mentions(sentence, cast.pack)
    for mention in mentions:
        cast.see(mention)
    frame = next((match for match in sentence.found("frame") if match.last <= last), None)
    if frame is not None:
        made = _of_frame(sentence, frame, mentions, cast)
        if made is not None:
            return made
    colon = _before_colon(sentence, mentions, cast)
    if colon is not None:
        return colon
    verb = _speech_verb(sentence, last)
    if verb is None:
        return _of_proposal(sentence, mentions, cast)
    subject = _subject(sentence, mentions, verb)
    if (
        subject is not None
        and subject.name is None
        and not sentence.tags(verb) & {"past", "pp", "conv"}
        and sentence.tags(verb)
    ):
        return None  # «әкімдік … ұсынады»: what a body will do, no report
    quote = sentence.quote(verb.first, verb.last)
    lasts = verb.term.notation in cast.pack.lasting_verbs
    if subject is not None:
        speaker = speaker_of(subject, cast)
        return Attribution(speaker, f"subject of «{quote}»: {sentence.quote(subject.first, subject.last)}", lasts=lasts)
    opener = sentence.words[0] if sentence.words else None
    known = cast.by_surname.get(opener.folded) if opener is not None and opener.is_upper else None
    if known is not None:
        return Attribution(
            Speaker(known, cast.fullest_role(known)), f"subject of «{quote}»: {sentence.words[0].raw}", lasts=lasts
        )
    opening = [word.folded for word in sentence.words[: verb.first]]
    if cast.last is not None and ("ол" in opening or not _has_other_subject(sentence, verb)):
        how = "ол" if "ол" in opening else "no subject of its own"
        return Attribution(cast.last, f"«{quote}», {how}: the speaker named before", lasts=lasts)
    return None


def _of_frame(sentence: Sentence, frame: Match, mentions: list[Mention], cast: Cast) -> Attribution | None:
    before = [mention for mention in mentions if mention.last < frame.first and frame.first - mention.last <= 2]
    quote = sentence.quote(frame.first, frame.last)
    if before:
        mention = before[-1]
        return Attribution(
            speaker_of(mention, cast), f"frame «{quote}»: {sentence.quote(mention.first, mention.last)}", lasts=True
        )
    place = _before(sentence, frame.first)
    if place is not None and sentence.words[place].folded in cast.pack.pronouns and cast.last is not None:
        return Attribution(
            cast.last, f"frame «{sentence.words[place].raw} {quote}»: the speaker named before", lasts=True
        )
    if place is not None and sentence.words[place].is_upper:
        name, _ = _plain_name(sentence.words[place].raw, cast.pack)
        known = cast.by_surname.get(name.lower())
        if known:
            return Attribution(Speaker(known, cast.fullest_role(known)), f"frame «{quote}»: {known}", lasts=True)
    return None


def _of_proposal(sentence: Sentence, mentions: list[Mention], cast: Cast) -> Attribution | None:
    """«әкімдіктің ұсыныстары қаралды»: a proposal is its maker's."""
    for mention in mentions:
        following = mention.last + 1
        if (
            mention.case == "gen"
            and following < len(sentence.words)
            and sentence.words[following].folded.startswith("ұсыныс")
        ):
            return Attribution(
                speaker_of(mention, cast), f"maker of the proposal: {sentence.quote(mention.first, mention.last)}"
            )
    return None


def _before_colon(sentence: Sentence, mentions: list[Mention], cast: Cast) -> Attribution | None:
    """«Тоқаев: Алматы …» in headings."""
    for index, word in enumerate(sentence.words[:6]):
        if word.raw == ":":
            named = [mention for mention in mentions if mention.last == index - 1 and mention.first == 0]
            if named:
                return Attribution(speaker_of(named[0], cast), f"name before a colon: {sentence.quote(0, index)}")
            if index == 1:
                lone = cast.by_surname.get(sentence.words[0].folded)
                if lone:
                    return Attribution(
                        Speaker(lone, cast.fullest_role(lone)), f"name before a colon: {sentence.words[0].raw}"
                    )
    return None


def _speech_verb(sentence: Sentence, last: int) -> Match | None:
    """The finite verb of saying or ordering that ends the sentence; passives have no subject."""
    place = last
    while place >= 0 and sentence.words[place].is_sign:
        place -= 1
    best = None
    for match in sentence.found("speech"):
        if match.term.label == "tail" or not (
            match.last == place
            or (
                match.last == place - 1
                and sentence.words[place].folded in {"болатын", "отыр", "келеді", "өтті", "кетті", "еді"}
            )
        ):
            continue
        tags = sentence.tags(match)
        if "pass" in tags or not (tags & {"past", "pres", "cvb", "conv", "pp"} or not tags):
            continue
        if best is None or match.first < best.first:
            best = match
    return best


def _subject(sentence: Sentence, mentions: list[Mention], verb: Match) -> Mention | None:
    """The nominative that the verb belongs to: a name first, then an office, a body, a group."""
    free = [
        mention
        for mention in mentions
        if mention.last < verb.first and mention.case in {"", "p3"} and not _is_attributive(sentence, mention)
    ]
    named = [mention for mention in free if mention.name]
    offices = [mention for mention in free if mention.kind in {"office", "head_of_state", "prime_minister"}]
    bodies = [mention for mention in free if mention.kind in {"collective", "institution"}]
    for group in (named, offices, bodies):
        if group:
            return group[0]
    return None


def _is_attributive(sentence: Sentence, mention: Mention) -> bool:
    """«әкім қызметі», «министр лауазымы», «мен» behind: no subject."""
    following = mention.last + 1
    if following >= len(sentence.words):
        return False
    word = sentence.words[following]
    return word.folded in {"мен", "бен", "пен", "ретінде", "болып", "қызметі", "қызметіне", "лауазымы"} or (
        mention.name is None and word.folded.endswith(("сының", "сіне", "лығына", "лігіне"))
    )


def _has_other_subject(sentence: Sentence, verb: Match) -> bool:
    """Whether a capitalised word that is no known person could be the subject."""
    return any(word.is_upper for word in sentence.words[1 : verb.first] if word.raw not in "«»")


def speaker_of(mention: Mention, cast: Cast) -> Speaker:
    """The speaker that a mention stands for, with the fullest name and role that the text gives."""
    if mention.name is not None:
        name = cast.full_name(mention.name)
        return Speaker(name, mention.role or cast.fullest_role(name))
    role = mention.role or ""
    name_for = (
        cast.name_for(role, mention.kind) if mention.kind in {"office", "head_of_state", "prime_minister"} else None
    )
    return Speaker(name_for, role)


def is_leader(speaker: Speaker | None, pack: Pack) -> bool:
    """Whether a speaker is the President or the Prime Minister, whose "must" is an assignment."""
    if speaker is None:
        return False
    role = pack.reading(speaker.role or "")
    name = (speaker.name or "").lower().replace("-", " ")
    if name in pack.presidents:
        return True
    if any(word in role for word in pack.no_leaders):
        return False
    return any(word in role for word in pack.leaders)
