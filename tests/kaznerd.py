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
CLASSES = ("MONEY", "PERCENTAGE", "QUANTITY", "DATE", "CARDINAL")


class Span(NamedTuple):
    """Tokens ``start`` up to ``stop``, the latter excluded."""

    start: int
    stop: int
    label: str


# -- words to symbols -------------------------------------------------------------------------------------------------

# D digits (2 in the ablative, 3 with a possessor, 4 in another case)     N numeral, 1 the lone word бір, M magnitude
# b p n numeral in the ablative, with a possessor, in another case        O ordinal, o inflected ordinal, q мыңдаған
# H жарты, ширек   h жарым   F бүтін   g да, де   w мен, пен   - dash      C currency, $ АҚШ, % percent, R times
# U unit, V word before a unit, i сағатына, s минус                      Z before: шамамен, z behind: астам, c дегенде
# u дейін   r аралығында   f бұрын, кейін …                             Y year, y genitive; A a month; K k day
# W week, day and night; G g century; T quarter; X age; Q q January …    S s season; J weekday; E today, e today's
# m last, next …   l this, that   v several   P beginning, end, middle   B hour, t morning, night   # «№»   x the rest

#: Exact words.
WORDS = {
    "-": "- – — −",
    ",": ",",
    "w": "мен пен бен",
    "&": "және",
    "g": "да де та те",
    "$": "ақш америка австралия канада сингапур",
    "#": "№ n",
    "j": "жұмыс күнтізбелік банктік",
    "i": "сағатына секундына минутына",
    "s": "минус плюс",
    "Z": "шамамен кемінде тура кемі көбі кемі кеміндe аттай тіпті",
    "z": "шақты жоғары төмен шамасында шамасындағы маңында емес шамалы",
    "r": "аралығында аралығындағы арасында арасындағы",
    "c": "дегенде",
    "u": "дейін шейін дейінгі шейінгі дейн",
    "f": "бұрын бұрынғы кейін кейінгі соң соңғы бері бергі бойы бойғы бойында ішінде ішіндегі сайын сайынғы өткенде "
    "ілгері",
    "m": "өткен келесі келер алдағы кейінгі алғашқы ендігі бұрынғы ағымдағы жаңа таяудағы алдыңғы қазіргі "
    "үстіміздегі арғы",
    "l": "осы сол бұл",
    "v": "бірнеше біраз талай бірер көп",
    "H": "жарты ширек",
    "P": "бірінші",
    "J": "жұма",
    "t": "таң таңғы таңнан таңертең таңертеңгі таңертеңнен түс түскі түстен түске кеш кешкі кешке кештен кешкісін түн "
    "түнгі түнде түні түнімен күндіз күндізгі күндіз-түні күні-түні түнде түннің түске таңмен",
    "E": "күнде жылда күнделікті қыстыгүні жаздыгүні қысы-жазы бүгінде бүгін-ертең арғыкүні бүрсігүні алдыңгүні "
    "күнде-күнде жылда-жылда күн-түн жылдан-жылға күннен-күнге айлап жылдап апталап күндеп жыл-жыл күзгі",
    "x": "үшін оны оның онда ондай одан оған бірде бірдей бірге бірден бірдің жүзінде жүзіне жүзінің жүзі жүзін жүзінен "
    "алтын алтыным бесік отызды мыңға-жыл біреуге біреудің біреуді бірлік бірақ",
}
#: Dictionary forms that take Kazakh endings.
STEMS = {
    "N": "нөл сексен",
    "F": "бүтін",
    "C": "тиын цент иена йена лира сом манат франк крона рупий гривна вон дирхам дирхем фунт динар песо биткоин иен "
    "бат злотый лари драм сум копейка доллар",
    "R": "есе",
    "U": "градус баррель сантиметр миллиметр центнер куб сотық келі кило грамм миллиграмм мегабайт гигабайт терабайт "
    "килобайт балл ұпай мегагерц герц ватт вольт киловольт ампер калория килокалория миля фут дюйм дециметр миллилитр "
    "квадрат тераватт кубометр карат магнитуда микрон нанометр мегаватт гигаватт киловатт килограмм көрсеткіш сажын "
    "қадақ пұт гектолитр мегабит гигабит узел мүйіз",
    "V": "шаршы текше айлық есептік квадрат куб",
    "G": "ғасыр мыңжылдық дәуір",
    "W": "тәулік сутка жұма мезгіл",
    "T": "жартыжылдық онжылдық бесжылдық жарты",
    "B": "секунд сағат минут",
    "J": "дүйсенбі сейсенбі сәрсенбі бейсенбі сенбі жексенбі",
    "E": "бүгін ертең кеше биыл былтыр",
    "P": "бас соң аяқ орта басы соңы аяғы ортасы жартысы",
    "Q": "апрель май июнь июль август сентябрь октябрь ноябрь декабрь январь февраль март",
}

FAMILIES = {
    "numeral": "N",
    "magnitude": "M",
    "half": "h",
    "month": "Q",
    "modifier_after": "z",
}
UNITS = {"percent": "%", "times": "R", "rank": "x", "hour": "B", "minute": "B"} | dict.fromkeys(
    ("KZT", "USD", "EUR", "RUB", "CNY", "GBP"), "C"
)
CALENDAR = {
    "year": "Y",
    "month": "A",
    "day": "K",
    "week": "W",
    "quarter": "T",
    "half": "T",
    "season": "S",
    "decade": "T",
}
#: Endings that make a numeral something else: жүзім, алтылық, екіміз.
NO_NUMERAL = frozenset({"p1", "p2", "adj", "attr", "pl", "agent", "person"})
ORDINAL = re.compile(r"(.*?)-?(?:[ыі]|с[ыі])?нш[ыі](.*)")
DIGITS = re.compile(r"(\d+)(?:-?([^\W\d]*))(-а[қу])?")
PARTICLE = re.compile(r"(.+)-(?:ақ|ау|ді|ты|мыс)")
TENS = re.compile(r"(.+?)-?[дтл][ае][ғг][ае]н(.*)")
AGE = re.compile(r"жас(?:а[рй].*|та|тағы|тан|қа|ын.*|ы|таң|тамын|тамыз|тары.*)?")


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
            yield CALENDAR[term.label], tags
        elif family == "unit":
            yield UNITS.get(term.label, "U"), tags
    for stop in range(len(word), 0, -1):
        for slot, sound, harmony, symbol in stems().get(word[:stop], ()):
            tags_of_rest = chain(word[stop:], slot, sound, harmony)
            if tags_of_rest is not None:
                yield symbol, frozenset(tags_of_rest)


MATCHER = Extractor(load_lexicon()).pack("kk").matcher

#: Symbols of a numeral in a case, in words and in digits.
CASES = {"": "ND", "abl": "b2", "p3": "p3", "case": "n4"}
ENDINGS = re.compile(
    r"(?P<p3>(?:[ыі]|с[ыі]|еу[іе]?|ау[ыа]?)(?:н[ыі]ң|н|на|не|нда|нде|нан|нен|мен|м[ыі]з|ң|[ыі]м[ыі]з)?|еуі?м[ыі]з|еу)"
    r"|(?P<abl>[днт][ае]н)|(?P<case>[ғгқк][ае]|[дт][ае]|[дтн][ыі]|[дтн][ыі]ң|[дт][ае]й|[мбп]ен|[дт][ае]г?[ыі]|е|а)"
)


def case_of(tags: frozenset[str]) -> str:
    """Which of the forms of a numeral it is."""
    if "p3" in tags:
        return "p3"
    if "abl" in tags:
        return "abl"
    return "case" if tags - {"conv"} else ""


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
    particle = PARTICLE.fullmatch(word)
    if particle is not None:
        return symbol_of(particle[1])
    if "-" in word:
        parts = [symbol_of(part) for part in word.split("-") if part]
        alike = parts and (len({part.upper() for part in parts}) == 1 or {*parts[:-1]} <= {"N", "M", "1"})
        return parts[-1] if alike and parts[-1] in "NMbpnOQEKAWJ" else "x"
    ordinal = ORDINAL.fullmatch(word)
    if ordinal is not None and is_numeral(ordinal[1]):
        return "o" if ordinal[2] else "O"
    tens = TENS.fullmatch(word)
    if tens is not None and is_numeral(tens[1]):
        return "p" if tens[2] else "N"
    if AGE.fullmatch(word):
        return "X"
    for symbol, tags in readings(word):
        found = inflected(symbol, tags)
        if found is not None:
            return found
    return "x"


def is_numeral(stem: str) -> bool:
    """Whether a numeral is left when the ending of «жиырма-сыншы», «жүз-деген» is taken away."""
    return any(symbol in "NM" and not tags for symbol, tags in readings(stem)) if stem else False


def digits(word: str) -> str:
    """A number in digits with what hangs on it: 25, 60-тан, 2-еуі, 2030-ыншы, 3-ақ."""
    found = DIGITS.fullmatch(word)
    if found is None:
        return "x"
    ending = found[2]
    if not ending:
        return "D"
    if ending in {"ақ", "ау"}:
        return "D"
    if ORDINAL.fullmatch("1" + ending):
        return "O" if ending[-1] in "ыі" and ending.endswith(("шы", "ші")) else "o"
    tens = re.fullmatch(r"[дтл][ае][ғг][ае]н(.*)", ending)
    if tens is not None:
        return "3" if tens[1] else "D"
    of = ENDINGS.fullmatch(ending)
    return CASES[str(of.lastgroup)][1] if of is not None else "x"


def inflected(symbol: str, tags: frozenset[str]) -> str | None:
    """The symbol of a word in the form that its tags tell; None if the form makes another word of it."""
    if symbol in "NM":
        if tags & NO_NUMERAL:
            return None
        case = case_of(tags)
        return CASES[case][0] if case else symbol
    if symbol == "h" and tags:
        return CASES[case_of(tags)][0]
    if symbol in "YAKQS" and "gen" in tags:
        return symbol.lower()
    if symbol == "Y" and "attr" in tags:
        return "y"
    if symbol == "E" and "attr" in tags:
        return "e"
    if symbol == "z" and "adj" in tags:
        return None
    return symbol


# -- rows of symbols to spans -----------------------------------------------------------------------------------------

BEFORE = "(?:Z|[zv]c)?"
WORDS_ = "(?:[N1MH]h?)+"
#: A number that goes on: жиырма төрт бүтін оннан үш миллиард; он екі де тоғыз; 24 , 3 миллиард.
PLAIN = f"(?:{WORDS_}(?:Fb?{WORDS_}|g{WORDS_})?|D(?:,D)?h?M*)"
#: The same with an ending: он екісі, 6 , 5 мыңнан, 60-тан.
ENDED = f"(?:(?:{WORDS_}(?:F|g(?:{WORDS_})?)?|{WORDS_}Fb{WORDS_}|D(?:,D)?M*)?[bpn]|{WORDS_}Fb(?:{WORDS_})?[bpn]|(?:D,)?[234])"
FULL = f"(?:{ENDED}|{PLAIN})"
RANGE = f"(?:{PLAIN}-{FULL}|{PLAIN}w{FULL}|{FULL})"
AFTER = "(?:zz|zu|z|u)?"
#: «сексеннен алпыс шақырымға дейін»
FROM = f"(?:{ENDED}(?={PLAIN}.u))?"
ORD = f"(?:(?:[N1MD]*O-)?(?:{PLAIN}-)?[N1M]*O)"
TIME = "[YyAaKkWGT]"
LAST = "[mel]"
END = "(?:z|u|f|r)?"
PATTERNS: tuple[tuple[str, str], ...] = (
    ("MONEY", f"{BEFORE}{RANGE}{AFTER}\\$?C{AFTER}(?:{PLAIN}C)?"),
    ("PERCENTAGE", f"{BEFORE}{RANGE}{AFTER}%{AFTER}"),
    ("QUANTITY", f"i?{BEFORE}s?{FROM}{RANGE}{AFTER}V*U{AFTER}(?:{PLAIN}U)?"),
    # years, months, days
    ("DATE", f"(?:{LAST}G)?{LAST}*{ORD}[YyGKTWA](?:P|[sS])?{END}"),
    ("DATE", f"(?:{ORD}y|D[yY]|{LAST}+y|y)?(?:{ORD}|D|{WORDS_})?[Qq](?:A(?=[uf])|(?:-[Qq]))?P?{END}"),
    ("DATE", f"(?:{ORD}y|{LAST}+y)Q(?:A)?P?{END}"),
    ("DATE", f"(?:{ORD}y|{LAST}+y|e)?q(?:{FULL}|{ORD}o?|o)(?:[-w](?:{FULL}|O|o))?{END}"),
    ("DATE", f"{ORD}-?{ORD}Q{END}"),
    ("DATE", f"(?:{ORD}y|{LAST}+[yk]|y)(?:{ORD}|m)?[TSPK]P?{END}"),
    # spans of time
    ("DATE", f"{LAST}*{BEFORE}(?:{RANGE}|v|H)j?{TIME}{AFTER}{END}"),
    ("DATE", f"{LAST}+(?:{TIME}|[Ss]|Q)P?{END}"),
    ("DATE", f"[ykYs](?:P){END}"),
    ("DATE", f"(?:[YAKWSs]|sA)f"),
    # ages
    ("DATE", f"{BEFORE}{RANGE}{AFTER}X{END}"),
    ("DATE", f"{ENDED}?{PLAIN}?X{FULL}X{END}"),
    ("DATE", f"{PLAIN}[w&]{FULL}X{END}"),
    # words
    ("DATE", f"[Ee]{END}"),
    ("DATE", "[SsJQq]"),
    ("TIME", f"t?B?{BEFORE}{RANGE}{AFTER}B{AFTER}{END}"),
    ("TIME", f"tB?{RANGE}{END}"),
    ("CARDINAL", f"{BEFORE}s?{RANGE}{AFTER}(?:Rz?)?"),
    ("ORDINAL", f"{ORD}|[N1M]*o"),
    ("OTHER", f"#{FULL}"),
)
RULES = tuple((label, re.compile(pattern)) for label, pattern in PATTERNS)


def find(tokens: list[str]) -> list[Span]:
    """Spans of a sentence, of all classes that have patterns."""
    kept = visible(tokens)
    row = "".join(symbol_of(tokens[place]) for place in kept)
    found: list[Span] = []
    place = 0
    while place < len(row):
        best, chosen = place, ""
        for label, pattern in RULES:
            match = pattern.match(row, place)
            if match is not None and match.end() > best:
                best, chosen = match.end(), label
        if chosen:
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
