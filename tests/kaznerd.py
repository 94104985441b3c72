"""The analysis of words seen as KazNERD spans, and its score: ``python tests/kaznerd.py [FOLDER]``.

KazNERD (Yeshpanov, Khassanov, Varol, LREC 2022; CC BY 4.0) annotates Kazakh television news. Each token becomes one
symbol, mostly by way of the project's lexicon (a digit, a numeral, a currency …); regular expressions run over the row
of symbols, the longest match wins, then the first in the list. KazNERD's conventions are not what a reader of plans
wants (ages are dates, the counted noun stays outside): the words and rules for them stand here, not in the project.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a script of tests/ sees the project, installed or not

from kzplans.extract import Extractor
from kzplans.extract.numbers import COINS, MONEY
from kzplans.lexicon import load_lexicon
from kzplans.text.kazakh import chain, stems_of
from kzplans.text.scripts import ROMAN, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.text.matching import Matcher

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "kaznerd"
FILE = "IOB2_valid.txt"
CLASSES = ("MONEY", "PERCENTAGE", "QUANTITY", "DATE", "CARDINAL")
#: F1 of others: a CRF trained on the validation split, on the test split; a prototype of such rules on both splits;
#: XLM-R large trained on the cleaned training split, on the cleaned validation split (its model card; some rows only).
OTHERS = {
    "MONEY": ("0.908", "0.992", "0.948", ""),
    "PERCENTAGE": ("0.925", "0.993", "0.965", ""),
    "QUANTITY": ("0.772", "0.970", "0.952", ""),
    "DATE": ("0.877", "0.934", "0.893", "0.973"),
    "CARDINAL": ("0.904", "0.953", "0.928", "0.984"),
}


class Span(NamedTuple):
    """Tokens ``start`` up to ``stop``, the latter excluded."""

    start: int
    stop: int
    label: str


# -- words to symbols -------------------------------------------------------------------------------------------------

# Symbols that stand for more than their words below tell:
#   D  digits up to 999, in the ablative 2, with a possessor 3, in another case 4
#   N  numeral, and digits from 1000 on; M magnitude; in the ablative b, with a possessor p, in another case n
#   O  ordinal, inflected o          C  currency, U unit; inflected c, u          %  percent          R  times
#   Y  year, genitive y              A  month, genitive a, plural ~               K  day, genitive k  8  anniversary
#   Q  January …, genitive q         S  season, genitive s                        X  age, ! its bare noun
#   E  today …, e today's            *  Latin letters                             x  any other word

#: Words as they stand.
WORDS = {
    "1": "бір",
    "7": "жеті",
    "9": "тоқсан",
    "H": "жарты ширек",
    "=": "жартысы жартысын жартысына жартысының жартысынан жартысында",
    "`": "тең",
    "g": "да де та те",
    "w": "мен пен бен",
    "&": "және",
    "-": "- – −",
    "_": "—",
    ",": ",",
    ".": ".",
    ":": ":",
    "/": "/",
    "#": "№ n",
    ";": "минус плюс",
    # pronouns that are forms of numerals behind another numeral only: отыз бірде
    "}": "бірде бірге бірден онда оны жүзі",
    # біреу is somebody, біреуі one of them
    "p": "біреуі біреу-ақ",
    "$": "ақш америка австралия канада сингапур гонконг ресей қытай жапон түрік қырғыз өзбек әзербайжан британ",
    # percentage points
    "§": "тармақ тармаққа тармағы тармағына пункт пунктке пункті",
    "U": "аек",
    "i": "сағатына секундына минутына",
    "+": "ыстық суық",
    # before a number, behind it, and those that need the ablative before them
    "Z": "шамамен кемінде тура кемі көбі шамасы",
    "z": "астам шақты шақтысы шақтысын шамасында шамасындағы шамасына маңында",
    ">": "жоғары төмен кем аса",
    "I": "ең",
    "^": "емес",
    "?": "дегенде",
    "<": "дейін шейін дейінгі шейінгі",
    "r": "аралығында аралығындағы арасында арасындағы аралығы",
    # behind a span of time
    "f": "бойы бойғы ішінде ішіндегі сайын сайынғы",
    "'": "бұрын кейін соң бері бергі ілгері",
    # on either side of it, and before it
    "d": "кейінгі бұрынғы",
    "m": "соңғы өткен келесі келер алдағы алғашқы ендігі ағымдағы таяудағы алдыңғы үстіміздегі арғы бұрнағы",
    "l": "осы сол бұл",
    "v": "бірнеше біраз талай бірер көп",
    # Жаңа жыл is a feast, but a date in жаңа жылға дейін
    '"': "жаңа",
    "j": "жұмыс күнтізбелік банктік",
    "0": "орта кеңес демалыс тышқан сиыр барыс қоян ұлу жылан жылқы қой мешін тауық ит доңыз",
    "5": "таңда таңдағы таңға",
    "S": "қысқы",
    "J": "жұма",
    "L": "жылда",
    "E": "күнделікті кеше қыстыгүні жаздыгүні бүгін-ертең арғыкүні бүрсігүні алдыңгүні түнеугүні күнде-күнде "
    "күн-түн жылда-жылда жылдан-жылға күннен-күнге апталап айлап жазғытұрым",
    "e": "кешегі",
    "t": "таңғы таңертеңгі түскі кешкі кешкісін түнгі күндізгі",
    "B": "сағаттап минуттап",
    # look like forms of numerals, units, seasons; төңірегінде stays outside
    "x": "үшін оның ондай оған онан онша онымен бірдей жүзінде жүзіне жүзінің жүзін жүзінен алтын төңірегінде бал "
    "сомын сомы сомды қысқа қысы жазды жазын жазы басқа басты",
}
#: Dictionary forms, which take Kazakh endings.
STEMS = {
    "N": "нөл",
    "F": "бүтін",
    "R": "есе",
    "C": "тиын цент иена йена иен лира сом манат франк крона рупий рупия гривна вон дирхам дирхем фунт динар песо "
    "биткоин злотый лари драм сум копейка риал риял тугрик сомони афгани форинт шекель юань рубль доллар еуро евро",
    "U": "градус балл бал ұпай баррель центнер сотық келі кило грамм миллиграмм микрограмм килограмм пұт унция карат "
    "миллиметр сантиметр дециметр микрон нанометр миля фут дюйм ярд акр куб квадрат кубометр миллилитр гектолитр "
    "декалитр бит байт килобит мегабит гигабит килобайт мегабайт гигабайт терабайт пиксель мегапиксель герц килогерц "
    "мегагерц гигагерц ват ватт киловат киловатт мегават мегаватт гигават гигаватт тераватт вольт киловольт ампер ом "
    "джоуль ньютон паскаль атмосфера калория килокалория децибел рентген зиверт микрозиверт магнитуда",
    "V": "шаршы текше есептік",
    "@": "көрсеткіш",
    "z": "астам жуық тарта тақау таяу",
    "Y": "жыл",
    "G": "ғасыр мыңжылдық дәуір",
    "W": "тәулік сутка жұма",
    "T": "жартыжылдық онжылдық бесжылдық",
    "B": "секунд сағат минут",
    "J": "дүйсенбі сейсенбі сәрсенбі бейсенбі сенбі жексенбі",
    "E": "бүгін ертең биыл былтыр",
    "P": "бас соң аяқ орта",
    "Q": "январь февраль апрель июнь июль август сентябрь октябрь ноябрь декабрь",
    # also oil, a march, a season
    "6": "май март маусым",
}
#: Families of the lexicon, and labels of its units and its calendar.
FAMILIES = {"numeral": "N", "magnitude": "M", "half": "h", "month": "Q", "modifier_after": ">"}
LABELS = {
    **dict.fromkeys((*MONEY, *COINS), "C"),
    "percent": "%",
    "times": "R",
    "rank": "x",
    "hour": "B",
    "minute": "B",
    "day": "K",
    "week": "W",
    "month": "A",
    "quarter": "T",
    "half": "T",
    "season": "S",
    "year": "Y",
    "decade": "T",
}
ANY = frozenset(
    {"p1", "p2", "p3", "gen", "acc", "dat", "loc", "abl", "ins", "sim", "pl", "adj", "attr", "adv", "agent", "person"}
)
DERIVED = frozenset({"p1", "p2", "adj", "attr", "agent", "person", "adv"})
#: What endings make of a symbol, the first that applies; None: another word.
Forms = tuple[tuple[frozenset[str], str | None], ...]
CASES: Forms = ((frozenset({"p3"}), "p"), (frozenset({"abl"}), "b"), (ANY, "n"))
FORMS: dict[str, Forms] = {
    "N": ((DERIVED | {"pl"}, None), *CASES),
    "M": ((DERIVED, None), *CASES),
    "h": ((DERIVED, None), *CASES),
    "Q": ((DERIVED - {"attr"} | {"pl"}, None), (frozenset({"gen"}), "q")),
    "6": ((DERIVED - {"attr"} | {"pl"}, None),),
    "S": ((DERIVED - {"attr"} | {"pl", "acc"}, None), (frozenset({"gen"}), "s")),
    "A": ((frozenset({"pl"}), "~"), (frozenset({"gen"}), "a")),
    "Y": ((frozenset({"gen", "attr"}), "y"),),
    "K": ((frozenset({"gen"}), "k"),),
    "C": ((ANY, "c"),),
    "U": ((ANY, "u"),),
    "E": ((frozenset({"attr"}), "e"),),
    "P": ((frozenset({"p3"}), "P"), (ANY, None)),
    "z": ((frozenset({"adj"}), None),),
    ">": ((frozenset({"adj"}), None),),
}
#: Cases in which тоқсан is a quarter of the year rather than ninety.
QUARTER = frozenset({"loc", "gen", "p3", "attr", "adj"})
#: Symbols in digits of the numerals in words.
IN_DIGITS = {"b": "2", "p": "3", "n": "4"}
ENDINGS = re.compile(
    r"(?P<p>(?:[ыі]|с[ыі]|еу[іе]?|ау[ыа]?)(?:н[ыі]ң|н|н[ае]|нд[ае]|н[ае]н|мен|м[ыі]з|ң|[ыі]м[ыі]з)?|[дт][ае]й[ыі]н?)"
    r"|(?P<b>[днт][ае]н)|(?P<n>[ғгқк][ае]|[дт][ае]|[дтн][ыі]ң?|[дт][ае]й|[мбп]ен|[дт][ае]г?[ыі]|е|а)"
)
NUMBER = re.compile(r"(\d+)-?([^\W\d]*)")
#: 24,3 and 10-15 as one token
JOINED = re.compile(r"\d+[,.](\d+.*)|\d+[-–](\d+.*)")
CALENDAR_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2}")
BARE_YEAR = re.compile(r"(?:19|20)\d\d-?д[ае]")
PARTICLE = re.compile(r"(.+)-(?:ақ|ау)")
ORDINAL = re.compile(r"(.*?)-?нш[ыі](.*)")
DOZENS = re.compile(r"(.*?)-?[дтл][ае][ғг][ае]н(.*)")
ABOUT = re.compile(r"(.+?)-?[дт][ае]й[ыі]н?")
COLLECTIVE = re.compile(r"(.+[еа]?у)(?:[ыі]?м[ыі]з|[ыі]ң|[ыі]ң[ыі]з).*")
AGE = re.compile(r"жас(?:ар.*|тары|та(?!р).*|қа.*|ы|ы[нм].*)")
LONG_SPAN = re.compile(r"(.+)(?:жылдық|айлық|апталық|күндік)")


@cache
def matcher() -> Matcher:
    """The project's Kazakh words."""
    return Extractor(load_lexicon()).pack("kk").matcher


@cache
def exact() -> dict[str, str]:
    """Symbols of the words that are listed as they stand."""
    return {word: symbol for symbol, words in WORDS.items() for word in words.split()}


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
    """Symbols that a word may stand for, with the tags of its endings: of the words listed here, then the lexicon's."""
    for stop in range(len(word), 0, -1):
        for slot, sound, harmony, symbol in stems().get(word[:stop], ()):
            tags = chain(word[stop:], slot, sound, harmony)
            if tags is not None:
                yield symbol, frozenset(tags)
    analysed = matcher().word(word)
    for family, term in analysed.singles:
        known = FAMILIES.get(family) or (LABELS.get(term.label, "U") if family in {"calendar", "unit"} else None)
        if known is not None:
            yield known, analysed.tags.get(term.lemmas[0], frozenset())


def is_numeral(stem: str) -> bool:
    """Whether it is a numeral without any ending."""
    return bool(stem) and any(symbol in "NM" and not tags for symbol, tags in readings(stem))


@cache
def symbol_of(token: str) -> str:
    """The symbol of a token: that of the first step that knows it."""
    if ROMAN.fullmatch(token):
        return "O"
    word = fold(token)
    return next((symbol for symbol in (step(word) for step in STEPS) if symbol is not None), "x")


def listed(word: str) -> str | None:
    """Бүгін, дейін, –"""
    return exact().get(word)


def percent(word: str) -> str | None:
    """%-ға"""
    return "%" if word[0] == "%" else None


def date_in_digits(word: str) -> str | None:
    """12.05.2020; 2012-де"""
    return "E" if CALENDAR_DATE.fullmatch(word) or BARE_YEAR.fullmatch(word) else None


def number(word: str) -> str | None:
    """25, 60-тан, 2-еуі, 2030-ыншы, 3-ақ"""
    if not word[0].isdigit():
        return None
    joined = JOINED.fullmatch(word)
    found = NUMBER.fullmatch(word.removesuffix("-ақ"))
    if joined is not None or found is None:
        return number(joined[1] or joined[2]) if joined is not None else "x"
    ending = found[2]
    made = ORDINAL.fullmatch(ending)
    if made is not None:
        return "o" if made[2] else "O"
    made = DOZENS.fullmatch(ending)
    if not ending or made is not None:
        # no decimals stand behind these: 2006 , 2007; 1-ақ , 1
        return "3" if made is not None and made[2] else "D" if len(word) <= len("999") else "N"
    made = ENDINGS.fullmatch(ending)
    return IN_DIGITS[str(made.lastgroup)] if made is not None else "x"


def latin(word: str) -> str | None:
    """Internet"""
    return "*" if word.isascii() and word.isalpha() else None


def with_particle(word: str) -> str | None:
    """Үш-ақ"""
    found = PARTICLE.fullmatch(word)
    return symbol_of(found[1]) if found is not None else None


def hyphenated(word: str) -> str | None:
    """Бес-алты, қаңтар-маусым, киловатт-сағат"""
    written = [part for part in word.split("-") if part]
    if len(written) < len("ab"):
        return None
    parts = [symbol_of(part) for part in written]
    if set(parts) == {"U", "B"}:
        return "U"
    if {"Q", "6"}.issuperset(parts):
        return "Q"
    is_alike = len(set(parts)) == 1 or set("NM179").issuperset(parts[:-1])
    return parts[-1] if is_alike and parts[-1] in "NM179bnOoQEAWJS" else "x"


def ordinal(word: str) -> str | None:
    """Жиырмасыншы, бесінші"""
    found = ORDINAL.fullmatch(word)
    if found is None or not any(is_numeral(found[1][: len(found[1]) - cut]) for cut in range(3)):
        return None
    return "o" if found[2] else "O"


def dozens(word: str) -> str | None:
    """Жүздеген, мыңдаған"""
    found = DOZENS.fullmatch(word)
    return ("p" if found[2] else "N") if found is not None and is_numeral(found[1]) else None


def about(word: str) -> str | None:
    """Мыңдайы, литрдейі"""
    found = ABOUT.fullmatch(word)
    counted = symbol_of(found[1]) if found is not None else "x"
    return "p" if counted in "NM179" else counted.lower() if counted in "UC%" else None


def collective(word: str) -> str | None:
    """Екеуіміз"""
    found = COLLECTIVE.fullmatch(word)
    return "p" if found is not None and is_numeral(found[1]) else None


def age(word: str) -> str | None:
    """Жастағы, жасар, жас"""
    return "!" if word == "жас" else "X" if AGE.fullmatch(word) else None


def anniversary(word: str) -> str | None:
    """Жылдығына"""
    return "8" if word.startswith("жылдығ") else None


def known(word: str) -> str | None:
    """What the lexicon and the lists above know, in a form that leaves it the same word."""
    return next(filter(None, (inflected(word, symbol, tags) for symbol, tags in readings(word))), None)


def inflected(word: str, symbol: str, tags: frozenset[str]) -> str | None:
    """The symbol of a form with these tags; None if they make another word of it."""
    if symbol in "NT" and word.startswith("тоқсан"):
        symbol = "T" if tags & QUARTER else "N"
    if symbol == "P" and not tags:
        return None
    return next((form for asked, form in FORMS.get(symbol, ()) if tags & asked), symbol)


def long_span(word: str) -> str | None:
    """Үшжылдық, біркүндік"""
    found = LONG_SPAN.fullmatch(word)
    return "E" if found is not None and is_numeral(found[1]) else None


#: The order decides: what is listed as it stands first, guesses last.
STEPS: tuple[Callable[[str], str | None], ...] = (
    listed,
    percent,
    date_in_digits,
    number,
    latin,
    with_particle,
    hyphenated,
    ordinal,
    dozens,
    about,
    collective,
    age,
    anniversary,
    known,
    long_span,
)

# -- rows of symbols to spans -----------------------------------------------------------------------------------------

NUMERAL = "[N1M79]"
WRITTEN = "(?:[N1M79H]h?)+"
#: «11 , 2» has a decimal, «1 – 2 , 1 – 2» and «1 , 2 , 3» have none.
DECIMAL = "D(?:,D(?![-_,])|(?<![-_]D),D(?=[-_]))?"
#: A number that goes on: он бір бүтін оннан екі миллион; жеті де бес; 11 , 2 миллион.
PLAIN = f"(?:{WRITTEN}(?:Fb?{WRITTEN}|(?<!M)g{WRITTEN})?|H?{DECIMAL}h?M*)"
#: The same with an ending: он бірі, 7 , 5 мыңнан, 80-нен.
BASE = f"(?:{WRITTEN}(?:Fb?(?:{WRITTEN})?|g(?:{WRITTEN})?)?|{DECIMAL}h?M*)"
ABLATIVE = f"(?:{BASE}?b|(?:D,|{NUMERAL}*H)?2)"
POSSESSED = f"(?:{BASE}?p|(?:D,)?3)"
ENDED = f"(?:{BASE}?[bpn]|{WRITTEN}}}|(?:D,|H)?[234])"
FULL = f"(?:{ENDED}|{PLAIN})"
#: «X мен Y» is one span where аралығында or шамасында closes it.
RANGE = f"(?:{PLAIN}[-_]{FULL}|{PLAIN}w{FULL}(?=.?.?[zr])|{FULL})"
BEFORE = "(?:I?(?:Z|[>v]\\?))?"
#: «…дан кем», «…ға жуық», «шақты», «…ға дейін»
AFTER = "(?:(?:z|(?<=[b234cu%n@=}YAKWXR])>)[?^]?z?<?|<)?"
ORD = f"(?:(?:{NUMERAL}*O[-_]|{PLAIN}[-_])?(?:{NUMERAL}|D)*O)"
TIME = "[YyAaKkWGTL]"
LAST = "[med]"
END = "(?:z|(?<=X)>)?[<'frd]?"
YEAR = f"(?:{ORD}y|[DN]y|[meld]*y)"
DAY = f"(?:{ORD}|D|{WRITTEN})"
PATTERNS: tuple[tuple[str, ...], ...] = (
    ("MONEY", f"{BEFORE}{RANGE}{AFTER}\\$?(?:C{PLAIN})?[Cc]{AFTER}"),
    ("PERCENTAGE", f"{BEFORE}{RANGE}{AFTER}%§?{AFTER}"),
    ("QUANTITY", f"i?{BEFORE};?{RANGE}{AFTER}V*(?:U{PLAIN})?U?[Uu](?:/[BUW]U?)?{AFTER}\\+?"),
    # елуден жетпіс метрге дейін; он айлық есептік көрсеткіш
    ("QUANTITY", f"i?{ABLATIVE}{PLAIN}V*[Uu]<"),
    ("QUANTITY", f"{BEFORE}(?:{ABLATIVE}(?=[^bpn234]+<))?{RANGE}{AFTER}AV?@{AFTER}"),
    # өткен ғасырдың қырқыншы жылдары; 2040-ыншы жылға дейін
    ("DATE", f"(?:mG|mg)?{LAST}*{ORD}[YyGKTWL9]P?{END}"),
    # екі мың үшінші жылдың алтыншы ақпанында; сәуір айынан бері
    ("DATE", f"{YEAR}?{DAY}?[Qq](?:A(?=[<']))?(?:[-_][Q6])?P?{END}"),
    ("DATE", f"{YEAR}?{DAY}6P?{END}", "6(?=A)"),
    ("DATE", f"{YEAR}[Q6]A?P?{END}", f"l[Q6]{END}", f"[me](?:QA?|6A){END}"),
    ("DATE", f"{ORD}[-_]?{ORD}[Q6]{END}"),
    # шілденің оны; тамыздың бірі мен үші аралығында; осы айдың 21-інде
    ("DATE", f"(?:{YEAR}|e)?q(?:{FULL}|{ORD}|{NUMERAL}*o|}})(?:[-_w](?:{FULL}|{ORD}|o))?{END}"),
    ("DATE", f"[eml]?a(?:{POSSESSED}|{ORD}|{NUMERAL}*o){END}"),
    # келесі жылдың екінші жартысында; былтырғы жылдың күзінде; күздің үш айында
    ("DATE", f"{YEAR}(?:{ORD}|m)?[TSPK=9]P?{END}", "O="),
    ("DATE", f"[eml]?[sak](?:{FULL}|{ORD}|m)[AKT]{END}", f"{YEAR}m?{RANGE}[AKWT]{END}"),
    # алдағы он күнде; үш күннен он күнге дейін; 3 жеті
    ("DATE", f"{LAST}*{BEFORE}(?:{RANGE}z?|v|H)j?{TIME}{AFTER}{END}"),
    ("DATE", f"{LAST}*{BEFORE}{FULL}[YAKW]{PLAIN}{TIME}<"),
    ("DATE", f"[D1]7{END}", f"{FULL}J'"),
    # осы айда; жаңа жылға дейін; орта ғасырда; ай басынан бері; апта сайын
    ("DATE", f"(?:{LAST}+|l)(?:[YyAaKkWGTL~]|[Ss]|Q|J)P?{END}"),
    ("DATE", f"\"(?:Y['<]|YP{END}|y(?:P|mK){END})", f"m?0[YGK]{END}"),
    ("DATE", f"[yYsaAWG]P{END}", "[YAKWSs]f", "S~", "sK"),
    # ages: 16 жасқа дейінгі; отыз бен қырық жас аралығында; жасы 80-де
    ("DATE", f"{BEFORE}{RANGE}{AFTER}X{END}", f"{FULL}X{FULL}X{END}"),
    ("DATE", f"{PLAIN}!?[w&]{FULL}[X!]{END}", f"{PLAIN}!z"),
    ("DATE", f"(?<=X)(?:{BASE}?n|4|{WRITTEN}}})"),
    # бүгінге дейін; бүгінгі таңда; күзде; сейсенбі – сенбі
    ("DATE", f"[Ee]{END}", f"e5{END}", f"J[-_]J{END}", "[SsJLQq]"),
    # classes that are not scored keep their words from the others: үш сағат, кешкі алтыда, 09 : 45-те
    ("TIME", f"t?B?{BEFORE}{RANGE}{AFTER}B{AFTER}{END}", f"t?D:[D234N]{END}"),
    ("TIME", f"tB?(?:{RANGE}|}}){END}", f"B(?:{ENDED}|}})"),
    ("CARDINAL", f"{BEFORE};?{RANGE}{AFTER}(?:R(?:>|{AFTER}))?"),
    # төрттен бірі, тең жартысы
    ("CARDINAL", f"{ABLATIVE}(?:{POSSESSED}|[1ND](?![N1M79DHbpncCuUV%$,]))", f"`?={AFTER}"),
    ("ORDINAL", f"{ORD}", f"{NUMERAL}*o"),
    # numbers of names: № 12, Заря – 3, Soyuz 11, 12 / 34, 3 . 0, 100 жылдығы
    ("NAME", f"#{FULL}", f"[x*]-{FULL}", f"\\*{PLAIN}", f"{FULL}8", "[DN]/[DN]", "D\\.D"),
)
RULES = tuple((label, re.compile(pattern)) for label, *patterns in PATTERNS for pattern in patterns)

#: Words before and behind бір where it counts nothing.
NO_COUNT = frozenset(
    {"белгілі", "ең", "түбі", "әйтеуір", "басты", "үлкен", "жақсы", "жаман", "басқа", "жалғыз", "не", "небір"}
    | {"сондай", "осындай", "мұндай", "қызық"}
)
NOT_COUNTED = (
    *("кез", "уақыт", "мезгіл", "мезет", "уағ", "сәт", "сондай", "осындай", "мұндай", "қарағанда", "ыңғай"),
    *("енді", "бол", "өзі", "топ", "қызығы"),
)
CONVERB = re.compile(r".{2,}[ыі]п")
#: Up to so many words in quotation marks are a name.
NAME_WORDS = 5


def find(tokens: list[str]) -> list[Span]:
    """Spans of a sentence, of all classes that have patterns."""
    kept = spoken(tokens)
    names = quoted(tokens)
    row = "".join("x" if is_feast(tokens, place) else symbol_of(tokens[place]) for place in kept)
    found: list[Span] = []
    place = 0
    while place < len(row):
        stop, label = longest(row, place)
        places = kept[place:stop]
        is_count = label != "CARDINAL" or (names.isdisjoint(places) and not is_article(tokens, places))
        if label and is_count:
            found.append(Span(places[0], places[-1] + 1, label))
        place = max(stop, place + 1)
    return found


def longest(row: str, place: int) -> tuple[int, str]:
    """Where the longest match that begins here ends, and its class; an empty class if nothing matches."""
    best, chosen = place, ""
    for label, pattern in RULES:
        match = pattern.match(row, place)
        if match is not None and match.end() > best:
            best, chosen = match.end(), label
    return best, chosen


def spoken(tokens: list[str]) -> list[int]:
    """Places of the tokens without hesitations, which the transcript puts in brackets: «( ыы )»."""
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
    """«белгілі бір», «бір кезде», «бір келіп»: no number; «бірі …, енді бірі …»: the one and the other."""
    first = places[0]
    word = fold(tokens[first])
    before = [fold(token) for token in tokens[max(0, first - 2) : first]]
    last = before[-1] if before else ""
    if word in {"бірі", "біреуі"}:
        return last in {"", "енді", "«"}
    if word != "бір" or len(places) > 1 or first + 1 == len(tokens) or last == "тағы":
        return False
    following = fold(tokens[first + 1])
    return (
        last in NO_COUNT
        or (last == "да" and before[0] in {"қандай", "қай"})
        or following.startswith(NOT_COUNTED)
        or CONVERB.fullmatch(following) is not None
    )


def quoted(tokens: list[str]) -> set[int]:
    """Places inside quotation marks that are a name: «Арна 7»; of a longer one the end: «… даму жоспары 2040»."""
    opening: int | None = None
    places: set[int] = set()
    for place, mark in enumerate(tokens):
        if mark == "«":
            opening = place
        elif mark == "»":
            places.add(place - 1)
            if opening is not None and place - opening <= NAME_WORDS + 1:
                places.update(range(opening, place))
            opening = None
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
    """Precision, recall, F1 (exact span and class) and number of annotated spans, by class; empty without the data."""
    path = folder / FILE
    if not path.is_file():
        return {}
    right, made, wanted = Counter[str](), Counter[str](), Counter[str]()
    for tokens, annotated in read(path):
        gold, ours = set(annotated), set(find(tokens))
        right.update(span.label for span in gold & ours)
        made.update(span.label for span in ours)
        wanted.update(span.label for span in gold)
    return {label: rates(right[label], made[label], wanted[label]) for label in CLASSES}


def rates(right: int, made: int, wanted: int) -> dict[str, float]:
    """Precision, recall and F1 of counts, and what was wanted."""
    return {
        "precision": right / max(made, 1),
        "recall": right / max(wanted, 1),
        "f1": 2 * right / max(made + wanted, 1),
        "spans": wanted,
    }


def table(found: dict[str, dict[str, float]]) -> str:
    """Our scores beside those of others."""
    heads = ("CRF/test", "proto/valid", "proto/test", "XLM-R/valid")
    lines = [f"{'':12}{'P':>7}{'R':>7}{'F1':>7}{'spans':>7}" + "".join(f"{head:>13}" for head in heads)]
    for label, ours in found.items():
        own = "".join(f"{ours[measure]:>7.3f}" for measure in ("precision", "recall", "f1"))
        lines.append(f"{label:12}{own}{ours['spans']:>7.0f}" + "".join(f"{other:>13}" for other in OTHERS[label]))
    return "\n".join(lines) + "\n"


def report(folder: Path) -> str:
    """The table, or where the data was looked for."""
    found = scores(folder)
    return table(found) if found else f"KazNERD: no {FILE} in {folder}, nothing scored\n"


def main() -> int:
    """Print the report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=FOLDER, help=f"where {FILE} lies (default: {FOLDER})")
    sys.stdout.write(report(options.parse_args().folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
