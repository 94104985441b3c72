"""A view of the analysis of words as KazNERD spans, and its score: ``python tests/kaznerd.py [FOLDER]``.

KazNERD (Yeshpanov, Khassanov, Varol, LREC 2022; CC BY 4.0) annotates television news. Each token becomes one symbol by
way of the project's lexicon (a digit, a numeral, a currency …), and regular expressions run over the row of symbols:
the longest wins, then the first in the list. Where its conventions differ from what a reader of plans wants (ages are
dates, the counted noun stays outside), the words and rules for that stand here and not in the project.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kzplans.extract import Extractor
from kzplans.lexicon import load_lexicon
from kzplans.text.kazakh import chain, stems_of
from kzplans.text.scripts import ROMAN, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "kaznerd"
FILE = "IOB2_valid.txt"
LONGEST_NAME = 5
CLASSES = ("MONEY", "PERCENTAGE", "QUANTITY", "DATE", "CARDINAL")


class Span(NamedTuple):
    """Tokens ``start`` up to ``stop``, the latter excluded."""

    start: int
    stop: int
    label: str


# -- words to symbols -------------------------------------------------------------------------------------------------

# D digits (2 in the ablative, 3 with a possessor, 4 in another case)     N numeral, 1 бір, 7 жеті, 9 тоқсан, M magnitude
# b p n numeral in the ablative, with a possessor, in another case        O ordinal, o inflected ordinal
# H жарты, ширек   h жарым   = жартысы   F бүтін   g да, де   w мен, пен   & және   - dash within, _ between clauses
# C currency (c inflected)   $ АҚШ   % percent   R times   U unit (u inflected)   V шаршы, @ көрсеткіш   i сағатына
# s минус   + ыстық, суық   Z before a number: шамамен   z behind it: жуық   > astam, кем …   ^ емес   ? дегенде
# < дейін   r аралығында   f бұрын, кейін …   d кейінгі            Y year, y genitive, L жылда   8 жылдығы
# A a month, ~ months   ' ago, after   K k day   W week, day and night   G century   T quarter   X age, ! жас   Q q January …, 6 май
# S s season   J weekday   E today, e today's   5 таңда   m last, next …   l this, that   v several   0 орта, кеңес
# P its beginning, end, middle   j жұмыс   B hour, t morning, night   # «№»   x the rest

#: Exact words.
WORDS = {
    "-": "- – −",
    "_": "—",
    ",": ",",
    ":": ":",
    "/": "/",
    "w": "мен пен бен",
    "&": "және",
    "g": "да де та те",
    "$": "ақш америка американ австралия канада сингапур гонконг",
    "#": "№ n",
    "j": "жұмыс күнтізбелік банктік",
    "i": "сағатына секундына минутына",
    ";": "минус плюс",
    "`": "тең",
    ".": ".",
    "+": "ыстық суық",
    "=": "жартысы жартысын жартысына жартысының жартысынан жартысында",
    "Z": "шамамен кемінде тура кемі көбі шамасы",
    "I": "ең",
    "z": "астам астамы астамын астамға шақты шақтысы шақтысын шамасында шамасындағы шамасына маңында",
    ">": "жоғары төмен кем аса",
    "^": "емес",
    "?": "дегенде",
    "r": "аралығында аралығындағы арасында арасындағы аралығы",
    "<": "дейін шейін дейінгі шейінгі",
    "f": "бойы бойғы ішінде ішіндегі сайын сайынғы",
    "'": "бұрын кейін соң бері бергі ілгері",
    "d": "кейінгі бұрынғы",
    "m": "соңғы өткен келесі келер алдағы алғашқы ендігі ағымдағы таяудағы алдыңғы үстіміздегі арғы",
    '"': "жаңа",
    "l": "осы сол бұл",
    "v": "бірнеше біраз талай бірер көп",
    "H": "жарты ширек",
    "0": "орта кеңес демалыс тышқан сиыр барыс қоян ұлу жылан жылқы қой мешін тауық ит доңыз",
    "J": "жұма",
    "L": "жылда",
    "5": "таңда таңдағы таңға",
    "S": "қысқы",
    "t": "таңғы таңертеңгі түскі кешкі кешкісін түнгі күндізгі",
    "}": "бірде бірге бірден онда оны одан жүзі",
    "E": "күнделікті қыстыгүні жаздыгүні бүгін-ертең арғыкүні бүрсігүні алдыңгүні күнде-күнде жылда-жылда күн-түн "
    "жылдан-жылға күннен-күнге апталап айлап кеше біркүндік",
    "e": "кешегі",
    "U": "аек",
    "p": "біреуі біреу-ақ",
    "B": "сағаттап минуттап",
    "x": "бал үшін оның ондай оған онан онша онымен бірдей жүзінде жүзіне жүзінің жүзін жүзінен алтын бірақ төңірегінде "
    "қысқа жазды жазын жазы қысы басқа басты сомын сомы сомды",
}
#: Dictionary forms that take Kazakh endings.
STEMS = {
    "N": "нөл сексен",
    "F": "бүтін",
    "C": "тиын цент иена йена лира сом манат франк крона рупий гривна вон дирхам дирхем фунт динар песо биткоин иен "
    "злотый лари драм сум копейка",
    "R": "есе",
    "U": "градус баррель сантиметр миллиметр центнер куб сотық келі кило грамм миллиграмм мегабайт гигабайт терабайт "
    "килобайт балл бал ұпай мегагерц герц ватт вольт киловольт ампер калория килокалория миля фут дюйм дециметр "
    "миллилитр квадрат тераватт кубометр карат магнитуда микрон нанометр мегаватт мегават гигаватт гигават киловатт киловат ват килограмм "
    "гектолитр мегабит гигабит мегапиксель",
    "V": "шаршы текше есептік",
    "@": "көрсеткіш",
    "G": "ғасыр мыңжылдық дәуір",
    "W": "тәулік сутка жұма",
    "T": "жартыжылдық онжылдық бесжылдық",
    "B": "секунд сағат минут",
    "J": "дүйсенбі сейсенбі сәрсенбі бейсенбі сенбі жексенбі",
    "E": "бүгін ертең биыл былтыр",
    "P": "бас соң аяқ орта",
    "Q": "апрель июнь июль август сентябрь октябрь ноябрь декабрь январь февраль",
    "6": "май март маусым",
}
FAMILIES = {"numeral": "N", "magnitude": "M", "half": "h", "month": "Q", "modifier_after": "z"}
CURRENCIES = ("KZT", "USD", "EUR", "RUB", "CNY", "GBP")
TIMES = {"year": "Y", "month": "A", "day": "K", "week": "W", "quarter": "T", "half": "T", "season": "S", "decade": "T"}
UNITS = {**TIMES, "percent": "%", "times": "R", "rank": "x", "hour": "B", "minute": "B"} | dict.fromkeys(
    CURRENCIES, "C"
)
#: Words of which one form or another is a symbol of its own.
OWN = {"1": "бір", "7": "жеті", "9": "тоқсан"}
#: Endings that make another word of a numeral: жүзім, алтылық.
NO_NUMERAL = frozenset({"p1", "p2", "adj", "attr", "pl", "agent", "person", "adv"})
#: Cases in which тоқсан is rather a quarter of the year than ninety.
QUARTER = frozenset({"loc", "gen", "p3", "attr", "adj"})
NO_SEASON = frozenset({"p1", "p2", "acc", "adj", "pl", "agent", "person"})
NO_MONTH = frozenset({"adj", "pl", "p1", "p2", "agent"})
ORDINAL = re.compile(r"(.*?)-?нш[ыі](.*)")
DIGITS = re.compile(r"(\d+)-?([^\W\d]*)")
YEAR_DIGITS = re.compile(r"(?:19|20)\d\d")
PARTICLE = re.compile(r"(.+)-(?:ақ|ау)")
TENS = re.compile(r"(.+?)-?[дтл][ае][ғг][ае]н(.*)")
ABOUT = re.compile(r"(.+?)-?[дт][ае]й[ыі]н?")
#: What stands before and behind бір where it counts nothing.
NO_COUNT = frozenset(
    "белгілі ең түбі әйтеуір басты үлкен жақсы жаман басқа жалғыз бастауы не небір сондай осындай мұндай қызық".split()
)
NOT_COUNTED = tuple(
    "кез уақыт мезгіл мезет уағ сәт сондай осындай мұндай қарағанда ыңғай енді бол өзі топ қызығы таныс".split()
)
CONVERB = re.compile(r".{2,}[ыі]п")
SPAN_OF_TIME = re.compile(r"(.+)(?:жылдық|айлық|апталық|күндік)")
AGE = re.compile(r"жас(?:ар.*|та.*|қа|ы|ын.*)")


def exact() -> dict[str, str]:
    """Symbols of the words that are listed as they stand."""
    return {word: symbol for symbol, words in WORDS.items() for word in words.split()}


EXACT = exact()


@cache
def stems() -> dict[str, list[tuple[str, str, str, str]]]:
    """Written stems of the listed dictionary forms: slot, sound, harmony, symbol."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for symbol, words in STEMS.items():
        for word in words.split():
            for stem in stems_of(word):
                found.setdefault(stem.written, []).append((stem.slot, stem.sound, stem.harmony, symbol))
    return found


def readings(word: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Symbols that a word may stand for, with the tags of its endings: the lexicon's, then those listed here."""
    analysed = MATCHER.word(word)
    for family, term in analysed.singles:
        tags = analysed.tags.get(term.lemmas[0], frozenset())
        if family in FAMILIES:
            yield FAMILIES[family], tags
        elif family == "calendar":
            yield TIMES[term.label], tags
        elif family == "unit":
            yield UNITS.get(term.label, "U"), tags
    for stop in range(len(word), 0, -1):
        for slot, sound, harmony, symbol in stems().get(word[:stop], ()):
            tags_of_rest = chain(word[stop:], slot, sound, harmony)
            if tags_of_rest is not None:
                yield symbol, frozenset(tags_of_rest)


MATCHER = Extractor(load_lexicon()).pack("kk").matcher

#: Symbols of a numeral in a case, in words and in digits.
CASES = {"abl": "b2", "p3": "p3", "case": "n4"}
ENDINGS = re.compile(
    r"(?P<p3>(?:[ыі]|с[ыі]|еу[іе]?|ау[ыа]?)(?:н[ыі]ң|н|на|не|нда|нде|нан|нен|мен|м[ыі]з|ң|[ыі]м[ыі]з)?|еуі?м[ыі]з|еу)"
    r"|(?P<abl>[днт][ае]н)|(?P<case>[ғгқк][ае]|[дт][ае]|[дтн][ыі]|[дтн][ыі]ң|[дт][ае]й|[мбп]ен|[дт][ае]г?[ыі]|е|а)"
)


def case_of(tags: frozenset[str]) -> str:
    """Which of the forms of a numeral it is."""
    if "p3" in tags or "p1" in tags:
        return "p3"
    return "abl" if "abl" in tags else "case"


@cache
def symbol_of(token: str) -> str:
    """The symbol of a token."""
    word = fold(token)
    if word in EXACT:
        return EXACT[word]
    if word[0] == "%":
        return "%"
    if word[0].isdigit():
        return digits(word)
    if ROMAN.fullmatch(token):
        return "O"
    if word.isascii() and word.isalpha():
        return "*"
    particle = PARTICLE.fullmatch(word)
    if particle is not None:
        return symbol_of(particle[1])
    if "-" in word:
        parts = [symbol_of(part) for part in word.split("-") if part]
        numbers = set("NM179")
        alike = len(parts) > 1 and (len(set(parts)) == 1 or numbers.issuperset(parts[:-1]))
        if set(parts) == {"U", "B"}:
            return "U"  # киловатт-сағат
        if parts and {"Q", "6"}.issuperset(parts):
            return "Q"
        return parts[-1] if alike and parts[-1] in "NM179bnOoQEAWJS" else "x"
    if AGE.fullmatch(word):
        return "X"
    if word == "жас":
        return "!"
    if word.startswith("жылдығ"):
        return "8"
    made = numeral_made(word) or next(filter(None, (inflected(word, *one) for one in readings(word))), None)
    if made is None:
        span = SPAN_OF_TIME.fullmatch(word)
        made = "E" if span is not None and is_numeral(span[1]) else "x"
    return made


def numeral_made(word: str) -> str | None:
    """«жиырмасыншы», «жүздеген», «мыңдайы»: what is made of numerals beyond their cases."""
    found = ORDINAL.fullmatch(word)
    if found is not None and any(is_numeral(found[1][: len(found[1]) - cut]) for cut in range(3)):
        return "o" if found[2] else "O"
    found = TENS.fullmatch(word)
    if found is not None and is_numeral(found[1]):
        return "p" if found[2] else "N"
    found = ABOUT.fullmatch(word)
    if found is None:
        return None
    counted = symbol_of(found[1])
    return "p" if counted in "NM179" else counted.lower() if counted in "UC%" else None


def is_numeral(stem: str) -> bool:
    """Whether it is a numeral without any ending."""
    return bool(stem) and any(symbol in "NM" and not tags for symbol, tags in readings(stem))


def digits(word: str) -> str:
    """A number in digits with what hangs on it: 25, 60-тан, 2-еуі, 2030-ыншы, 3-ақ."""
    found = DIGITS.fullmatch(word.removesuffix("-ақ"))
    if found is None:
        return "x"
    ending = found[2]
    if ending in {"де", "да"} and YEAR_DIGITS.fullmatch(found[1]):
        return "E"
    if not ending:
        # no decimals stand behind these: 2006 , 2007; 1-ақ , 1
        return "D" if len(word) <= 3 else "N"
    ordinal = ORDINAL.fullmatch(ending)
    if ordinal is not None:
        return "o" if ordinal[2] else "O"
    tens = TENS.fullmatch("x" + ending)
    if tens is not None:
        return "3" if tens[2] else "N"
    if ABOUT.fullmatch("x" + ending):
        return "3"
    of = ENDINGS.fullmatch(ending)
    return CASES[str(of.lastgroup)][1] if of is not None else "x"


def inflected(word: str, symbol: str, tags: frozenset[str]) -> str | None:
    """The symbol of a word in the form that its tags tell; None if the form makes another word of it."""
    if word.startswith("тоқсан") and symbol in "NT":
        symbol = "T" if tags & QUARTER else "N"
    if symbol in "NMh":
        if (
            tags & NO_NUMERAL
            and not (symbol == "M" and "pl" in tags)
            and not ("p1" in tags and word.endswith(("уіміз", "уымыз")))
        ):
            return None
        if tags:
            return CASES[case_of(tags)][0]
        return next((own for own, lemma in OWN.items() if word == lemma), symbol)
    if symbol == "Q" and word.startswith("маусым"):
        symbol = "6"
    if symbol in "Q6" and tags & NO_MONTH:
        return None
    if symbol == "S" and tags & NO_SEASON:
        return None
    if symbol == "A" and "pl" in tags:
        return "~"
    if symbol == "Y" and "attr" in tags:
        return "y"
    if symbol in "YAKQS" and "gen" in tags:
        return symbol.lower()
    if symbol in "CU" and tags:
        return symbol.lower()
    if symbol == "E" and "attr" in tags:
        return "e"
    if symbol == "P" and "p3" not in tags:
        return None
    if symbol == "z":
        return (
            None
            if "adj" in tags
            else "z"
            if word.startswith(("жуық", "жуығ", "тарта", "тақау", "таяу", "астам"))
            else ">"
        )
    return symbol


# -- rows of symbols to spans -----------------------------------------------------------------------------------------

NUMERAL = "[N1M79]"
WRITTEN = "(?:[N1M79H]h?)+"
DECIMAL = "D(?:,D(?![-_,])|(?<![-_]D),D(?=[-_]))?"
#: A number that goes on: жиырма төрт бүтін оннан үш миллиард; он екі де тоғыз; 24 , 3 миллиард.
PLAIN = f"(?:{WRITTEN}(?:Fb?{WRITTEN}|(?<!M)g{WRITTEN})?|H?{DECIMAL}h?M*)"
#: The same with an ending: он екісі, 6 , 5 мыңнан, 60-тан.
BASE = f"(?:{WRITTEN}(?:Fb?(?:{WRITTEN})?|g(?:{WRITTEN})?)?|{DECIMAL}h?M*)"
ABLATIVE = f"(?:{BASE}?b|(?:D,|{NUMERAL}*H)?2)"
POSSESSED = f"(?:{BASE}?p|(?:D,)?3)"
ENDED = f"(?:{BASE}?[bpn]|{WRITTEN}}}|(?:D,|H)?[234])"
FULL = f"(?:{ENDED}|{PLAIN})"
RANGE = f"(?:{PLAIN}[-_]{FULL}|{PLAIN}w{FULL}(?=.?.?[zr])|{FULL})"
BEFORE = "(?:I?(?:Z|[>v]\\?))?"
#: «…дан астам», «…ға жуық», «шақты», «…ға дейін»
AFTER = "(?:(?:z|(?<=[b234cu%n@=}YAKWX])>)[?^]?z?<?|<)?"
ORD = f"(?:(?:{NUMERAL}*O[-_]|{PLAIN}[-_])?(?:{NUMERAL}|D)*O)"
TIME = "[YyAaKkWGTL]"
LAST = "[med]"
END = "(?:z|(?<=X)>)?[<'frd]?"
YEAR = f"(?:{ORD}y|[DN]y|[meld]*y)"
DAY = f"(?:{ORD}|D|{WRITTEN})"
PATTERNS: tuple[tuple[str, str], ...] = (
    ("MONEY", f"{BEFORE}{RANGE}{AFTER}\\$?(?:C{PLAIN})?[Cc]{AFTER}"),
    ("PERCENTAGE", f"{BEFORE}{RANGE}{AFTER}%{AFTER}"),
    ("QUANTITY", f"i?{BEFORE};?{RANGE}{AFTER}V*(?:U{PLAIN})?U?[Uu](?:/[BUW]U?)?{AFTER}\\+?"),
    ("QUANTITY", f"{BEFORE}(?:{ABLATIVE}(?=[^bpn234]+<))?{RANGE}{AFTER}AV?@{AFTER}"),
    ("QUANTITY", f"i?{ABLATIVE}{PLAIN}V*[Uu]<"),
    # years, months, days
    ("DATE", f"(?:mG|mg)?{LAST}*{ORD}[YyGKTWL9]P?{END}"),
    ("DATE", f"{YEAR}?{DAY}?[Qq](?:A(?=[<']))?(?:[-_][Q6])?P?{END}"),
    ("DATE", f"{YEAR}?{DAY}[6]P?{END}"),
    ("DATE", f"{YEAR}[Q6]A?P?{END}"),
    ("DATE", f"l[Q6]{END}|[me](?:QA?|6A){END}"),
    ("DATE", f"(?:{YEAR}|e)?q(?:{FULL}|{ORD}|{NUMERAL}*o|}})(?:[-_w](?:{FULL}|{ORD}|o))?{END}"),
    ("DATE", f"{ORD}[-_]?{ORD}[Q6]{END}"),
    ("DATE", f"{YEAR}(?:{ORD}|m)?[TSPK=9]P?{END}"),
    ("DATE", f"[eml]?[sak](?:{FULL}|{ORD}|m)[AKT]{END}|{YEAR}m?{RANGE}[AKWT]{END}"),
    ("DATE", f"[eml]?a(?:{POSSESSED}|{ORD}|{NUMERAL}*o){END}"),
    # spans of time
    ("DATE", f"{LAST}*{BEFORE}(?:{RANGE}z?|v|H)j?{TIME}{AFTER}{END}"),
    ("DATE", f"{LAST}*{BEFORE}{FULL}[YAKW]{PLAIN}{TIME}<"),
    ("DATE", f"(?:{LAST}+|l)(?:[YyAaKkWGTL~]|[Ss]|Q|J)P?{END}"),
    ("DATE", f"\"(?:Y['<]|YP{END}|y(?:P|mK){END})|m?0[YGK]{END}"),
    ("DATE", f"[D1]7{END}|O="),
    ("DATE", f"[yYsaAWG]P{END}"),
    ("DATE", "[YAKWSs]f|S~|sK"),
    ("DATE", f"e5{END}|J[-_]J{END}|{FULL}J'"),
    # ages
    ("DATE", f"{BEFORE}{RANGE}{AFTER}X{END}"),
    ("DATE", f"{FULL}X{FULL}X{END}"),
    ("DATE", f"{PLAIN}!?[w&]{FULL}[X!]{END}|{PLAIN}!z"),
    ("DATE", f"(?<=X)(?:{BASE}?n|4|{WRITTEN}}})"),
    # words
    ("DATE", f"[Ee]{END}"),
    ("DATE", "[SsJL]|[Qq]|6(?=A)"),
    ("TIME", f"t?B?{BEFORE}{RANGE}{AFTER}B{AFTER}{END}"),
    ("TIME", f"tB?(?:{RANGE}|}}){END}|B(?:{ENDED}|}})"),
    ("TIME", f"t?D:[D234N]{END}"),
    ("CARDINAL", f"{BEFORE};?{RANGE}{AFTER}(?:R>?)?"),
    ("CARDINAL", f"{ABLATIVE}(?:{POSSESSED}|[1ND](?![N1M79DHbpn,]))|`?={AFTER}"),
    ("ORDINAL", f"{ORD}|{NUMERAL}*o"),
    ("OTHER", f"#{FULL}|[x*]-{FULL}|\\*{PLAIN}|{FULL}8|[DN]/[DN]|D\\.D"),
)
RULES = tuple((label, re.compile(pattern)) for label, pattern in PATTERNS)


def find(tokens: list[str]) -> list[Span]:
    """Spans of a sentence, of all classes that have patterns."""
    kept = visible(tokens)
    names = quoted(tokens)
    row = "".join("x" if is_feast(tokens, place) else symbol_of(tokens[place]) for place in kept)
    found: list[Span] = []
    place = 0
    while place < len(row):
        best, chosen = place, ""
        for label, pattern in RULES:
            match = pattern.match(row, place)
            if match is not None and match.end() > best:
                best, chosen = match.end(), label
        if chosen and not (
            chosen == "CARDINAL"
            and (not names.isdisjoint(kept[place:best]) or is_article(tokens, kept[place : best + 1]))
        ):
            found.append(Span(kept[place], kept[best - 1] + 1, chosen))
        place = best if chosen else place + 1
    return found


def visible(tokens: list[str]) -> list[int]:
    """Places of the tokens but for hesitations, which the transcript puts in brackets: «( ыы )»."""
    kept, place = [], 0
    while place < len(tokens):
        closing = place + 2
        if tokens[place] == "(" and closing < len(tokens) and tokens[closing] == ")":
            place = closing
        else:
            kept.append(place)
        place += 1
    return kept


def is_feast(tokens: list[str], place: int) -> bool:
    """A month with a capital inside a sentence is a name: Наурыз, the feast; Қазан, the city."""
    return place > 0 and tokens[place][0].isupper() and tokens[place - 1].isalpha() and symbol_of(tokens[place]) in "Qq"


def is_article(tokens: list[str], places: list[int]) -> bool:
    """«белгілі бір», «бір кезде», «бір өсіп»: no number; «бірі … енді бірі»: the one and the other."""
    first = places[0]
    before = [fold(token) for token in tokens[max(0, first - 2) : first]]
    last = before[-1] if before else ""
    word = fold(tokens[first])
    if word in {"бірі", "біреуі"}:
        return last in {"", "енді", "«"}
    if word != "бір" or len(places) != 2 or last == "тағы":
        return False
    following = fold(tokens[places[1]])
    if last in NO_COUNT or (last == "да" and before[0] in {"қандай", "қай"}):
        return True
    return following.startswith(NOT_COUNTED) or CONVERB.fullmatch(following) is not None


def quoted(tokens: list[str]) -> set[int]:
    """Places inside quotation marks around a few words, which are a name: «Хабар 24»."""
    places: set[int] = set()
    opened = None
    # the end of a longer name, too: «… жол картасы 2025»
    places.update(place - 1 for place, token in enumerate(tokens) if token == "»")
    for place, token in enumerate(tokens):
        if token == "«":
            opened = place
        elif token == "»" and opened is not None:
            if place - opened <= LONGEST_NAME + 1:
                places.update(range(opened, place))
            opened = None
    return places


# -- scores -----------------------------------------------------------------------------------------------------------


def read(path: Path) -> Iterator[tuple[list[str], list[Span]]]:
    """Tokens and annotated spans of each sentence."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.rsplit(" ", 1) for line in block.split("\n") if line.strip()]
        spans: list[Span] = []
        for place, (_, tag) in enumerate(rows):
            if tag.startswith("I-") and spans and spans[-1].stop == place and spans[-1].label == tag[2:]:
                spans[-1] = spans[-1]._replace(stop=place + 1)
            elif tag != "O":
                spans.append(Span(place, place + 1, tag[2:]))
        yield [token for token, _ in rows], spans


def scores(folder: Path) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and number of annotated spans by class."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for tokens, annotated in read(folder / FILE):
        gold, ours = set(annotated), set(find(tokens))
        right.update(span.label for span in gold & ours)
        made.update(span.label for span in ours)
        wanted.update(span.label for span in gold)
    return {label: rates(right[label], made[label], wanted[label]) for label in CLASSES}


def rates(right: int, made: int, wanted: int) -> dict[str, float]:
    """Precision, recall, F1 and what they are counted on."""
    return {
        "precision": right / made if made else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (made + wanted) if made + wanted else 0.0,
        "spans": wanted,
    }
