"""``fetch`` against a server on loopback that answers as the sites of offices do, and as they should not."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kzplans.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., tuple[int, str, str]]

for package in ("urllib3", "protego", "feedparser", "trafilatura"):
    pytest.importorskip(package)

FIRST = "Шымкентте 2027 жылға дейін 12 мектеп салу жоспарланып отыр. Бұл туралы қала әкімдігі хабарлады."
SECOND = "Алматыда 2028 жылға қарай 40 шақырым жаңа су құбыры тартылады. Жоба қала бюджетінен қаржыландырылады."


def page(title: str, text: str) -> bytes:
    menu = "<nav><a href=/>Басты бет</a><a href=/news>Жаңалықтар</a></nav>"
    return (
        f"<!DOCTYPE html><html lang=kk><head><meta charset=utf-8><title>{title}</title></head><body>{menu}"
        f"<article><h1>{title}</h1><p>{text}</p></article><footer>© 2026</footer></body></html>"
    ).encode()


def rss(*items: tuple[str, str, str]) -> bytes:
    told = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for title, link, day in items
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Әкімдік</title>'
    return f"{head}{told}</channel></rss>".encode()


@dataclass
class Site:
    """Answers by path, as they may change from test to test, and what was asked for."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, content: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = status, {"Content-Type": kind, **told}, content

    def paths(self) -> list[str]:
        """What was asked for since the last time, without robots.txt."""
        asked = [path for path, _ in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return asked


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, self.headers.get("If-None-Match")))
            status, headers, content = served.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
                status, content = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def configure(*sources: str) -> None:
    listed = "".join(f"  - {source}\n" for source in sources)
    Path("kzplans.yaml").write_text(
        f"sources:\n{listed}library: city.db\nfetch: {{delay: 0, allow_hosts: [127.0.0.1]}}\n", encoding="utf-8"
    )


def ask(query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect("city.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_page_becomes_a_text_with_its_address(run: Run, site: Site) -> None:
    site.put("/plan", page("Жаңа мектептер", FIRST), ETag='"1"')
    configure(f"{{url: {site.url('/plan')}, name: Шымкент қаласының әкімдігі}}")
    code, out, err = run("fetch")
    assert (code, out) == (0, "")
    assert "1 answer fetched" in err
    assert "1 text taken in, 2 statements, 2 of them new" in err
    (row,) = ask("SELECT path, url, publisher, title FROM texts")
    assert row == (site.url("/plan"), site.url("/plan"), "Шымкент қаласының әкімдігі", "Жаңа мектептер")
    assert ask("SELECT address, status, json_extract(headers, '$.etag') FROM pages") == [(row[0], 200, '"1"')]
    assert "12 мектеп" in run("digest", "-q", "-O", "md")[1]
    assert "12 мектеп" in run("digest", "city.db", "-q", "-O", "md")[1]
    assert run("brief", "-q", "--today", "2026-11-23")[0] == 0
    assert "12 мектеп" in Path("briefs/2026-W47.md").read_text(encoding="utf-8").replace("*", "")


def test_what_is_known_is_not_sent_again(run: Run, site: Site) -> None:
    site.put("/plan", page("Жаңа мектептер", FIRST), ETag='"1"')
    configure(f"url: {site.url('/plan')}")
    run("fetch")
    site.asked.clear()
    code, _, err = run("fetch")
    assert (code, "0 answers fetched (0.0 MB), 1 unchanged" in err) == (0, True)
    assert ("/plan", '"1"') in site.asked
    site.put("/plan", page("Жаңа мектептер", FIRST.replace("12", "14")), ETag='"2"')
    assert "1 text taken in, 2 statements, 1 of them new" in run("fetch")[2]
    assert "14 мектеп" in run("digest", "-q", "-O", "md")[1].replace("*", "")
    assert "12 мектеп" not in run("digest", "-q", "-O", "md")[1].replace("*", "")


def test_a_feed_leads_to_its_new_pages(run: Run, site: Site) -> None:
    items = [
        ("Мектептер", site.url("/1"), "Mon, 16 Mar 2026 09:00:00 +0500"),
        ("Су құбыры", site.url("/2"), "Tue, 17 Mar 2026 09:00:00 +0500"),
    ]
    site.put("/1", page("Мектептер", FIRST))
    site.put("/2", page("Су құбыры", SECOND))
    site.put("/rss", rss(items[0]), "application/rss+xml")
    configure(f"url: {site.url('/rss')}")
    assert run("fetch")[0] == 0
    assert site.paths() == ["/rss", "/1"]
    assert ask("SELECT path, date FROM texts") == [(site.url("/1"), "2026-03-16")]
    site.put("/rss", rss(*items), "application/rss+xml")
    assert run("fetch")[0] == 0
    assert site.paths() == ["/rss", "/2"]
    assert ask("SELECT count(*) FROM texts") == [(2,)]


def test_a_page_that_failed_is_asked_for_again_the_next_time(run: Run, site: Site) -> None:
    site.put("/rss", rss(("Мектептер", site.url("/1"), "Mon, 16 Mar 2026 09:00:00 +0500")), "text/xml", ETag='"f"')
    site.put("/1", b"", status=403)
    configure(f"url: {site.url('/rss')}")
    code, _, err = run("fetch")
    assert code == 3
    assert f"kzplans: failed: {site.url('/1')}: http_error: " in err
    site.put("/1", page("Мектептер", FIRST))
    assert run("fetch")[0] == 0
    assert ask("SELECT count(*) FROM texts") == [(1,)]


def test_sitemaps_by_their_parts_and_the_newest_first(run: Run, site: Site) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    listed = "".join(
        f"<url><loc>{site.url(path)}</loc><lastmod>{day}</lastmod></url>"
        for path, day in (("/news/1", "2026-03-16"), ("/news/2", "2026-03-18"), ("/about", "2026-03-19"))
    )
    site.put("/part.xml.gz", gzip.compress(f"<?xml version='1.0'?><urlset {space}>{listed}</urlset>".encode()))
    index = f"<sitemap><loc>{site.url('/part.xml.gz')}</loc></sitemap>"
    site.put("/sitemap.xml", f"<?xml version='1.0'?><sitemapindex {space}>{index}</sitemapindex>".encode(), "text/xml")
    site.put("/news/1", page("Мектептер", FIRST))
    site.put("/news/2", page("Су құбыры", SECOND))
    configure(f"{{url: {site.url('/sitemap.xml')}, match: /news/, most: 1}}")
    assert "1 left for the next run" in run("fetch")[2]
    assert site.paths() == ["/sitemap.xml", "/part.xml.gz", "/news/2"]
    assert run("fetch")[0] == 0
    assert site.paths()[-1] == "/news/1"


def test_a_page_that_lists_others(run: Run, site: Site) -> None:
    links = "".join(f"<a href='{path}'>Оқу</a>" for path in ("/news/1", "/about", "/news/1#top", "news/2"))
    site.put("/", f"<html><body><p>{FIRST}</p>{links}</body></html>".encode())
    site.put("/news/1", page("Мектептер", FIRST))
    site.put("/news/2", page("Су құбыры", SECOND))
    configure(f"{{url: {site.url('/')}, match: /news/}}")
    assert run("fetch")[0] == 0
    assert site.paths() == ["/", "/news/1", "/news/2"]
    assert ask("SELECT count(*) FROM texts") == [(2,)]
    assert run("fetch")[0] == 0
    assert site.paths() == ["/"]


def test_robots_txt_is_obeyed(run: Run, site: Site) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /inner/\n", "text/plain")
    site.put("/inner/plan", page("Жоспар", FIRST))
    configure(f"url: {site.url('/inner/plan')}")
    code, _, err = run("fetch")
    assert (code, "disallowed" in err) == (3, True)
    assert site.paths() == []


def test_the_source_says_what_its_pages_do_not(run: Run, site: Site) -> None:
    body = "<div class=other><p>Мәзір туралы ұзақ мәтін, ол ешкімге керек емес, бірақ бетте тұр.</p></div>"
    text = "2027 жылға дейін 12 мектеп салу жоспарланып отыр."
    html = f"<html><head><meta charset=utf-8></head><body>{body}<div class=own-text><p>{text}</p></div></body></html>"
    site.put("/plan", html.encode("utf-8"))
    configure(f"{{url: {site.url('/plan')}, city: Алатау, selector: .own-text, language: kk}}")
    assert run("fetch")[0] == 0
    assert ask("SELECT city, text FROM statements") == [("alatau", text)]


def test_a_dry_run_changes_nothing(run: Run, site: Site) -> None:
    site.put("/rss", rss(("Мектептер", site.url("/1"), "Mon, 16 Mar 2026 09:00:00 +0500")), "text/xml")
    configure(f"url: {site.url('/rss')}")
    code, _, err = run("fetch", "--dry-run")
    assert (code, f"would fetch {site.url('/1')}" in err) == (0, True)
    assert not Path("city.db").exists()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://localhost/", "refused"),
        ("file:///etc/passwd", "refused"),
        ("http://10.0.0.1/plan", "refused"),
        ("http://user:secret@127.0.0.1/", "refused"),
    ],
)
def test_what_is_not_on_the_public_web_is_refused(run: Run, address: str, reason: str) -> None:
    code, _, err = run("fetch", address, "--library", "city.db")
    assert (code, reason in err, "secret" in err) == (3, True, False)


def test_a_redirect_into_the_own_network_is_refused(run: Run, site: Site) -> None:
    site.put("/plan", b"", status=302, Location="http://169.254.169.254/latest/")
    configure(f"url: {site.url('/plan')}")
    code, _, err = run("fetch")
    assert (code, "refused" in err) == (3, True)
    assert ask("SELECT count(*) FROM pages") == [(0,)]


def test_limits_and_broken_answers(run: Run, site: Site) -> None:
    site.put("/big", b"x" * 3000)
    site.put("/feed", b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>', "text/xml")
    site.put("/scan", b"%PDF-1.7 and nothing", "application/pdf")
    site.put("/good", page("Мектептер", FIRST))
    configure(*(f"url: {site.url(path)}" for path in ("/big", "/feed", "/scan", "/good")))
    with Path("kzplans.yaml").open("a", encoding="utf-8") as file:
        file.write("limits: {page_bytes: 2000}\n")
    code, _, err = run("fetch")
    assert code == 3
    assert f"{site.url('/big')}: too_large: " in err
    assert f"failed: {site.url('/scan')}: " in err
    assert "1 text taken in" in err


def test_other_commands_do_not_use_the_network(run: Run, site: Site) -> None:
    configure(f"url: {site.url('/plan')}")
    code, _, err = run("digest", site.url("/plan"))
    assert (code, "only fetch uses the network: kzplans fetch" in err) == (2, True)
    code, _, err = run("digest")
    assert (code, "nothing was fetched yet" in err) == (4, True)
    assert run("check") == (0, "", "")
    assert site.asked == []


def test_nothing_to_fetch(run: Run) -> None:
    code, _, err = run("fetch", "--library", "city.db")
    assert (code, "nothing to fetch: name an ADDRESS" in err) == (2, True)
    assert not Path("city.db").exists()
