"""Segments: the sentences and list items of a text, and which of them are direct speech.

A line break always ends a sentence. Inside a line a full stop ends one unless one of the ``_KEEPS`` says why it does
not; each of them is one linguistic decision. Lists and speech share their dashes, so both are decided here, over
several lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

_DASHES = "—–−‒-"
_CANDIDATE = re.compile(r"(?:[.!?…]{1,3})[»”\"’)\]]{0,2}[ \t\u00a0\u202f]{1,4}(?=\S)")
_BULLET = re.compile(
    r"[ \t\u00a0]{0,8}(?:[—–−‒•●▪■◦·∙*►✓✔-][ \t\u00a0]{1,4}|\d{1,2}[).][ \t\u00a0]{1,4}(?=\S)"
    r"|[а-яәa-z]\)[ \t\u00a0]{1,4})"
)
_SPEECH_DASH = re.compile(r"[ \t\u00a0]{0,8}[—–−‒-][ \t\u00a0]{0,4}(?=[^\s—–−‒-])")
_INLINE_BULLET = re.compile(r"(?<=[:;])[ \t\u00a0]{1,4}[—–−‒•-][ \t\u00a0]{1,4}(?=\S)")
#: Characters of a sentence that is taken as it stands; longer ones are what a program has put together.
LONGEST = 4_000
#: Characters of what somebody says in one line; what opens further away is no part of it.
_LONGEST_SPEECH = 10_000
#: «Министерству энергетики – до 1 июня утвердить …»: an item that names who is to act.
_ADDRESSEE = re.compile(r"[^\W\d_][^.:;—–]{2,110}[ \u00a0][—–-][ \u00a0](?=[^\WА-ЯA-Z])")
_INSERTED = re.compile(r",[ \t\u00a0]{1,4}[—–−-][ \t\u00a0]{1,4}")
_CLOSING = {"«": "»", "“": "”", "„": "“", '"': '"'}
_GUILLEMET = re.compile("[«»]")
_ROMAN_END = re.compile(r"(?:^|[\s«“\"(])[IVXLІХ]{1,5}\s?$")
_NUMBER_END = re.compile(r"(?:^|[\s«\"(])\d{1,2}$")
_WORD_END = re.compile(r"[^\W\d_]{1,12}$")
#: Shortened words that a full stop follows inside a sentence; witness sentences stand beside the less obvious.
_ABBREVIATIONS = frozenset(
    "млн млрд трлн тг т б с ж жж ғ ғғ г гг қ обл ауд көш даң үй ст тыс руб долл чел кв куб шт стр п пп см т.б т.с "
    "м а ә д ф к мкр ш мөлт проф акад док инж им пр ул пос р рис табл ред авт доц тел вл т.д т.п т.е др "
    "напр kg mr mrs ms dr prof gen no vs st inc ltd co corp approx fig "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
#: Those that may also end a sentence, when a capital follows: «… автожолдар және т.б. Осы жұмыстар …»
_MAY_END = frozenset(
    {
        "т.б",
        "т.с",
        "т.д",
        "т.п",
        "inc",
        "ltd",
        "corp",
        "б",
        "др",
        "жж",
        "гг",
        "тг",
        "руб",
        "чел",
        "долл",
        "т",
    }
)


#: Those that end a sentence only behind a number; before a name they are a town, a village, a street.
_BEHIND_NUMBERS = frozenset({"г", "ж", "с", "м"})
_POWERS = ("кв.", "куб.", "шаршы", "текше")

#: Initials of names in English spelling: Zh. Bekenova.
_TWO_LETTER_INITIALS = frozenset({"Zh", "Sh", "Ch", "Kh", "Yu", "Ya", "Ye", "Ts"})


class Quote(NamedTuple):
    """Direct speech: from ``start`` to ``stop``; the words of attribution, if any, in ``tail``."""

    start: int
    stop: int
    tail: tuple[int, int] | None


class Segment(NamedTuple):
    """A sentence or list item. ``core`` is where its own words end and the tail of attribution begins."""

    start: int
    stop: int
    core: int
    line: int
    paragraph: int
    is_item: bool = False
    #: A line that announces a list or a speech and ends in a colon.
    is_intro: bool = False
    #: Index of the segment that introduces the list.
    intro: int | None = None
    quote: Quote | None = None


class Line(NamedTuple):
    """A line of the text without blanks at its ends, and what it is cut into."""

    start: int
    stop: int
    number: int


def lines_of(text: str, *, skip: Iterable[tuple[int, int]] = ()) -> Iterator[Line]:
    """Lines that hold something, the spans of ``skip`` (sorted or not) cut off their ends or out of them whole."""
    hidden = sorted(skip)
    number, start, pointer = 0, 0, 0
    size = len(text)
    while start <= size:
        number += 1
        stop = text.find("\n", start)
        stop = size if stop < 0 else stop
        first, last = start, stop
        while pointer < len(hidden) and hidden[pointer][1] <= start:
            pointer += 1
        index = pointer
        while index < len(hidden) and hidden[index][0] < stop:
            low, high = hidden[index]
            if not text[first:low].strip():
                first = max(first, high)
            elif not text[high:last].strip():
                last = min(last, low)
            index += 1
        first = min(first, stop)
        piece = text[first:last]
        trimmed = piece.strip().strip("\ufeff")
        if trimmed:
            offset = first + piece.index(trimmed)
            yield Line(offset, offset + len(trimmed), number)
        start = stop + 1


# -- sentences inside a line ------------------------------------------------------------------------------------------


def _before_lower_case(_text: str, _start: int, _stop: int, following: str) -> bool:
    return following.islower()


def _before_dash_of_attribution(text: str, _start: int, stop: int, following: str) -> bool:
    """«… саламыз!» — деді әкім: a dash before a small letter continues the sentence."""
    if following not in _DASHES:
        return False
    rest = text[stop + 1 : stop + 4].lstrip()
    return rest[:1].islower()


def _after_initial(text: str, start: int, _stop: int, _following: str) -> bool:
    """Қ. Тоқаев, Е.Ә. Глотов"""
    if start == 0 or text[start] != ".":
        return False
    if text[max(0, start - 2) : start] in _TWO_LETTER_INITIALS and not text[start - 3 : start - 2].isalpha():
        return True
    if not text[start - 1].isupper():
        return False
    before = text[start - 2] if start > 1 else " "
    return not before.isalpha()


def _after_roman_numeral(text: str, start: int, _stop: int, _following: str) -> bool:
    """« ІІ . Аумақтық-кеңістікте дамытудың …» бөлімі"""
    return text[start] == "." and _ROMAN_END.search(text[max(0, start - 8) : start]) is not None


def _after_abbreviation(text: str, start: int, _stop: int, following: str) -> bool:
    """8 млрд. теңге; қ. Астана"""
    if text[start] != ".":
        return False
    word = _WORD_END.search(text[max(0, start - 12) : start])
    if word is None:
        return False
    plain = word[0].lower()
    dotted = text[max(0, start - 3) : start].lower().lstrip()
    known = plain in _ABBREVIATIONS and (len(plain) > 1 or plain in "тжғгқсмпркбд")
    if not known and dotted not in _ABBREVIATIONS:
        return False
    before = text[max(0, start - 16) : start - len(plain)].rstrip()
    if plain in _BEHIND_NUMBERS:  # «в 2025 г. Акимат …», but «в г. Шымкент»
        return not (following.isupper() and (before[-1:].isdigit() or before.endswith(_POWERS)))
    if plain in _MAY_END or dotted in _MAY_END:
        return not following.isupper()
    return True


def _in_brackets(text: str, start: int, _stop: int, _following: str) -> bool:
    """(2025 ж. қаңтар. Баспасөз қызметі) — a bracket that is still open on the same line."""
    piece = text[max(0, start - 120) : start + 3]
    opened = piece.rfind("(")
    return opened >= 0 and ")" not in piece[opened:]


_KEEPS: tuple[Callable[[str, int, int, str], bool], ...] = (
    _before_lower_case,
    _before_dash_of_attribution,
    _after_initial,
    _after_roman_numeral,
    _after_abbreviation,
    _in_brackets,
)


def split_sentences(text: str, start: int, stop: int, longest: int = LONGEST) -> list[tuple[int, int]]:
    """Spans of the sentences of one line, longer ones cut between words. Linear in the length of the line."""
    found: list[tuple[int, int]] = []
    first, counted, depth = start, start, 0
    opened_at = -1
    quoted = text.find("«", start, stop) >= 0
    closing_at = start  # the next », looked for anew only behind the one before
    for candidate in _CANDIDATE.finditer(text, start, stop):
        place, after = candidate.start(), candidate.end()
        if quoted:
            for sign in _GUILLEMET.finditer(text, counted, place):
                if sign[0] == "«":
                    depth += 1
                    opened_at = sign.start() if depth == 1 else opened_at
                elif depth:
                    depth -= 1
            counted = place
        closed = depth - text.count("»", place, after) if depth else 0
        following = text[after]
        if closed > 0 and 0 <= closing_at < place:
            closing_at = text.find("»", place, stop)
        if closed > 0 and (opened_at != first or _is_name_closed(text, closing_at)):
            continue  # a name or title in guillemets; speech opens with its sentence
        if following in '«“"(' and after + 1 < stop:
            following = text[after + 1]
        if place == first or any(keep(text, place, after, following) for keep in _KEEPS):
            continue
        if _NUMBER_END.search(text[max(first, place - 4) : place]) and place - first < 4:
            continue  # «1. Бірінші міндет»: the number of a list item
        end = after
        while text[end - 1] in " \t\u00a0\u202f":
            end -= 1
        found.append((first, end))
        first = after
        opened_at = after if closed > 0 else -1
        depth = 1 if closed > 0 else 0
        counted = after
    if first < stop:
        found.append((first, stop))
    if stop - start > longest and any(last - first > longest for first, last in found):
        return [piece for first, last in found for piece in _cut(text, first, last, longest)]
    return found


def _cut(text: str, first: int, last: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence that no person wrote in pieces: rules look at each of its words with all others in view."""
    while last - first > longest:
        place = text.rfind(" ", first + 1, first + longest)
        place = place if place > 0 else first + longest
        yield first, place
        first = place + (text[place] == " ")
    if first < last:
        yield first, last


def _is_name_closed(text: str, closing: int) -> bool:
    """«Су құбыры. Кәріз. Жылу» бағдарламасы: behind the guillemets the sentence goes on with no word of saying."""
    if closing < 0 or text[closing + 1 : closing + 2] not in {" ", "\u00a0"}:
        return False
    rest = text[closing + 2 : closing + 12]
    return rest[:1].islower() and not rest.startswith(("де", "ск", "от", "за", "со"))


# -- lists and speech -------------------------------------------------------------------------------------------------


class Segmenter:
    """Cuts a text into segments. ``tails`` are the words that close direct speech: деді, сказал, said."""

    def __init__(self, tails: Iterable[str], *, subject_first: bool = False, longest: int = LONGEST) -> None:
        """Build the one pattern that depends on the language.

        Args:
            tails: see above.
            subject_first: …,” the mayor of Almaty said.
            longest: characters of a sentence, beyond which it is cut.
        """
        self._longest = longest
        tails = list(tails)
        openings = "|".join(re.escape(word) for word in sorted({word.split()[0] for word in tails})) or "(?!)"
        #: The words alone: most lines hold none of them and need no closer look.
        self._hint = re.compile(openings)
        words = "|".join(re.escape(word) for word in sorted(tails, key=lambda word: (-len(word), word))) or "(?!)"
        subject = (
            r"(?P<subject>(?:(?:Mrs?\.|Ms\.|Dr\.|[^\s.!?;:«»“”\"]{1,30})[ \u00a0]){1,12}?)?"
            if subject_first
            else "(?P<subject>)"
        )
        self._tail = re.compile(
            rf"(?:(?P<mark>[,!?…][»”\"]?|[.]?[»”\"],?)[ \t\u00a0]{{0,4}}[—–−‒-]{{1,2}}[ \t\u00a0]{{0,4}}"
            rf"|(?P<closed>[»”\"][,.]?[ \t\u00a0]{{1,4}}{subject})|(?P<comma>,[ \t\u00a0]{{1,4}})(?=деп\b))"
            rf"(?P<verb>{words})(?![^\W\d_])",
            re.IGNORECASE,
        )

    def segments(self, text: str, skip: Iterable[tuple[int, int]] = (), whole: Collection[int] = ()) -> list[Segment]:
        """All segments of a text, in order; the spans of ``skip`` hold none, the lines of ``whole`` are one each."""
        lines = list(lines_of(text, skip=skip))
        tails = [self._tails_of(text, line) for line in lines]
        speech = self._speech_lines(text, lines, tails)
        found: list[Segment] = []
        intro: int | None = None
        quote: Quote | None = None
        for index, line in enumerate(lines):
            if quote is not None and line.start >= quote.stop:
                quote = None
            if line.number in whole:
                found.append(Segment(line.start, line.stop, line.stop, line.number, index))
                intro = quote = None
            elif index in speech:
                quote = speech[index]
                intro = None
                self._cut_line(text, line, index, found, _after_dash(text, line), quote, tails[index], None)
            elif quote is not None:
                self._cut_line(text, line, index, found, line.start, quote, tails[index], None)
            else:
                bullet = _BULLET.match(text, line.start, line.stop)
                if bullet is None:
                    intro = intro if _continues_list(text, line, found, intro) else None
                is_item = bullet is not None or intro is not None
                start = bullet.end() if bullet else line.start
                intro = self._cut_line(text, line, index, found, start, None, tails[index], intro, is_item=is_item)
        return found

    def _tails_of(self, text: str, line: Line) -> list[re.Match[str]]:
        """Tails of direct speech in a line; most lines hold none of the words and are not searched."""
        if self._hint.search(text, line.start, line.stop) is None:
            return []
        return list(self._tail.finditer(text, line.start, line.stop))

    def _speech_lines(self, text: str, lines: list[Line], tails: list[list[re.Match[str]]]) -> dict[int, Quote]:
        """Which lines open direct speech with a dash, and how far it goes."""
        found: dict[int, Quote] = {}
        busy = -1
        in_list = False
        for index, line in enumerate(lines):
            if index <= busy:
                continue
            dashed = _SPEECH_DASH.match(text, line.start, line.stop)
            if dashed is None:
                in_list = text[line.stop - 1] == ":"
                continue
            letter = text[dashed.end()]
            has_tail = bool(tails[index])
            if not has_tail and (in_list or letter.islower() or text[line.stop - 1] == ";"):
                in_list = text[line.stop - 1] != "."
                continue
            last = self._last_line_of_speech(text, lines, tails, index)
            if last is None and not letter.isupper() and letter not in '«"“':
                continue
            busy = index if last is None else last
            tail = tails[busy][-1] if last is not None else None
            stop = lines[busy].stop
            found[index] = Quote(line.start, stop, None if tail is None else (_start_of_tail(tail), stop))
            in_list = False
        return found

    def _last_line_of_speech(
        self, text: str, lines: list[Line], tails: list[list[re.Match[str]]], first: int
    ) -> int | None:
        """The line that holds the tail of a speech opened on line ``first``; None where there is no tail."""
        for index in range(first, min(first + 12, len(lines))):
            if index > first and _SPEECH_DASH.match(text, lines[index].start, lines[index].stop):
                return None
            if tails[index]:
                return index
        return None

    def _cut_line(
        self,
        text: str,
        line: Line,
        paragraph: int,
        found: list[Segment],
        start: int,
        quote: Quote | None,
        tails: list[re.Match[str]],
        intro: int | None,
        *,
        is_item: bool = False,
    ) -> int | None:
        """Append the segments of one line; returns the intro that following lines may hang on."""
        resumed: Quote | None = None
        places = [one.start() for one in tails]
        for first, last, item, opened in self._pieces(text, start, line.stop, is_item=is_item):
            stop = last
            while first < stop and text[first].isspace():
                first += 1  # noqa: PLW2901  thin and wide blanks, which no pattern knows
            while stop > first and (text[stop - 1].isspace() or text[stop - 1] == ";"):
                stop -= 1
            if stop <= first or not any(letter.isalnum() for letter in text[first:stop]):
                continue
            if quote is not None:
                dashed = _SPEECH_DASH.match(text, first, stop)
                first = dashed.end() if dashed else first  # noqa: PLW2901  «– …, – деді ол. – …»: no part of what is said
            following = bisect_right(places, first)
            tail = tails[following] if following < len(places) and places[following] < stop else None
            core = stop if tail is None or _goes_on(text, tail.end(), stop) else tail.start()
            said = quote
            if said is None and tail is not None and tail["comma"] is None:
                said = Quote(_quote_start(text, line.start, first), stop, (_start_of_tail(tail), stop))
                _give(found, said)
            if said is None and tail is None and not item:
                if resumed is None or first >= resumed.stop:
                    resumed = _resumed(text, first, line.stop, found[-1] if found else None, paragraph)
                said = resumed
            if text[stop - 1] == ":" and said is None:
                intro = len(found)
                found.append(Segment(first, stop, core, line.number, paragraph, is_item=item, is_intro=True))
                continue
            under = intro if (item or opened) else None
            found.append(
                Segment(first, stop, core, line.number, paragraph, is_item=item or opened, intro=under, quote=said)
            )
            if not (item or opened) or (text[last - 1] == "." and opened):
                intro = None
        return intro

    def _pieces(self, text: str, start: int, stop: int, *, is_item: bool) -> Iterator[tuple[int, int, bool, bool]]:
        """Sentences of a line, enumerations taken apart: (start, stop, line is an item, piece is an inline item)."""
        for first, last in split_sentences(text, start, stop, self._longest):
            colon = _list_colon(text, first, last)
            if colon is None:
                yield first, last, is_item, False
                continue
            yield first, colon + 1, is_item, False
            for low, high in _split_items(text, colon + 1, last):
                yield low, high, is_item, True


def _start_of_tail(tail: re.Match[str]) -> int:
    """Where the words of attribution begin: at the verb, or at a subject before it."""
    return tail.start("subject") if tail["subject"] else tail.start("verb")


def _goes_on(text: str, start: int, stop: int) -> bool:
    """«…, – деді әкім, – …»: the speech goes on behind its tail within the sentence."""
    return _INSERTED.search(text, start, stop) is not None


def _after_dash(text: str, line: Line) -> int:
    dashed = _SPEECH_DASH.match(text, line.start, line.stop)
    return dashed.end() if dashed else line.start


def _quote_start(text: str, line_start: int, first: int) -> int:
    """Where the quotation opened that closes before the tail: in the same sentence or an earlier one of the line."""
    if text[first] in '«"“„':
        return first
    for opening, closing in (("«", "»"), ("“", "”"), ("„", "“"), ('"', '"')):
        opened = text.rfind(opening, max(line_start, first - _LONGEST_SPEECH), first)
        if opened >= 0 and closing not in text[opened + 1 : first]:
            return opened
    return first


def _resumed(text: str, first: int, stop: int, before: Segment | None, paragraph: int) -> Quote | None:
    """«…», – сказал X. «…»: whole sentences in quotation marks right behind direct speech are its speaker's too."""
    closing = _CLOSING.get(text[first])
    if closing is None or before is None or before.quote is None or before.paragraph < paragraph - 1:
        return None
    end = text.find(closing, first + 1, min(stop, first + _LONGEST_SPEECH))
    if end < 0 or not (text[end - 1] in ".!?…" or text[end + 1 : end + 2] in {".", "!", "?", "…"}):
        return None
    return Quote(first, end + 1, None)


def _give(found: list[Segment], quote: Quote) -> None:
    """Earlier sentences of the same speech belong to it once its tail is found."""
    index = len(found) - 1
    while index >= 0 and found[index].start >= quote.start:
        if found[index].quote is None and found[index].stop <= quote.stop and not found[index].is_intro:
            found[index] = found[index]._replace(quote=quote)
        index -= 1


def _list_colon(text: str, start: int, stop: int) -> int | None:
    """A colon that opens an enumeration divided by semicolons or inline bullets."""
    colon = text.find(":", start, stop)
    while colon >= 0:
        rest = text[colon + 1 : stop]
        if (
            rest[:1] in {" ", "\u00a0"}
            and (";" in rest or _INLINE_BULLET.match(text, colon + 1, stop))
            and '"' not in rest[:3]
        ):
            return colon if ";" in rest.rstrip(" ;.") or _INLINE_BULLET.match(text, colon + 1, stop) else None
        colon = text.find(":", colon + 1, stop)
    return None


def sentences_around(text: str, start: int, stop: int, count: int) -> tuple[list[str], list[str]]:
    """So many sentences before and after a place of a text."""
    before: list[str] = []
    after: list[str] = []
    for line in lines_of(text):
        for first, last in split_sentences(text, line.start, line.stop):
            if last <= start:
                before.append(text[first:last])
            elif first >= stop:
                after.append(text[first:last])
        if len(after) >= count:
            break
    return before[max(0, len(before) - count) :], after[:count]


def _split_items(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Items between semicolons, bullets and blanks cut off."""
    place = start
    depth = 0
    for index in range(start, stop):
        letter = text[index]
        if letter in "(«":
            depth += 1
        elif letter in ")»" and depth:
            depth -= 1
        elif letter == ";" and not depth:
            yield _trim_item(text, place, index), index
            place = index + 1
    if place < stop:
        yield _trim_item(text, place, stop), stop


def _trim_item(text: str, start: int, stop: int) -> int:
    bullet = _BULLET.match(text, start, stop)
    if bullet:
        return bullet.end()
    while start < stop and text[start] in " \t\u00a0":
        start += 1
    return start


def _continues_list(text: str, line: Line, found: list[Segment], intro: int | None) -> bool:
    """A line without a bullet goes on a list if the list's lines end in semicolons or it has just been announced."""
    if intro is None or not found:
        return False
    before = found[-1]
    ends_semicolon = text[before.stop : before.stop + 3].lstrip().startswith(";")
    if _ADDRESSEE.match(text, line.start, line.stop):
        return True
    if before.is_intro:
        return text[line.stop - 1] == ";" or text[line.start].islower()
    return ends_semicolon
