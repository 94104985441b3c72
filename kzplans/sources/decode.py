"""Bytes to text: a ladder of small steps, each of which decodes, refuses, or leaves it to the next.

What is read with doubt carries a warning. No library guesses here: those measured took KZ-1048 for windows-1251.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log

from kzplans.sources.reasons import Reason, Refused


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of the encoding that it was read in, and what is doubtful about it.

    The warning begins with a reason word: ``decode_uncertain: 1 wrong byte ...``.
    """

    text: str
    encoding: str
    warning: str | None = None


def decode(content: bytes, declared: str | None = None) -> Decoded:
    r"""Decode a text and clean it (see ``clean_text``).

    Args:
        content: the bytes of the whole file.
        declared: the charset that a page or a mail names; it is believed only where the bytes agree.

    Raises:
        Refused: for what is empty, no text, or bytes that are certainly or probably something else.
    """
    _known_type(content)
    decoded = _marked(content) or _utf16(content)
    warnings: list[str | None] = []
    if decoded is None:
        kept = _without_zeros(content)
        if len(kept) < len(content):
            warnings.append(f"{Reason.GARBLED_TEXT}: zero bytes left out: {len(content) - len(kept):,}")
        decoded = _signs_only(kept, declared) or _utf8(kept) or _declared(kept, declared) or _by_letters(kept)
    warnings += [decoded.warning, _mojibake(decoded.text), _lost(decoded)]
    text = clean_text(decoded.text)
    if not text or text.isspace():
        raise Refused(Reason.EMPTY, "holds nothing but white space" if decoded.text else "is empty")
    return Decoded(text, decoded.encoding, "; ".join(filter(None, warnings)) or None)


#: What ends a line or a page somewhere.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Controls, soft hyphens, zero-width characters, marks of direction, invisible operators and tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]+"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    r"""The form in which texts of all formats are read and quoted: composed (NFC), with nothing unseen.

    Every line end becomes ``\n``, half a character U+FFFD; tabs and all kinds of spaces stay as they are.

    >>> clean_text("Коста\u00adнай\u2028обла\u200bсть\x1b \u0438\u0306")
    'Костанай\nобласть й'
    """
    text = _UNSEEN.sub("", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", text))


#: First bytes of files that are no text, with the name that people know them by.
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)

#: Byte order marks; the one of UTF-32 begins like that of UTF-16, so it comes first.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_REPLACED = "\ufffd"
#: Up to these shares a text is read in spite of wrong bytes, half characters of UTF-16, and zero bytes.
_FEW_BYTES, _FEW_HALVES, _FEW_ZEROS = 0.005, 0.05, 0.05


def _known_type(content: bytes) -> None:
    """Refuse what says at its start that it is another type."""
    for magic, name in _MAGIC:
        if content.startswith(magic) and (len(magic) > 2 or b"\x00" in content):  # noqa: PLR2004  two bytes may open a text
            raise Refused(Reason.UNSUPPORTED_TYPE, f"is {name}, and only texts are read so far")


def _marked(content: bytes) -> Decoded | None:
    """Take the word of a byte order mark."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return Decoded(content.decode(encoding), encoding)
            except UnicodeDecodeError as error:
                rest = _utf8(content[3:]) if encoding == "utf-8-sig" else _lenient(content, encoding, _FEW_HALVES)
                if rest is not None:
                    return replace(rest, encoding=encoding)
                detail = f"begins like {encoding.upper().removesuffix('-SIG')}, but byte {error.start:,} is wrong"
                raise Refused(Reason.DECODE_UNCERTAIN, detail) from error
    return None


def _utf16(content: bytes) -> Decoded | None:
    """UTF-16 without a mark: every second byte is that of ASCII (00) or of Cyrillic letters (04)."""
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        shares = [_share(content[place::2], b"\x00\x04") for place in (high, 1 - high)]
        if len(content) >= 8 and shares[0] >= 0.8 and shares[1] <= 0.2:  # noqa: PLR2004  – « № have other high bytes
            decoded = _lenient(content, encoding, _FEW_HALVES)
            if decoded is not None and not _UNSEEN.search(decoded.text[:1000]):
                return decoded
    return None


def _share(content: bytes, wanted: bytes) -> float:
    return (len(content) - len(content.translate(None, wanted))) / (len(content) or 1)


def _without_zeros(content: bytes) -> bytes:
    """Leave out a few zero bytes; no text has them once UTF-16 and UTF-32 are out of the question."""
    if content.count(0) > len(content) * _FEW_ZEROS:
        raise Refused(Reason.GARBLED_TEXT, f"has zero bytes (the first is byte {content.find(0):,}); is this a text?")
    return content.replace(b"\x00", b"")


#: “ ” ‘ ’ – — … « » and the no-break space, where Windows puts them in all its encodings.
_WINDOWS_SIGNS = b"\x85\x91\x92\x93\x94\x96\x97\xa0\xab\xbb"
_FEW_SIGNS = 0.05


def _signs_only(content: bytes, declared: str | None) -> Decoded | None:
    """A text in ASCII but for a few quotation marks and dashes: an English one saved under Windows."""
    signs = content.translate(None, bytes(range(0x80)))
    if not signs or signs.translate(None, _WINDOWS_SIGNS) or len(signs) > len(content) * _FEW_SIGNS:
        return None
    warning = f"{Reason.DECODE_UNCERTAIN}: signs read as cp1252: {len(signs):,}"
    return _declared(content, declared) or Decoded(content.decode("cp1252"), "cp1252", warning)


def _utf8(content: bytes) -> Decoded | None:
    """Read UTF-8 that is right, cut at the end, or has a few wrong bytes."""
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        text = content[: error.start].decode("utf-8")
        if error.reason == "unexpected end of data" and text.strip():
            return Decoded(text, "utf-8", f"{Reason.DECODE_UNCERTAIN}: ends within a character")
    return _lenient(content, "utf-8", _FEW_BYTES)


def _lenient(content: bytes, encoding: str, few: float) -> Decoded | None:
    """Read what has only a few wrong bytes; U+FFFD shows where they were."""
    text = content.decode(encoding, "replace")
    wrong = text.count(_REPLACED)
    if not wrong:
        return Decoded(text, encoding)
    # Among ASCII letters alone, the wrong bytes may just as well be a sentence in another encoding.
    other = len(text) - len(text.encode("ascii", "ignore")) - wrong
    if wrong > len(text) * few or (wrong > other and encoding == "utf-8"):
        return None
    return Decoded(text, encoding, f"{Reason.DECODE_UNCERTAIN}: wrong bytes shown as U+FFFD: {wrong:,}")


#: The ways in which Cyrillic letters were written in one byte; where two agree on a text, the first is named.
_CANDIDATES = ("cp1251", "kz1048", "ptcp154", "koi8-r", "cp866", "mac-cyrillic")
#: What else a page may declare. Not UTF-7 and the like: they turn plain letters into others.
_DECLARABLE = frozenset({*_CANDIDATES, "cp1252", "cp1254", "cp855", "koi8-u", "iso8859-5", "iso8859-9"})


def _declared(content: bytes, declared: str | None) -> Decoded | None:
    """Believe a declared charset if every byte has a meaning in it and the letters look right."""
    try:
        encoding = codecs.lookup((declared or "").strip()).name
        encoding = "cp1252" if encoding == "iso8859-1" else encoding  # as browsers do
        text = content.decode(encoding) if encoding in _DECLARABLE else ""
    except (LookupError, ValueError):
        return None
    if not text or _wrong_rounds(text) or (encoding == "cp1251" and _by_kz1048(content)):
        return None
    letters = text.encode("kz1048", "ignore")
    cyrillic, foreign = _count_high(letters), len(text) - len(letters)
    wrong = cyrillic >= _ENOUGH and _Scores(letters).mean("kz1048") < _GOOD
    if wrong or foreign > len(text) * _MANY_FOREIGN:
        return None
    doubtful = any(map(_is_odd, set(text)))
    return Decoded(text, encoding, f"{Reason.DECODE_UNCERTAIN}: read as {encoding}, as declared" if doubtful else None)


def _by_kz1048(content: bytes) -> bool:
    """Whether there are bytes that windows-1251 and KZ-1048 read as different letters."""
    seen = bytes(set(content))
    return seen.decode("cp1251", "replace") != seen.decode("kz1048", "replace")


def _by_letters(content: bytes) -> Decoded:
    """The encoding in which the letters are most like those of Kazakh and Russian; the last step, so it refuses."""
    scores = _Scores(content)
    best = max(_CANDIDATES, key=scores.total)
    text = content.decode(best, "replace")
    seen = bytes(set(content))
    others = [name for name in _CANDIDATES if seen.decode(name, "replace") != seen.decode(best, "replace")]
    lead = scores.total(best) - max(map(scores.total, others))
    if _count_high(content) < _ENOUGH or scores.mean(best) < _FAIR or scores.mixed(best) or _wrong_rounds(text):
        raise Refused(Reason.DECODE_UNCERTAIN, _first_wrong(content))
    doubtful = any(map(_is_odd, set(text))) or (best == "kz1048" and _is_slavic(content))
    if doubtful or lead < _LEAD or scores.mean(best) < _GOOD:
        return Decoded(text, best, f"{Reason.DECODE_UNCERTAIN}: read as {best}, but the letters leave a doubt")
    return Decoded(text, best)


def _count_high(content: bytes) -> int:
    return len(content) - len(content.decode("ascii", "ignore"))


def _first_wrong(content: bytes) -> str:
    """Where a text stops to be UTF-8, and what to do."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        wrong = f"byte {error.start:,} (0x{content[error.start]:02x}, line {line:,})"
        return f"{wrong} is no UTF-8; save the file as UTF-8"
    return "is in no encoding that is known here; save the file as UTF-8"


#: How many of 1,000 letters of Kazakh and Russian official texts are this one, counted in 170,000.
_FREQUENCY = {
    "а": 107, "б": 16, "в": 26, "г": 15, "д": 44, "е": 77, "ж": 16, "з": 13, "и": 39, "й": 12, "к": 30, "л": 51,
    "м": 32, "н": 62, "о": 65, "п": 23, "р": 57, "с": 49, "т": 69, "у": 22, "ф": 1.3, "х": 5, "ц": 4, "ч": 6,
    "ш": 10, "щ": 1.6, "ъ": 0.4, "ы": 55, "ь": 7, "э": 1.7, "ю": 2.5, "я": 9.5, "ё": 1.2, "ә": 3, "ғ": 8, "қ": 14,
    "ң": 9, "ө": 5, "ұ": 4, "ү": 3, "һ": 0.1, "і": 25,
}  # fmt: skip
_VOWELS = frozenset("аоуыэяюёеиәөұүі")
_SIGNS = frozenset("ьъ")
#: Signs that open or stand before a word, and those that close or follow it.
_BEFORE, _AFTER = frozenset("«“„‘№–—\xa0\xad"), frozenset("»“”…–—°’\xa0\xad")

#: Letters as frequent as this get no points.
_COMMON = 16
#: Points of a letter pair, in natural logarithms: vowels and consonants take turns, capitals come first.
_TURN, _CLASH, _BREAK, _ALIEN = 1.1, -1.3, -5.0, -6.0
#: The average points a letter of a text that is certainly, or perhaps, read rightly; the lead over the next encoding.
_GOOD, _FAIR, _LEAD = 0.8, 0.3, 6.0
#: Letters of other alphabets up to this share are not against a declared charset.
_MANY_FOREIGN = 0.1
#: Letters needed for a decision.
_ENOUGH = 20
_BLOCK = 4096


@cache
def _points(first: int, second: int) -> tuple[float, ...]:
    """What a pair of bytes says for each candidate."""
    pair = bytes((first, second))
    return tuple(_pair_points(*pair.decode(name, "replace")) for name in _CANDIDATES)


def _pair_points(before: str, char: str) -> float:
    """How likely the second character of a pair is; nothing between characters of ASCII."""
    if before.isascii() and char.isascii():
        return 0
    return (_letter_points if char.lower() in _FREQUENCY else _sign_points)(before, char)


def _sign_points(before: str, char: str) -> float:
    in_word = before.lower() in _FREQUENCY
    if char.isascii():
        return _BREAK if in_word and char.isalpha() else 0
    if char not in _BEFORE | _AFTER:
        return _ALIEN
    return _BREAK if in_word and char not in _AFTER else -1


def _letter_points(before: str, char: str) -> float:
    left, letter = before.lower(), char.lower()
    points = log(_FREQUENCY[letter] / _COMMON)
    if left not in _FREQUENCY:
        if before.isdigit() and char.isupper():
            return -1  # as a dash there: the one of mac-cyrillic is the Р of windows-1251, «10Р12 мектеп»
        in_word = before.isalpha() or not (before.isascii() or before in _BEFORE)
        return points + (_BREAK if in_word or letter in _SIGNS else 0)
    if before.islower() and char.isupper():
        points += _BREAK
    if letter in _SIGNS:
        return points + (_ALIEN if left in _VOWELS or left in _SIGNS else _TURN)
    if left in _VOWELS:
        return points + (_CLASH if letter in _VOWELS else _TURN)
    return points + (_TURN if letter in _VOWELS else 0)


def _is_slavic(content: bytes) -> bool:
    """Whether what looks like Kazakh might be Ukrainian or Belarusian: only letters in the places of theirs."""
    seen = bytes(set(content))
    pairs = zip(seen.decode("cp1251", "replace"), seen.decode("kz1048", "replace"), strict=True)
    changed = {one for one, other in pairs if one != other}
    ukrainian = changed <= set("ЄєЇїҐґ") and "ы".encode("cp1251") not in content
    return bool(changed) and (ukrainian or changed <= set("Ўў"))


def _is_odd(char: str) -> bool:
    """Whether a character is neither a letter of Kazakh or Russian nor one of the usual signs."""
    return not (char.isascii() or char.lower() in _FREQUENCY or char in _BEFORE or char in _AFTER or char in "§±•€")


class _Scores:
    """How well each candidate explains the letters, block by block: a text may change its encoding on the way."""

    def __init__(self, content: bytes) -> None:
        self._blocks = [self._score(content[at : at + _BLOCK]) for at in range(0, len(content), _BLOCK)]
        self._high = _count_high(content)

    @staticmethod
    def _score(block: bytes) -> dict[str, float]:
        counts = Counter(pairwise(b" " + block))
        points = [_points(*pair) for pair in counts]
        return {
            name: sum(one[place] * count for one, count in zip(points, counts.values(), strict=True))
            for place, name in enumerate(_CANDIDATES)
        }

    def total(self, name: str) -> float:
        return sum(block[name] for block in self._blocks)

    def mean(self, name: str) -> float:
        return self.total(name) / (self._high or 1)

    def mixed(self, name: str) -> bool:
        """Whether another candidate explains a part clearly better."""
        return any(max(block.values()) > block[name] + 4 * _LEAD for block in self._blocks)


def _pairs(first: str, *encodings: str) -> str:
    """Pattern of three letters of UTF-8 or more that were read in one of the encodings, byte by byte."""
    second = "".join(bytes(range(0x80, 0xC0)).decode(name, "replace") for name in encodings)
    return f"(?:[{first}][{re.escape(second)}]){{3,}}"


#: A wrong round: UTF-8 read as windows-1251 (РџР»Р°РЅ), windows-1252 (ÐŸÐ»Ð°Ð½), KOI8-R (п÷п╩п╟п╫) or cp866
#: (╨Я╨╗╨░╨╜), where each letter begins with one of four; and windows-1251 read as windows-1252 (Ïëàíû).
_ROUND = re.compile(
    "|".join([
        _pairs("РСТУ", "cp1251", "kz1048"), _pairs("ÐÑÒÓ", "cp1252", "latin-1"), _pairs("пярс", "koi8-r"),
        _pairs("╨╤╥╙", "cp866"), "[À-ÖØ-öø-ÿ]{5,}",
    ])
)  # fmt: skip
#: Letters of KZ-1048 read as windows-1251 (ќала), and those of languages that really have them.
_MISREAD, _SERBIAN = re.compile("[ЌќЅѕЈј]"), re.compile("[ЉљЊњЂђЃѓ]")
#: From these shares of the letters on, the text is refused.
_MUCH, _MANY_MISREAD, _MANY_LOST = 0.1, 0.01, 0.1


def _wrong_rounds(text: str) -> int:
    """How many characters stand in runs that no language has; the capitals of «ТІСІРІ» alone are none."""
    found = (match.group() for match in _ROUND.finditer(text))
    return sum(len(run) for run in found if not _FREQUENCY.keys() >= set(run.lower()))


def _mojibake(text: str) -> str | None:
    """Warn of letters that come from a wrong encoding, and refuse a text that is full of them.

    It is not repaired in silence: whoever saved it may have lost letters on the way.
    """
    if text.isascii():
        return None
    wrong, misread = _wrong_rounds(text), 0 if _SERBIAN.search(text) else len(_MISREAD.findall(text))
    if not wrong and not misread:
        return None
    letters = len(text) - len(text.encode("ascii", "ignore"))
    if wrong < letters * _MUCH and misread < letters * _MANY_MISREAD:
        return f"{Reason.MOJIBAKE_SUSPECTED}: characters that were once read in a wrong encoding: {wrong or misread:,}"
    raise Refused(Reason.MOJIBAKE_SUSPECTED, f"was read in a wrong encoding and saved again{_undoing(text)}")


def _undoing(text: str) -> str:
    """The command that undoes a wrong round, if it is exact and leads to good letters."""
    for read_as, really in (("cp1251", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "cp1251")):
        try:
            content = text.encode(read_as).decode(really).encode("kz1048")
        except ValueError:
            continue
        if _Scores(content).mean("kz1048") >= _GOOD:
            back = f"iconv -f UTF-8 -t {read_as.upper()}"
            return f"; undone by: {back}" if really == "utf-8" else f"; undone by: {back} | iconv -f {really.upper()}"
    return "; save the original as UTF-8"


def _lost(decoded: Decoded) -> str | None:
    """Warn of U+FFFD: letters that were lost here, or before the file was saved."""
    lost = decoded.text.count(_REPLACED)
    if not lost or decoded.warning:
        return None
    if lost > len(decoded.text) * _MANY_LOST:
        raise Refused(Reason.GARBLED_TEXT, f"{lost:,} of {len(decoded.text):,} characters are lost (U+FFFD)")
    return f"{Reason.DECODE_UNCERTAIN}: characters lost (U+FFFD): {lost:,}"
