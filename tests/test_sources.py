from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from kzplans.config import Limits
from kzplans.extract import Extractor
from kzplans.lexicon import load_lexicon
from kzplans.model import Document, Unread
from kzplans.sources import LeftAlone, Reading, read_inputs, read_sources
from kzplans.sources.decode import decode
from kzplans.sources.names import shown_name
from kzplans.sources.reasons import Reason, Refused

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Астанада 2030 жылға қарай 12 мектеп салынады."


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_lexicon())


def outcomes(extractor: Extractor, *sources: Path | str, limits: Limits | None = None) -> list[tuple[str, str]]:
    """Path and result of each input: ``ok`` or the reason word; paths below a folder without it."""
    found = []
    for outcome in read_inputs([str(source) for source in sources], extractor, limits or Limits()):
        if isinstance(outcome, Reading):
            found.append((outcome.document.path, "ok"))
        elif isinstance(outcome, Unread):
            found.append((outcome.path, str(outcome.reason)))
        else:
            assert isinstance(outcome, LeftAlone)
            found.append((outcome.path, "left alone"))
    return [
        (os.path.relpath(path, sources[0]) if path.startswith(str(sources[0])) else path, end) for path, end in found
    ]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "utf-32"),
    ],
)
def test_a_text_reads_the_same_in_every_encoding_that_says_what_it_is(content: bytes, encoding: str) -> None:
    decoded = decode(content)
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


def test_line_ends_become_one_kind_and_letters_are_composed() -> None:
    assert decode("а\r\nб\rв\u0438\u0306\n".encode()).text == "а\nб\nв\u0439\n"


def test_only_what_nobody_sees_is_taken_out() -> None:
    text = "\ta\u00a0b\u00ad \u200b\x0c\u2028\n\n"
    assert decode(text.encode()).text == "\ta\u00a0b \n\n\n\n"


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (b"", Reason.EMPTY, "is empty"),
        (b"\xef\xbb\xbf", Reason.EMPTY, "is empty"),
        (b" \r\n\t\xc2\xa0", Reason.EMPTY, "white space"),
        (b"%PDF-1.7\n%\xe2\xe3", Reason.UNSUPPORTED_TYPE, "a PDF"),
        (b"PK\x03\x04\x14\x00", Reason.UNSUPPORTED_TYPE, "zip"),
        (b"\x89PNG\r\n\x1a\n\x00", Reason.UNSUPPORTED_TYPE, "PNG"),
        (b"MZ\x90\x00", Reason.UNSUPPORTED_TYPE, "program"),
        (b"\x01\x02\x00\x03", Reason.GARBLED_TEXT, "byte 2"),
        ("Астана\nАлматы".encode("cp1251"), Reason.DECODE_UNCERTAIN, "byte 0 (0xc0, line 1)"),
        (b"ok\n" + TEXT.encode() + b"\xff", Reason.DECODE_UNCERTAIN, "line 2"),
        (TEXT.encode()[:-2] + b"\xd0", Reason.DECODE_UNCERTAIN, "is no UTF-8"),
        (b"\xff\xfe\x00", Reason.DECODE_UNCERTAIN, "UTF-16"),
        (b"\xff\xfe\x00\xd8a\x00", Reason.DECODE_UNCERTAIN, "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(content: bytes, reason: Reason, detail: str) -> None:
    with pytest.raises(Refused) as refused:
        decode(content)
    assert refused.value.reason == reason
    assert detail in refused.value.detail


def test_a_text_may_begin_like_a_program() -> None:
    assert decode(b"MZ is a place").text == "MZ is a place"


def test_a_folder_is_walked_in_the_order_of_bytes(tmp_path: Path, extractor: Extractor) -> None:
    for name in ("b.txt", "a/z.md", "B.TXT", "я.txt", "a.txt", "a/b/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{TEXT} {name}", encoding="utf-8")
    for name in ("city.db", ".hidden.txt", "~$lock.md", "Thumbs.db", "a.txt~", "notes.xyz", "letter"):
        (tmp_path / name).write_text(f"{TEXT} {name}", encoding="utf-8")
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert outcomes(extractor, tmp_path) == [
        ("B.TXT", "ok"),
        ("a/b/c.txt", "ok"),
        ("a/z.md", "ok"),
        ("a.txt", "ok"),
        ("b.txt", "ok"),
        ("city.db", "left alone"),
        ("letter", "ok"),
        ("notes.xyz", "unsupported_type"),
        ("scan.png", "unsupported_type"),
        ("я.txt", "ok"),
    ]


def test_the_folder_that_a_browser_saves_beside_a_page_is_no_source(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "page.html").write_text(f"<article><p>{TEXT * 9}</p></article>", encoding="utf-8")
    for folder in ("page_files", "city_files"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert outcomes(extractor, tmp_path) == [
        ("city_files/logo.png", "unsupported_type"),
        ("page.html", "ok"),
        ("page_files", "left alone"),
    ]


def test_a_path_is_shown_as_it_was_given(tmp_path: Path, extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert outcomes(extractor, "news/") == [("a.txt", "ok")]
    document = next(read_sources(["news/"], extractor, Limits()))
    assert document.path == "news/a.txt"
    monkeypatch.chdir("/")
    document = next(read_sources(["news"], extractor, Limits(), tmp_path))
    assert document.path == "news/a.txt"


def test_a_file_named_alone_is_read_whatever_its_ending(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "speech").write_text(TEXT, encoding="utf-8")
    (tmp_path / "scan.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    assert outcomes(extractor, tmp_path / "speech", tmp_path / "scan.txt")[0][1] == "ok"
    assert outcomes(extractor, tmp_path / "scan.txt") == [(".", "unsupported_type")]


def test_a_file_reached_twice_is_read_once(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert outcomes(extractor, tmp_path, tmp_path / "a.txt", f"{tmp_path}/.") == [("a.txt", "ok")]


def test_links_in_folders_are_not_followed(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "passwd.txt").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "v1.bin").symlink_to("/etc/passwd")
    (tmp_path / "v1.log").symlink_to("/etc/passwd")
    assert outcomes(extractor, tmp_path) == [
        ("a.txt", "symlink"),
        ("b.txt", "symlink"),
        ("gone.txt", "symlink"),
        ("passwd.txt", "symlink"),
        ("up", "symlink"),
        ("v1.bin", "symlink"),
        ("v1.log", "left alone"),
    ]


def test_a_link_that_is_named_is_followed(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "latest").symlink_to("a.txt")
    assert outcomes(extractor, tmp_path / "latest") == [(".", "ok")]


def test_pipes_devices_and_sockets_do_not_make_it_wait(tmp_path: Path, extractor: Extractor) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        assert outcomes(extractor, tmp_path) == [
            ("pipe.txt", "not_a_regular_file"),
            ("socket.txt", "not_a_regular_file"),
        ]
    assert outcomes(extractor, "/dev/zero") == [(".", "not_a_regular_file")]


def test_limits_are_named_when_they_are_met(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "deep/c.txt", "deep/deeper/d.txt", "e.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "e.txt").write_text(TEXT * 3, encoding="utf-8")
    limits = Limits(file_bytes=len(TEXT.encode()), depth=2)
    assert outcomes(extractor, tmp_path, limits=limits) == [
        ("a.txt", "ok"),
        ("b.txt", "ok"),
        ("deep/c.txt", "ok"),
        ("deep/deeper", "nested_too_deep"),
        ("e.txt", "too_large"),
    ]
    unread = list(read_sources([str(tmp_path)], extractor, Limits(files=1)))[-1]
    assert isinstance(unread, Unread)
    assert unread.reason == "too_many_parts"
    assert "files in kzplans.yaml" in unread.detail


def test_what_is_not_there_is_said_in_its_place(tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    found = list(read_sources([str(tmp_path / "no"), str(tmp_path / "a.txt")], extractor, Limits()))
    assert isinstance(found[0], Unread)
    assert (found[0].reason, found[0].detail) == ("vanished", "does not exist")
    assert isinstance(found[1], Document)


def test_reading_is_lazy(tmp_path: Path, extractor: Extractor) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT + name, encoding="utf-8")
    stream = read_sources([str(tmp_path)], extractor, Limits())
    assert isinstance(next(stream), Document)
    (tmp_path / "b.txt").unlink()
    gone = next(stream)
    assert isinstance(gone, Unread)
    assert gone.reason == "vanished"


def test_names_are_shown_on_one_line(tmp_path: Path, extractor: Extractor) -> None:
    name = os.fsdecode(b"\xcf\xeb\xe0\xed\n\x1b[31m\xe2\x80\xae.txt")
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert outcomes(extractor, tmp_path) == [(r"\xcf\xeb\xe0\xed\x0a\x1b[31m\u202e.txt", "ok")]
    assert shown_name("жоспар 1.txt") == "жоспар 1.txt"
