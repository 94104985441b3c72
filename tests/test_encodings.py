"""Which encoding a text is in (corpus/encodings.yaml), what is read with a warning, and what is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kzplans.sources.decode import Decoded, clean_text, decode
from kzplans.sources.reasons import Reason, Refused

CORPUS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "corpus" / "encodings.yaml").read_text(encoding="utf-8")
)
TEXTS = [text for texts in CORPUS.values() for text in texts]
LONG = [text for text in TEXTS if len(text) > 200]
SHORT = [text for text in TEXTS if len(text) <= 200]
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "kz1048", "ptcp154", "koi8-r", "cp866", "mac-cyrillic")
RUSSIAN = "В 2027 году в городе Шымкенте планируется ввести 340 км дорог. "
ENGLISH = "Astana – the akimat’s plan says that 340 km of roads and 12 schools will be built by 2027…"
KAZAKH = "Шымкент қаласында 2027 жылы 340 км жол салу жоспарланған, үйлер көбейеді. "


def attempt(content: bytes, declared: str | None = None) -> Decoded | Refused:
    try:
        return decode(content, declared)
    except Refused as refused:
        return refused


def encoded(texts: list[str], encoding: str) -> list[tuple[str, bytes]]:
    """The texts that have all their letters in the encoding; dashes and quotation marks may be written otherwise."""
    if encoding in {"koi8-r", "cp866"}:
        texts = [text.translate(str.maketrans("–«»№", '-""N')) for text in texts]
    kept = [text for text in texts if text.encode(encoding, "ignore").decode(encoding) == text]
    return [(text, text.encode(encoding)) for text in kept]


def test_the_corpus_is_large_enough() -> None:
    assert (len(SHORT) >= 40, len(LONG) >= 20, min(map(len, TEXTS)) >= 40) == (True, True, True)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("texts", "floor"), [(LONG, 0.98), (SHORT, 0.9)], ids=["long", "short"])
def test_the_encoding_is_found_and_never_wrong_without_a_warning(encoding: str, texts: list[str], floor: float) -> None:
    cases = encoded(texts, encoding)
    results = [(text, attempt(content)) for text, content in cases]
    right = [text for text, result in results if isinstance(result, Decoded) and result.text == text]
    assert len(cases) >= 9
    assert len(right) >= floor * len(cases)
    assert [
        (text, result)
        for text, result in results
        if isinstance(result, Decoded) and result.text != text and result.warning is None
    ] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_long_texts_are_read_without_doubt(encoding: str) -> None:
    results = [attempt(content) for _, content in encoded(LONG, encoding)]
    assert [result for result in results if isinstance(result, Refused) or result.warning] == []


@pytest.mark.parametrize(
    ("content", "text", "warning"),
    [
        (RUSSIAN.encode() * 5 + b"\xff " + RUSSIAN.encode(), RUSSIAN * 5 + "\ufffd " + RUSSIAN, "decode_uncertain: wr"),
        ((RUSSIAN + "я").encode()[:-1], RUSSIAN, "decode_uncertain: ends within a character"),
        (b"\xef\xbb\xbf" + (RUSSIAN + "я").encode()[:-1], RUSSIAN, "decode_uncertain: ends within a character"),
        (RUSSIAN.replace(" ", " \0", 3).encode(), RUSSIAN, "garbled_text: zero bytes left out: 3"),
        (
            b"\xff\xfe" + RUSSIAN.encode("utf-16-le") + b"\x00\xd8" + "я".encode("utf-16-le"),
            RUSSIAN + "\ufffdя",
            "decode_uncertain: wrong bytes shown as U+FFFD: 1",
        ),
        (ENGLISH.encode("cp1252"), ENGLISH, "decode_uncertain: signs read as cp1252: 3"),
        ((RUSSIAN + "\ufffd").encode(), RUSSIAN + "\ufffd", "decode_uncertain: characters lost (U+FFFD): 1"),
        (
            (RUSSIAN * 9 + "план".encode().decode("cp1251")).encode(),
            RUSSIAN * 9 + "план".encode().decode("cp1251"),
            "mojibake_suspected: characters that were once read in a wrong encoding: 8",
        ),
    ],
    ids=[
        "wrong byte",
        "cut",
        "cut behind a mark",
        "zero bytes",
        "half a character",
        "Windows",
        "lost before",
        "a wrong round",
    ],
)
def test_what_is_doubtful_has_a_warning(content: bytes, text: str, warning: str) -> None:
    decoded = decode(content)
    assert decoded.text == text
    assert (decoded.warning or "").startswith(warning)


@pytest.mark.parametrize(
    ("read_as", "really"),
    [
        ("cp1251", "utf-8"),
        ("cp1252", "utf-8"),
        ("latin-1", "utf-8"),
        ("kz1048", "utf-8"),
        ("koi8-r", "utf-8"),
        ("cp866", "utf-8"),
        ("latin-1", "cp1251"),
        ("cp1251", "kz1048"),
    ],
)
@pytest.mark.parametrize("before", [KAZAKH, RUSSIAN], ids=["kk", "ru"])
def test_a_wrong_round_is_refused(before: str, read_as: str, really: str) -> None:
    if before == KAZAKH and really == "cp1251":
        before = before.encode("kz1048").decode("cp1251")
    if before == RUSSIAN and really == "kz1048":
        return  # the same letters in both
    with pytest.raises(Refused) as refused:
        decode((before * 3).encode(really).decode(read_as, "replace").encode())
    assert refused.value.reason == Reason.MOJIBAKE_SUSPECTED


def test_a_wrong_round_that_can_be_undone_says_how() -> None:
    with pytest.raises(Refused, match=r"undone by: iconv -f UTF-8 -t CP1251$"):
        decode(RUSSIAN.encode().decode("cp1251").encode())


@pytest.mark.parametrize(
    "text",
    [
        "ТҮСІРІЛІМ, ТІСІ, БІРІНШІ КЕЗЕҢ – СССР, «ЕАЭС», США… АҚТӨБЕ",
        "Київська міська рада і Україна",
        "Београд: Љубљана и Њујорк, ђаци",
        "Île-de-France, créée à l’été; Køge, Åse",
    ],
)
def test_rare_letters_are_no_wrong_round(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize(
    "content",
    [
        RUSSIAN.encode() * 5 + RUSSIAN.encode("cp1251") * 5,
        RUSSIAN.encode("cp1251") * 99 + RUSSIAN.encode() * 9,
        RUSSIAN.encode("cp1251") * 99 + RUSSIAN.encode("koi8-r") * 99,
        "Орал".encode("cp1251"),
        RUSSIAN.encode("iso8859-5"),
    ],
    ids=["half and half", "UTF-8 at the end", "KOI8-R at the end", "too short", "unknown"],
)
def test_what_cannot_be_decided_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode(content)
    assert refused.value.reason == Reason.DECODE_UNCERTAIN


@pytest.mark.parametrize(
    "text",
    [
        "Київський міський голова повідомив, що в Україні збудують двадцять нових шкіл для всіх їх мешканців.",
        "Старшыня гарвыканкама паведаміў, што ў горадзе пабудуюць дваццаць новых школ для ўсіх жыхароў.",
    ],
)
def test_other_languages_are_not_taken_for_kazakh_in_silence(text: str) -> None:
    assert decode(text.encode("cp1251")).warning is not None


@pytest.mark.parametrize(
    ("content", "declared", "text", "encoding"),
    [
        (RUSSIAN.encode(), "windows-1251", RUSSIAN, "utf-8"),
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("cp1251"), "iso-8859-1", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("cp1251"), "no such charset", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("cp1251"), "unicode_escape", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), "windows-1251", RUSSIAN, "koi8-r"),
        (KAZAKH.encode("kz1048"), "windows-1251", KAZAKH, "kz1048"),
        (RUSSIAN.encode("iso8859-5"), "ISO-8859-5", RUSSIAN, "iso8859-5"),
        ("Орал".encode("cp1251"), "windows-1251", "Орал", "cp1251"),
        (ENGLISH.encode("cp1252"), "windows-1252", ENGLISH, "cp1252"),
        (b"plain", "utf-16", "plain", "utf-8"),
    ],
)
def test_a_declared_charset_is_believed_where_the_bytes_agree(
    content: bytes, declared: str, text: str, encoding: str
) -> None:
    assert decode(content, declared) == Decoded(text, encoding)


def test_unseen_characters_are_removed_and_spaces_stay() -> None:
    text = "\ufeffКоста\u00adнай обла\u200bсть\u202e 1\u202f340\u00a0км\x1b\x9f\t\U000e0041"
    assert clean_text(text) == "Костанай область 1\u202f340\u00a0км\t"


def test_line_ends_of_all_kinds_become_one_and_letters_are_composed() -> None:
    assert clean_text("а\r\nб\rв\u2028г\x0cд\x85и\u0306 \ud800") == "а\nб\nв\nг\nд\nй \ufffd"


def test_ten_megabytes_take_a_few_seconds() -> None:
    content = (KAZAKH + "\n").encode("kz1048")
    content *= 10_000_000 // len(content)
    start = time.monotonic()
    assert decode(content).warning is None
    assert time.monotonic() - start < 20  # measured: 4 s; the limit is for slow machines


@given(st.binary(max_size=400), st.sampled_from([None, "windows-1251", "latin-1", "utf-16", "x", "\0"]))
def test_any_bytes_are_read_or_refused(content: bytes, declared: str | None) -> None:
    result = attempt(content, declared)
    if isinstance(result, Decoded):
        assert result.text == clean_text(result.text)
        assert result.text.encode()


@given(st.text(max_size=60), st.sampled_from(ENCODINGS), st.binary(max_size=9))
def test_any_text_with_any_bytes_behind_is_read_or_refused(text: str, encoding: str, more: bytes) -> None:
    attempt((KAZAKH + text).encode(encoding, "ignore") + more)


@given(st.text(max_size=99))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
