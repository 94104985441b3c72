"""Feeds as files, and what feeds and sitemaps lead to."""

from __future__ import annotations

import contextlib
import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzplans.sources.formats import feed
from kzplans.sources.reasons import Reason, Refused

pytest.importorskip("feedparser")

PLAN = "В городе Шымкенте до 2027 года планируется построить 12 школ, сообщил аким города."
KAZAKH = "Қостанай қаласында 2027 жылға дейін ұзындығы үш шақырым жаңа өткел салынады, деп хабарлады әкімдік."


def rss(items: str, *, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Акимат</title>{items}</channel></rss>'.encode()


def item(title: str, description: str, rest: str = "") -> str:
    return f"<item><title>{title}</title><description>{description}</description>{rest}</item>"


def only(content: bytes) -> dict[str, Any]:
    (part,) = feed.read(content, "feed.xml")
    return dict(part)


def test_an_entry_is_a_text_with_its_day_and_address() -> None:
    rest = "<link>https://astana.gov.kz/1</link><pubDate>Mon, 16 Mar 2026 21:30:00 +0000</pubDate>"
    part = only(rss(item("Школы", f"&lt;p&gt;{PLAN}&lt;/p&gt;&lt;p&gt;Второй абзац.&lt;/p&gt;", rest)))
    assert part["text"] == f"Школы\n{PLAN}\nВторой абзац.\n"
    assert (part["title"], part["publisher"], part["part"]) == ("Школы", "Акимат", "entry 1")
    assert (part["date"], part["url"], part["warning"]) == ("2026-03-17", "https://astana.gov.kz/1", None)


@pytest.mark.parametrize(
    "content",
    [
        rss(f"<item><title>Школы</title><description><![CDATA[<p>{PLAN}</p>]]></description></item>"),
        rss(
            item("Школы", "коротко", f"<content:encoded><![CDATA[<div>{PLAN}</div>]]></content:encoded>"),
            head='<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss-0.91.dtd">',
        ).replace(b'<rss version="2.0">', b'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'),
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>А</title><entry><title>Школы</title><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{PLAN}</p></div></content></entry></feed>'.encode(),
        f'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/"><item rdf:about="x"><title>Школы</title><description>{PLAN}</description>'
        f"</item></rdf:RDF>".encode(),
        rss(item("Школы", f"{PLAN}&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Подробнее…&lt;/p&gt;")),
        rss(item("Школы", PLAN)).decode().replace("utf-8", "utf-16").encode("utf-16"),
        rss(item("Школы", PLAN)).decode().replace("utf-8", "windows-1251").encode("cp1251"),
        rss(item("Школы", PLAN)) + b"<!-- -->",
    ],
)  # fmt: skip
def test_feeds_of_all_kinds(content: bytes) -> None:
    assert only(content)["text"] == f"Школы\n{PLAN}\n"


def test_kazakh_letters_that_are_declared_as_russian() -> None:
    content = rss(item("Өткел", KAZAKH)).decode().replace("utf-8", "windows-1251").encode("kz1048")
    part = only(content)
    assert KAZAKH in part["text"]
    assert "KZ-1048" in part["warning"]


def test_a_title_alone_is_a_text_and_is_not_told_twice() -> None:
    assert only(rss(item(PLAN, PLAN)))["text"] == f"{PLAN}\n"
    assert only(rss(item(PLAN, PLAN)))["title"] is None
    assert only(rss(f"<item><title>{PLAN}</title></item>"))["text"] == f"{PLAN}\n"


def test_what_leads_on_is_no_text() -> None:
    assert only(rss(item("Школы", f"{PLAN} &lt;a href=x&gt;Подробнее&lt;/a&gt;")))["text"] == f"Школы\n{PLAN}\n"
    assert only(rss(item(PLAN.rstrip("."), PLAN)))["text"] == f"{PLAN}\n"


def test_links_are_relative_to_the_site_and_whole_texts_count() -> None:
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:yandex="http://news.yandex.ru"><channel><link>https://a.kz/</link>'
    whole = f"<yandex:full-text>{PLAN}</yandex:full-text>"
    part = only(f"{head}{item('Школы', '…', f'<link>/1</link>{whole}')}</channel></rss>".encode())
    assert (part["url"], part["text"]) == ("https://a.kz/1", f"Школы\n{PLAN}\n")


def test_markup_in_titles_and_links_is_no_markup() -> None:
    part = only(rss(item("&lt;script&gt;alert(1)&lt;/script&gt;Школы", PLAN, "<link>javascript:alert(1)</link>")))
    assert (part["title"], part["url"]) == ("Школы", None)


@pytest.mark.parametrize("day", ["0000-00-00", "16 марта 2026 года", "Mon, 99 Mar 2026"])
def test_a_day_that_makes_no_sense_is_told(day: str) -> None:
    part = only(rss(item("Школы", PLAN, f"<pubDate>{day}</pubDate>")))
    assert part["date"] is None
    assert f"malformed: date of an entry: {day!r}" in part["warning"]


def test_what_is_whole_of_a_broken_feed_is_read() -> None:
    part = only(rss(item("Школы", PLAN)).replace(b"</channel></rss>", b"<item><tit"))
    assert PLAN in part["text"]
    assert "malformed" in part["warning"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rss("", head='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'), Reason.BOMB),
        (rss("", head='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///x">]>'), Reason.MALFORMED),
        (rss(""), Reason.NO_TEXT),
        (b"<rss", Reason.MALFORMED),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        feed.read(content, "feed.xml")
    assert refused.value.reason is reason


def urls(content: bytes, name: str = "sitemap.xml") -> tuple[str, list[str]]:
    told = feed.links(content, name, "https://a.kz/news/")
    return told["kind"], [link["url"] for link in told["links"]]


SITEMAP = b"""<?xml version="1.0"?><!-- made --><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://a.kz/1 </loc>
<lastmod>2026-03-16</lastmod><news:news><news:title>Plan</news:title></news:news></url><url><loc>javascript:1</loc></url><url><loc>/2</loc></url>
<url><loc>https://a.kz/1#x</loc></url></urlset>"""


def test_sitemaps() -> None:
    told = feed.links(SITEMAP, "sitemap.xml", "https://a.kz/news/")
    assert told["links"][0] == {"url": "https://a.kz/1", "title": "Plan", "changed": "2026-03-16"}
    expected = ("sitemap", ["https://a.kz/1", "https://a.kz/2"])
    assert urls(SITEMAP) == urls(gzip.compress(SITEMAP)) == expected
    assert urls(SITEMAP.replace(b"urlset", b"sitemapindex")) == ("index", expected[1])
    assert urls(b"https://a.kz/1\nhttps://a.kz/2\n", "sitemap.txt") == expected
    assert urls(SITEMAP[:-40]) == expected


def test_links_of_feeds_and_of_pages() -> None:
    told = item("Школы", PLAN, "<link>one</link>") + item("Школы", PLAN, "<link>https://b.kz/2</link>")
    assert urls(rss(told)) == ("feed", ["https://a.kz/news/one", "https://b.kz/2"])
    assert urls(b"<!DOCTYPE html><html><body>rss feed</body></html>") == ("page", [])
    assert urls(b"<html><body><a href=/2>x</a><a>y</a></body></html>") == ("page", ["https://a.kz/2"])
    page = b'<!DOCTYPE html [<!ENTITY nbsp "&#160;">]><html><body><a href=/2>x</a></body></html>'
    assert urls(page) == ("page", ["https://a.kz/2"])
    assert urls(b"%PDF-1.7") == ("page", [])
    assert urls(b"") == ("page", [])


def test_pictures_of_a_page_are_not_the_page() -> None:
    inner = b"<url><loc>https://a.kz/1</loc><i:image><i:loc>https://a.kz/1.jpg</i:loc></i:image></url>"
    assert urls(b'<urlset xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">%b</urlset>' % inner) == (
        "sitemap",
        ["https://a.kz/1"],
    )


def test_a_packed_sitemap_is_bounded() -> None:
    with pytest.raises(Refused) as refused:
        feed.links(gzip.compress(b"<urlset>" + b" " * 5_000_000), "a.gz", "https://a.kz/")
    assert refused.value.reason is Reason.BOMB
    with pytest.raises(Refused) as refused:
        feed.links(gzip.compress(bytes(60_000_000)), "a.gz", "https://a.kz/")
    assert refused.value.reason is Reason.BOMB


GOOD = (rss(item("Школы", PLAN, "<link>https://a.kz/1</link>")), SITEMAP, gzip.compress(SITEMAP))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_comes_only_a_refusal_is_raised(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(GOOD) | st.binary(max_size=200))
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content)))
        stop = data.draw(st.integers(place, min(len(content), place + 40)))
        new = data.draw(
            st.binary(max_size=8) | st.sampled_from((b"<", b"&#0;", b"<!DOCTYPE a [", b"]]>", b"\xff", b"<rss>"))
        )
        content = content[:place] + new + content[stop:]
    for reader, *rest in ((feed.read, "a.xml"), (feed.links, "a.xml", "https://a.kz/")):
        with contextlib.suppress(Refused):
            reader(content, *rest)
