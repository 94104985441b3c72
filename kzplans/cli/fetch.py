"""``kzplans fetch``: the one command with a network. It brings pages into the library."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kzplans import __version__
from kzplans.cli.ends import SOME_UNREAD
from kzplans.cli.messages import counted, say, say_unread
from kzplans.cli.options import Common, FileTimeoutOption, LibraryOption, WaitOption
from kzplans.cli.options import command as made_command
from kzplans.cli.output import whole_number
from kzplans.cli.session import open_session, parse_today, with_timeout
from kzplans.config import WebSource
from kzplans.errors import UsageError
from kzplans.model import Unread
from kzplans.sources import Answer, Reason, isolation_for, read_answer
from kzplans.sources.reasons import Refused
from kzplans.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kzplans.cli.session import Session
    from kzplans.library import Library, Page
    from kzplans.model import Document
    from kzplans.sources.isolation import Isolation
    from kzplans.sources.web.client import Client, Rules

Addresses = Annotated[list[str] | None, typer.Argument(metavar="ADDRESS", hidden=True)]
AllowHosts = Annotated[
    list[str] | None,
    typer.Option("--allow-host", metavar="HOST", help="A host of one's own network, which is else refused. Repeat it."),
]
PageTimeout = Annotated[
    str | None, typer.Option("--page-timeout", metavar="SECONDS", help="How long an answer may take, if not 30.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say which pages would be fetched; ask for feeds only.")]
#: Sitemaps in sitemaps.
_DEPTH = 2


def fetch(  # noqa: PLR0913  each is an option
    address: Addresses = None,
    library: LibraryOption = None,
    wait: WaitOption = None,
    allow_host: AllowHosts = None,
    page_timeout: PageTimeout = None,
    *,
    file_timeout: FileTimeoutOption = None,
    dry_run: DryRun = False,
    common: Common = Common(),  # noqa: B008  frozen
) -> int:
    """Fetch pages, feeds and sitemaps into the library. No other command uses the network.

    \b
    kzplans fetch                                      what sources: of kzplans.yaml names with url:
    kzplans fetch https://www.akorda.kz/kz --library city.db
    kzplans fetch --dry-run                            which pages would be fetched
    kzplans fetch && kzplans brief                     the week's brief of what came

    A page is a text; of a feed or a sitemap the pages are fetched that are not there yet, the newest first, and those
    that it says have changed. A page with match: is a list: of it the pages are fetched whose addresses hold one of
    these parts. A page that is named itself is asked for each time, and the host is told what is known,
    so that it need not send it again. Bytes and headers are kept as they came.
    robots.txt is obeyed; a host gets one request a second, or fewer if it asks for that. Only http and https, never an
    address of one's own network unless its host is allowed by name.
    """  # noqa: D301  the mark that keeps lines apart in help
    from kzplans.cli.ahead import Ahead  # noqa: PLC0415  completion needs no library
    from kzplans.cli.taking import library_path, open_library, seconds  # noqa: PLC0415  as above
    from kzplans.sources.web.client import Client  # noqa: PLC0415  as above

    session = with_timeout(open_session(common), file_timeout)
    sources = _sources(session, address)
    path = library_path(session, library)
    rules = _rules(session, allow_host, page_timeout)
    with (
        isolation_for(session.config.limits) as isolation,
        Ahead(session.extractor) as ahead,
        open_library(session, path, seconds(wait), lasting=not dry_run) as opened,
        Client(rules) as client,
    ):
        isolation.start()
        run = _Run(session, opened, client, isolation, dry_run=dry_run)
        run.go(sources, ahead)
        if not dry_run and (run.texts or run.unread):
            opened.record_run("fetch", parse_today(None).isoformat(), run.texts, run.new, len(run.unread))
    if not common.quiet:
        say(f"{path}: {run.sum_up()}")
    return SOME_UNREAD if run.unread else 0


command = made_command(fetch)


def _sources(session: Session, given: Sequence[str] | None) -> Sequence[WebSource]:
    """The addresses named, with what the configuration says of them; else all that are configured.

    Raises:
        UsageError: there are none.
    """
    configured = {source.url: source for source in session.config.web_sources}
    if given:
        return [configured.get(url, WebSource(url)) for url in given]
    if not configured:
        message = (
            "nothing to fetch: name an ADDRESS, or list pages, feeds and sitemaps in kzplans.yaml:\n"
            "sources:\n  - url: https://…"
        )
        raise UsageError(message)
    return list(configured.values())


def _rules(session: Session, allow_hosts: Sequence[str] | None, timeout: str | None) -> Rules:
    from kzplans.sources.web.client import Rules  # noqa: PLC0415  see fetch

    limits, fetching = session.config.limits, session.config.fetch
    return Rules(
        agent=f"kzplans/{__version__}" + (f" (+{fetching.contact})" if fetching.contact else ""),
        seconds=whole_number(timeout, "--page-timeout") if timeout else limits.page_seconds,
        most_bytes=limits.page_bytes,
        delay=fetching.delay,
        allowed_hosts=frozenset(allow_hosts or ()) | frozenset(fetching.allow_hosts),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An address to ask for, by its source, and what that says of it."""

    address: str
    source: WebSource
    #: How many feeds and sitemaps led here; 0 for what the user has named.
    depth: int = 0
    title: str | None = None
    date: str | None = None
    changed: str | None = None


@dataclass(slots=True)
class _Run:
    """One run: what is asked for, and the count of what came of it."""

    session: Session
    library: Library
    client: Client
    isolation: Isolation
    dry_run: bool
    waiting: deque[_Wanted] = field(default_factory=deque)
    unread: list[Unread] = field(default_factory=list)
    answers: int = 0
    size: int = 0
    unchanged: int = 0
    left: int = 0
    texts: int = 0
    statements: int = 0
    new: int = 0
    #: By the addresses that are kept: when they were said to have changed.
    known: dict[str, str | None] = field(default_factory=dict)
    #: What is kept of a page once its texts are in the library, by their names.
    pages: dict[str, Page] = field(default_factory=dict)

    def go(self, sources: Sequence[WebSource], ahead: Any) -> None:  # noqa: ANN401  Ahead, which only fetch imports
        """Ask for all sources and for the new pages that they lead to."""
        from kzplans.cli.progress import showing_progress  # noqa: PLC0415  not for wrong usage

        self.known = self.library.known_pages()
        self.waiting.extend(_Wanted(source.url, source) for source in sources)
        with showing_progress(quiet=self.session.common.quiet, streams=False) as advance:
            for name, size, text in ahead.prepared(self._documents()):
                came = self.library.take(name, size, text)
                page = self.pages.pop(name, None)
                if page is not None:
                    self.library.keep_page(page)
                advance(size)
                self.texts += 1
                self.statements += came.statements
                self.new += came.new

    def _documents(self) -> Iterator[tuple[str, int, Document]]:
        while self.waiting:
            wanted = self._next()
            try:
                yield from self._asked(wanted)
            except Refused as refused:
                self._lose(Unread(wanted.address, refused.reason, refused.detail))

    def _next(self) -> _Wanted:
        """What can be asked for soonest: while one host rests, others are asked."""
        place = min(range(len(self.waiting)), key=lambda place: (self._rest(self.waiting[place]), place))
        wanted = self.waiting[place]
        del self.waiting[place]
        return wanted

    def _rest(self, wanted: _Wanted) -> float:
        try:
            return self.client.ready_in(wanted.address)
        except Refused:
            return 0

    def _lose(self, unread: Unread) -> None:
        # a password in an address is no business of a log
        unread = replace(unread, path=re.sub(r"//[^/@]*@", "//…@", visible(unread.path)))
        self.unread.append(unread)
        say_unread(unread)

    def _asked(self, wanted: _Wanted) -> Iterator[tuple[str, int, Document]]:
        """The texts of an address, or what it leads to."""
        if self.answers >= self.session.config.limits.pages:
            self.left += 1
            return
        if self.dry_run and wanted.depth and not wanted.address.endswith((".xml", ".gz")):
            say(f"would fetch {wanted.address}")
            self.answers += 1
            return
        known = self.library.page(wanted.address)
        answer = self.client.get(
            wanted.address, etag=known.etag if known else None, modified=known.modified if known else None
        )
        if answer is None and known is None:
            self.unchanged += 1  # a host that says so without having been asked
            return
        page = self._page(wanted, answer, known)
        is_same = known is not None and known.sha256 == page.sha256
        if answer is not None and not is_same:
            self.answers += 1
            self.size += len(page.content)
        links = self._links(page, wanted)
        if links["links"] or links["kind"] != "page":
            self.library.keep_page(page)
            self._follow(wanted, links)
        elif is_same and self.library.knows_file(page.url, page.sha256):
            self.unchanged += 1
            self.library.keep_page(page)
        elif not self.dry_run:
            yield from self._texts(wanted, page)

    def _page(self, wanted: _Wanted, answer: Any, known: Page | None) -> Page:  # noqa: ANN401  Response
        from kzplans.library import Page  # noqa: PLC0415  see fetch

        moment = _moment()
        if answer is None and known is not None:
            return replace(known, checked=moment, changed=wanted.changed or known.changed)
        return Page(
            address=wanted.address,
            url=answer.url,
            source=wanted.source.url,
            checked=moment,
            fetched=moment,
            status=answer.status,
            headers=answer.headers,
            changed=wanted.changed,
            sha256=hashlib.sha256(answer.content).hexdigest(),
            content=answer.content,
        )

    def _links(self, page: Page, wanted: _Wanted) -> dict[str, Any]:
        """What a feed, a sitemap, or a page of which only links are wanted leads to; anything else is a page."""
        is_list = bool(wanted.source.match) and not wanted.depth
        if not (is_list or _may_lead_on(page)):
            return {"kind": "page", "links": []}
        told = self.isolation.run("links", page.content, page.url, page.url)
        if not isinstance(told, dict) or not isinstance(told.get("links", []), list):
            raise Refused(Reason.CRASH, "the parser gave an answer that makes no sense")
        if told.get("warning"):
            say(f"warning: {page.address}: {told['warning']}")
        if told["kind"] == "page" and not is_list:
            told["links"] = []
        return told

    def _follow(self, wanted: _Wanted, links: dict[str, Any]) -> None:
        """Line up the pages that are new, and those that have changed."""
        source = wanted.source
        if links["kind"] == "index" and wanted.depth >= _DEPTH:
            raise Refused(Reason.NESTED_TOO_DEEP, f"is a sitemap of sitemaps in {wanted.depth} others")
        found = [
            _Wanted(link["url"], source, wanted.depth + 1, link.get("title"), link.get("date"), link.get("changed"))
            for link in links["links"]
            if links["kind"] == "index" or not source.match or any(part in link["url"] for part in source.match)
        ]
        if links["kind"] == "sitemap":
            found.sort(key=lambda one: one.changed or one.date or "", reverse=True)
        fresh = [one for one in found if links["kind"] == "index" or self._is_fresh(one)]
        self.unchanged += len(found) - len(fresh)
        self.left += len(fresh[source.most :])
        self.waiting.extend(fresh[: source.most])

    def _is_fresh(self, wanted: _Wanted) -> bool:
        address = wanted.address
        if address not in self.known:
            return True
        return wanted.changed is not None and wanted.changed != self.known[address]

    def _texts(self, wanted: _Wanted, page: Page) -> Iterator[tuple[str, int, Document]]:
        source = wanted.source
        answer = Answer(
            page.url,
            page.content,
            page.headers.get("content-type", ""),
            title=wanted.title,
            date=wanted.date,
            publisher=source.name,
            language=source.language,
            city=source.city,
            selector=source.selector or "",
        )
        is_kept = False
        for outcome in read_answer(answer, self.session.extractor, self.isolation):
            if isinstance(outcome, Unread):
                self._lose(outcome)
                continue
            name = outcome.document.path
            if not is_kept:
                self.pages[name] = page
                is_kept = True
            if outcome.warning and not self.session.common.quiet:
                say(f"warning: {name}: {outcome.warning}")
            yield name, outcome.size, outcome.document
        if not is_kept:
            self.library.keep_page(page)  # without a text: it need not be sent again either

    def sum_up(self) -> str:
        """All of it in a line."""
        parts = [
            f"{counted(self.answers, 'answer')} fetched ({self.size / 1e6:.1f} MB)",
            f"{self.unchanged:,} unchanged",
            f"{counted(self.texts, 'text')} taken in",
            f"{counted(self.statements, 'statement')}, {self.new:,} of them new",
        ]
        if self.left:
            parts.append(f"{self.left:,} left for the next run (most: of a source, limits: pages)")
        return ", ".join([*parts, f"{len(self.unread):,} not fetched"])


def _may_lead_on(page: Page) -> bool:
    """Whether it may be a feed or a sitemap; its parser tells in the end."""
    head = page.content[:1000].lstrip().lower()
    return (
        head.startswith((b"<?xml", b"\x1f\x8b"))
        or any(mark in head for mark in (b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex"))
        or "xml" in page.headers.get("content-type", "")
        or page.url.endswith((".xml", ".rss", ".atom", "sitemap.txt"))
    )


def _moment() -> str:
    """Now, or the moment of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdecimal() else time.time()
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
