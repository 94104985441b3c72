"""A document to its statements: every sentence read once, each label decided by its own rule in turn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from kzplans.extract import attributions, circumstances, directions, indicators, kinds, localities, numbers, periods
from kzplans.extract.documents import hidden_spans
from kzplans.extract.grammars import grammar_of
from kzplans.extract.rows import Columns, Reading, Row
from kzplans.model import Because, Deadline, Document, Kind, Quantity, Responsible, Role, Speaker, Statement
from kzplans.text.languages import OTHER as OTHER_LANGUAGE
from kzplans.text.languages import find_sentence_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kzplans.extract.grammars import Grammar
    from kzplans.extract.packs import Pack
    from kzplans.lexicon import Lexicon
    from kzplans.text.matching import Sentence
    from kzplans.text.segments import Quote, Segment

_HEADING_WORDS = 3
_LONG_HEADING_WORDS = 9
#: Kinds of which somebody has to make something true.
_PROMISES = frozenset({Kind.TARGET, Kind.PLAN, Kind.ASSIGNMENT})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A segment that is deliberately no statement, with the reason."""

    start: int
    stop: int
    line: int
    reason: str


@dataclass(slots=True)
class _List:
    """What the items of a list take from its intro."""

    attribution: attributions.Attribution
    deadline: Deadline | None
    kind: str | None
    city: localities.Locality
    responsible: Responsible | None


class _Voice(NamedTuple):
    """A language that the text speaks: its words, its rules, and the persons named in it."""

    pack: Pack
    grammar: Grammar
    cast: attributions.Cast


class Reader:
    """Reads one document; ``statements`` yields what it says, ``left_out`` what was passed over."""

    def __init__(
        self,
        document: Document,
        lexicon: Lexicon,
        pack_of: Callable[[str], Pack],
        unlinked: dict[int, str] | None = None,
    ) -> None:
        """Prepare the reading; nothing is cut yet.

        ``pack_of`` gives the words of a language; ``unlinked``, if given, is told why numbers have no indicator.
        """
        self._unlinked = unlinked
        self.document = document
        self.lexicon = lexicon
        self._pack_of = pack_of
        self._voices: dict[str, _Voice] = {}
        self.language = document.language
        self._speak(document.language)
        self.left_out: list[LeftOut] = []
        self.day = periods.today_of(document.date)
        self.today = self.day.year
        self._quotes: dict[int, attributions.Attribution] = {}
        self._lists: dict[int, _List] = {}
        self._frame: tuple[int, attributions.Attribution] | None = None
        self._before_city: localities.Context | None = None
        self._before_directions: directions.Directions | None = None
        self._before_year: tuple[int, int | None] | None = None
        self._before_names = indicators.Named(-1, [], None)
        self._speech_of: attributions.Attribution | None = None
        self.main = localities.Locality("", "")
        self._columns: Columns | None = None
        #: Where the text has said each thing first.
        self._said: dict[object, int] = {}

    def statements(self) -> Iterator[Statement]:
        """Statements in document order."""
        text = self.document.text
        rows = {row.line for row in self.document.rows}
        segments = self.pack.segmenter.segments(text, hidden_spans(self.document), rows)
        languages = [find_sentence_language(text, one.start, one.stop, self.document.language) for one in segments]
        sentences = []
        for segment, language in zip(segments, languages, strict=True):
            self._speak(language)
            sentences.append(self.pack.matcher.read(text, segment.start, segment.stop))
        self._speak(self.document.language)
        title = self.document.title
        title_sentence = self.pack.matcher.read(title, 0, len(title)) if title else None
        stated = self.document.city
        self.main = (
            localities.Locality(stated, "the source says so")
            if stated
            else localities.main_city(title_sentence, sentences, self.pack)
        )
        self._meet_cast(title_sentence, sentences, languages)
        self._speak(self.document.language)
        self._speech_of = self._orator(title_sentence)
        for index, (segment, sentence) in enumerate(zip(segments, sentences, strict=True)):
            self._speak(languages[index])
            if languages[index] == OTHER_LANGUAGE:
                self._leave(segment, "in a language that is not read")
                continue
            if segment.line in rows:
                made = self._row_statement(segment)
                if made is None:
                    self._leave(segment, "a row of a table without figures, limits or a predicate")
                else:
                    yield made
                continue
            if segment.is_intro:
                self._open_list(index, segment, sentence)
                self._leave(segment, "announces a list")
                continue
            reason = self._no_statement(segment, sentence)
            if index and not reason and self._is_doubled(segment, segments[index - 1]):
                reason = "repeats the line above"
            if reason:
                self._leave(segment, reason)
                continue
            statement = self._statement(segment, sentence)
            first = self._said.setdefault(_meaning(statement), segment.start)
            if first == segment.start:
                yield statement
            else:
                self._leave(segment, "says again what the text has said")

    def _speak(self, language: str) -> None:
        """Take up the words and rules of a language."""
        self.language = language
        voice = self._voices.get(language)
        if voice is None:
            pack = self._pack_of(language)
            voice = self._voices[language] = _Voice(pack, grammar_of(pack), attributions.Cast(pack))
        self.pack, self.grammar, self.cast = voice

    def _meet_cast(self, title: Sentence | None, sentences: list[Sentence], languages: list[str]) -> None:
        """Collect names and roles of the whole text first: an office may be named before its holder."""
        spoken = list(zip(languages, sentences, strict=True))
        if title is not None:
            spoken.insert(0, (self.document.language, title))
        for language, sentence in spoken:
            self._speak(language)
            if any(word.is_upper for word in sentence.words):
                for mention in self.grammar.find_mentions(sentence, self.pack):
                    if mention.name and len(mention.name.split()) > 1 and "." not in mention.name:
                        self.cast.add(mention)
        for voice in self._voices.values():
            voice.cast.settle()

    def _leave(self, segment: Segment, reason: str) -> None:
        self.left_out.append(LeftOut(segment.start, segment.stop, segment.line, reason))

    def _no_statement(self, segment: Segment, sentence: Sentence) -> str:
        """Why a segment says nothing of substance, or an empty string."""
        text = self.document.text[segment.start : segment.stop]
        words = [word for word in sentence.words if not word.is_sign]
        if self.document.title is not None and text == self.document.title:
            return "repeats the title"
        if segment.quote is None and not segment.is_item:
            if self._is_heading(segment, sentence, len(words)):
                return "heading without a predicate"
            if text[-1] == "?" and self._is_whole_line(segment):
                return "question as a heading"
            if self._is_protocol(sentence):
                return "lists who was there or took the floor"
        if len(words) < 2 and not segment.is_item:
            return "a single word"
        if segment.quote is None and self._is_only_time(sentence):
            return "nothing but a time"
        return ""

    @staticmethod
    def _is_only_time(sentence: Sentence) -> bool:
        """«2025 жыл 2030 жыл»: the head of a table, or a day in a line of its own."""
        timely = {
            token
            for family in ("calendar", "month")
            for match in sentence.found(family)
            for token in range(match.first, match.last + 1)
        }
        return all(token in timely or word.is_number or word.is_sign for token, word in enumerate(sentence.words))

    def _is_doubled(self, segment: Segment, before: Segment) -> bool:
        text = self.document.text
        return (
            segment.paragraph == before.paragraph + 1
            and text[segment.start : segment.stop] == text[before.start : before.stop]
        )

    def _orator(self, title: Sentence | None) -> attributions.Attribution | None:
        """«Мемлекет басшысының … сөйлеген сөзі»: the title gives all that follows to one speaker."""
        if title is None or not title.words:
            return None
        words = [word.folded for word in title.words]
        if not self.pack.speech_titles & {words[0], words[-1]}:
            return None
        mentions = self.grammar.find_mentions(title, self.pack)
        chosen = next((one for one in mentions if one.kind in {"person", "head_of_state", "prime_minister"}), None)
        if chosen is None:
            return None
        speaker = attributions.speaker_of(chosen, self.cast)
        return attributions.Attribution(speaker, f"the text is a speech: {title.quote(chosen.first, chosen.last)}")

    def _is_heading(self, segment: Segment, sentence: Sentence, size: int) -> bool:
        """A line of few words that claims nothing; Kazakh plans write whole measures so, Russian ones rarely."""
        most = _HEADING_WORDS
        if not self.pack.is_verb_final and self.document.text[segment.stop - 1] not in ".!?…":
            most = _LONG_HEADING_WORDS if self._is_whole_line(segment) else most
        if self.document.text[segment.stop - 1] == "." and sentence.numbers and sentence.found("unit"):
            return False  # «Прирост инвестиций – 17%.»
        return size <= most and not self.pack.has_predicate(sentence)

    def _is_whole_line(self, segment: Segment) -> bool:
        text = self.document.text
        return text[segment.start - 1 : segment.start] in {"", "\n"} and text[segment.stop : segment.stop + 1] in {
            "",
            "\n",
            "\r",
        }

    def _is_protocol(self, sentence: Sentence) -> bool:
        """«… министр A, әкім B, кеңесші C сөз сөйледі»"""
        last = len(sentence.words) - 1
        while last >= 0 and sentence.words[last].is_sign:
            last -= 1
        closing = any(match.last == last for match in sentence.found("protocol"))
        return (
            closing
            and len(self.grammar.find_mentions(sentence, self.pack)) >= 3
            and sum(word.raw == "," for word in sentence.words) >= 2
        )

    def _open_list(self, index: int, segment: Segment, sentence: Sentence) -> None:
        """Keep what an intro passes on: speaker, year, city, and what its items are."""
        last = _last_token(sentence, segment.core)
        found = self.grammar.find_periods(sentence, self.pack, self.day)
        deadline, _ = self.grammar.find_deadline(sentence, found, Kind.PLAN, self.pack, self.day)
        attribution = self.grammar.of_sentence(sentence, last, self.cast) or attributions.NOBODY
        if segment.quote is not None:
            attribution = self._of_quote(segment.quote)
        self._note(attribution)
        labels = sentence.labels("intro")
        kind = next((label for label in ("assignment", "proposal", "target", "goal", "plan") if label in labels), None)
        city = localities.find_locality(
            sentence, self.pack, self.main, self._before_city, segment.paragraph, segment.quote
        )
        responsible = self.grammar.find_responsible(sentence, last, self.pack, is_intro=True)
        self._lists[index] = _List(attribution, deadline, kind, city, responsible)

    # -- one row of a table -------------------------------------------------------------------------------------------

    def _row_statement(self, segment: Segment) -> Statement | None:
        """What a row says, its figures told by the names of their columns; None if that is nothing."""
        described = self.document.row_at(segment.line)
        assert described is not None  # noqa: S101  the line is that of a row
        if self._columns is None:
            self._columns = Columns(self.lexicon)
        row = Row(described, self._columns, Reading(self.document, self.pack, self.grammar, self.lexicon, self.day))
        told = row.told()
        sentence = self.pack.matcher.read(told, 0, len(told))
        last = len(sentence.words) - 1
        values = row.values(is_report=True)
        found = row.kind(values)
        if found is None:
            if not (values or row.is_measure() or self.pack.has_predicate(sentence)):
                return None
            plain = segment._replace(start=0, stop=len(told), core=len(told))
            figures = [value.quantity for value in values]
            mentioned = self.grammar.find_periods(sentence, self.pack, self.day)
            found = self._kind(plain, sentence, last, figures, mentioned, attributions.NOBODY, None)
            if row.is_measure() and found[0] in {Kind.FACT, Kind.GOAL}:
                found = Kind.PLAN, "a row of measures: a column tells by when or who"
        kind, kind_because = found
        values = row.with_moods(values, kind)
        city = localities.find_locality(sentence, self.pack, self.main, self._before_city, segment.paragraph, None)
        self._before_city = localities.Context(city.city, segment.paragraph, None, city.because != self.main.because)
        figures = []
        for value in values:
            elsewhere = row.city_of_column(value.cell)
            figure = value.quantity
            figures.append(replace(figure, city=elsewhere) if elsewhere not in {None, city.city} else figure)
        deadline, deadline_because = row.deadline(values, kind)
        mentions = self.grammar.find_mentions(sentence, self.pack)
        about = directions.find_directions(
            sentence, self.pack, self._before_directions, last, mentions, segment.paragraph
        )
        self._before_directions = about
        speaker = self._speech_of or attributions.NOBODY
        return self._made(
            segment,
            city=city.city,
            directions=about.ids,
            kind=kind,
            speaker=speaker.speaker,
            quantities=tuple(figures),
            deadline=deadline,
            because=Because(city.because, about.because, kind_because, speaker.because, deadline_because),
            responsible=row.responsible() if kind in _PROMISES else None,
        )

    def _made(self, segment: Segment, **found: Any) -> Statement:  # noqa: ANN401  the parts of a statement
        document = self.document
        identity = hashlib.sha256(f"{document.id}:{segment.start}:{segment.stop}".encode()).hexdigest()[:12]
        return Statement(
            id=f"s_{identity}",
            document=document,
            start=segment.start,
            stop=segment.stop,
            line=segment.line,
            text=document.text[segment.start : segment.stop],
            quoted=segment.quote is not None,
            language=self.language,
            place=document.place_of(segment.line),
            **found,
        )

    # -- one statement ------------------------------------------------------------------------------------------------

    def _statement(self, segment: Segment, sentence: Sentence) -> Statement:
        last = _last_token(sentence, segment.core)
        opened = self._lists.get(segment.intro) if segment.intro is not None else None
        mentioned = self.grammar.find_periods(sentence, self.pack, self.day)
        figures = self.grammar.find_quantities(sentence, mentioned, self.pack) if last >= 0 else []
        figures = circumstances.share_units(sentence, figures, mentioned, self.pack)
        attribution = self._attribution(segment, sentence, last, opened)
        kind, kind_because = self._kind(segment, sentence, last, figures, mentioned, attribution, opened)
        deadline, deadline_because = self.grammar.find_deadline(sentence, mentioned, kind, self.pack, self.day)
        if deadline is None and opened is not None and opened.deadline is not None:
            deadline = replace(opened.deadline, inherited=True)
            deadline_because = f"stands in the intro of the list: {deadline.text}"
        city = self._city(segment, sentence, opened)
        about = directions.find_directions(
            sentence,
            self.pack,
            self._before_directions,
            last,
            self.grammar.find_mentions(sentence, self.pack),
            segment.paragraph,
        )
        self._before_directions = about
        figures = self._years(segment, sentence, figures, mentioned, kind, deadline)
        return self._made(
            segment,
            city=city.city,
            directions=about.ids,
            kind=kind,
            speaker=attribution.speaker,
            quantities=tuple(figures),
            deadline=deadline,
            because=Because(city.because, about.because, kind_because, attribution.because, deadline_because),
            responsible=self._responsible(sentence, last, kind, opened),
        )

    def _responsible(self, sentence: Sentence, last: int, kind: Kind, opened: _List | None) -> Responsible | None:
        """Who has to do it: named in the sentence itself, else in the intro of its list."""
        if kind not in _PROMISES:
            return None
        found = self.grammar.find_responsible(sentence, last, self.pack)
        if found is None and opened is not None and opened.responsible is not None:
            return replace(opened.responsible, inherited=True)
        return found

    def _attribution(
        self, segment: Segment, sentence: Sentence, last: int, opened: _List | None
    ) -> attributions.Attribution:
        made: attributions.Attribution | None
        if segment.quote is not None:
            made = self._of_quote(segment.quote)
        else:
            made = self.grammar.of_sentence(sentence, last, self.cast)
            if made is None and opened is not None and opened.attribution.speaker is not None:
                because = f"speaker of the list's intro; {opened.attribution.because}"
                made = attributions.Attribution(opened.attribution.speaker, because)
            if (
                made is None
                and self._frame is not None
                and self._frame[0] == segment.paragraph
                and not self.grammar.is_event(sentence, last)
            ):
                because = f"the report of the paragraph goes on; {self._frame[1].because}"
                made = attributions.Attribution(self._frame[1].speaker, because)
            elif made is not None:
                self._frame = (segment.paragraph, made) if made.lasts and opened is None else None
        made = made or self._speech_of or attributions.NOBODY
        self._note(made)
        return made

    def _note(self, attribution: attributions.Attribution) -> None:
        if attribution.speaker is not None:
            self.cast.last = attribution.speaker

    def _of_quote(self, quote: Quote) -> attributions.Attribution:
        """The speaker of direct speech, worked out once for all its sentences."""
        known = self._quotes.get(quote.start)
        if known is None:
            if quote.tail is None:
                speaker = self.cast.last
                known = (
                    attributions.Attribution(speaker, "direct speech without a tail: the speaker named before")
                    if speaker
                    else attributions.NOBODY
                )
            else:
                tail = self.pack.matcher.read(self.document.text, *quote.tail)
                known = self.grammar.of_tail(tail, self.cast)
            self._quotes[quote.start] = known
        return known

    def _kind(
        self,
        segment: Segment,
        sentence: Sentence,
        last: int,
        figures: list[Quantity],
        mentioned: list[periods.Period],
        attribution: attributions.Attribution,
        opened: _List | None,
    ) -> tuple[Kind, str]:
        predicate = kinds.predicate_of(sentence, last)[0] if self.pack.is_verb_final else last
        ahead = any(
            period.form != "vague"
            and (period.is_limit or (period.year is not None and self.today is not None and period.year >= self.today))
            for period in mentioned
        )
        clause = kinds.Clause(
            sentence=sentence,
            last=last,
            predicate=predicate,
            quantities=tuple(figures),
            speaker=attribution.speaker,
            is_leader=attributions.is_leader(attribution.speaker, self.pack),
            is_item=segment.is_item and segment.intro is not None,
            intro=opened.kind if opened else None,
            has_deadline=ahead or (opened is not None and opened.deadline is not None),
            pack=self.pack,
        )
        return self.grammar.find_kind(clause)

    def _city(self, segment: Segment, sentence: Sentence, opened: _List | None) -> localities.Locality:
        city = localities.find_locality(
            sentence, self.pack, self.main, self._before_city, segment.paragraph, segment.quote
        )
        if opened is not None and city.city == self.main.city and opened.city.city != self.main.city:
            city = localities.Locality(opened.city.city, f"city of the list's intro; {opened.city.because}")
        is_own = city.because != self.main.because
        self._before_city = localities.Context(city.city, segment.paragraph, segment.quote, is_own)
        return city

    def _years(
        self,
        segment: Segment,
        sentence: Sentence,
        figures: list[Quantity],
        mentioned: list[periods.Period],
        kind: Kind,
        deadline: Deadline | None,
    ) -> list[Quantity]:
        """Give each figure its year and indicator."""
        if not figures:
            return figures
        if kind in {Kind.FACT, Kind.PROBLEM}:
            mentioned = [self._told(one, sentence) for one in mentioned]
        is_report = kind in {Kind.FACT, Kind.PROBLEM} and not self.grammar.is_standing(sentence, self.pack)
        current = self._current_year(segment, sentence, mentioned, is_report=is_report)
        if current is None and kind in {Kind.FACT, Kind.PROBLEM}:
            months = [self._year_of_month(one.date) for one in mentioned if one.year is None and not one.is_limit]
            current = next((year for year in months if year is not None), None)
        is_told = kind in {Kind.FACT, Kind.PROBLEM}
        before = self._before_names if self._before_names.paragraph == segment.paragraph else None
        linking = indicators.Linking(sentence, figures, self.pack, self.lexicon, is_report=is_told, before=before)
        told = linking.labels()
        if self._unlinked is not None:
            reasons = linking.reasons(told)
            self._unlinked.update({one.start: reason for one, reason in zip(figures, reasons, strict=True) if reason})
        self._before_names = indicators.Named(segment.paragraph, told, sentence)
        linked = [replace(one, indicator=name) if name else one for one, name in zip(figures, told, strict=True)]
        made = []
        for one in linked:
            year = self._year_of(one, sentence, mentioned, kind, deadline, current, linked)
            made.append(one if year is None else replace(one, year=year))
        self._before_year = (segment.paragraph, current)
        made = self._wholes(made)
        mentioned = [one for one in mentioned if not self.grammar.is_yardstick(one, sentence)]
        return circumstances.add_circumstances(sentence, made, mentioned, self.pack, kind, current, self.today)

    def _wholes(self, figures: list[Quantity]) -> list[Quantity]:
        """«жалпы 26,3 трлн теңге тарту, 2030 жылы оны 6,9 трлн-ға жеткізу»: the first is the sum of years."""
        told = {one.indicator for one in figures}
        made = []
        for one in figures:
            known = self.lexicon.indicators.get(one.indicator or "")
            is_whole = known is not None and known.annual is not None and known.annual in told
            if is_whole and one.change is None and one.year is not None:
                made.append(replace(one, period=f"../{one.year}"))
            else:
                made.append(one)
        return made

    def _current_year(
        self, segment: Segment, sentence: Sentence, mentioned: list[periods.Period], *, is_report: bool
    ) -> int | None:
        """The year that a report speaks of: биыл, 10 айда, бүгінде, or that of the sentence it goes on from."""
        for period in mentioned:
            if period.form != "relative" or period.is_limit:
                continue
            if not self.grammar.is_yardstick(period, sentence):
                return period.year
            if self.today is not None and period.year == self.today - 1:
                return self.today  # «былтырмен салыстырғанда 6 пайызға өсті»
        text = self.document.text[segment.start : segment.stop].lower()
        if self.today is not None and (
            any(word in text for word in self.pack.now_words) or self.grammar.tells_months(sentence, self.pack)
        ):
            return self.today
        if (
            self._before_year is not None
            and self._before_year[0] == segment.paragraph
            and (text.startswith(self.pack.link_words) or is_report)
        ):
            return self._before_year[1]
        return None

    def _told(self, period: periods.Period, sentence: Sentence) -> periods.Period:
        """«үшінші тоқсанда» of a report is that of this year, not the next to come."""
        is_part = any(
            match.first <= period.last and match.last >= period.first and match.term.label in {"quarter", "half"}
            for match in sentence.found("calendar")
        )
        if period.form != "relative" or not is_part or self.today is None or period.year != self.today + 1:
            return period
        return period._replace(year=self.today, date=str(self.today))

    def _year_of_month(self, date: str | None) -> int | None:
        """«в ноябре», «қарашада» in a report: the last such month before the text."""
        if self.day.year is None or self.day.month is None or not date or not date[5:7].isdecimal():
            return None
        return self.day.year - (int(date[5:7]) > self.day.month)

    def _year_of(
        self,
        quantity: Quantity,
        sentence: Sentence,
        mentioned: list[periods.Period],
        kind: Kind,
        deadline: Deadline | None,
        current: int | None,
        figures: list[Quantity],
    ) -> int | None:
        known = self.lexicon.indicators.get(quantity.indicator or "")
        is_frame = known is None or known.is_frame
        if quantity.per not in {None, "person"} or quantity.unit in {"priority", "section"}:
            return None
        if numbers.is_duration(quantity) and is_frame:
            return current if quantity.unit == "month" else None
        dated = [
            period
            for period in mentioned
            if period.form in {"year", "date", "range", "relative"} and period.year is not None
        ]
        beside = next((one for one in dated if _stands_behind(one, quantity, sentence)), None)
        if self.pack.is_verb_final and beside is not None and not beside.is_limit and quantity.role is None:
            return beside.year  # оның 20-сы биыл пайдалануға берілді
        if not self.pack.is_verb_final:
            owned = {id(period): one for period in dated if (one := _owner(period, figures, sentence)) is not None}
            own = next((period for period in dated if owned.get(id(period)) is quantity), None)
            if own is not None:
                return own.year
            dated = [period for period in dated if id(period) not in owned or not _is_pair(owned[id(period)], quantity)]
        before = [
            period
            for period in dated
            if sentence.starts[period.first] < quantity.start
            and (not period.is_attribute or (period.since is not None and not period.is_limit))
            and not self.grammar.is_yardstick(period, sentence)
        ]
        if quantity.role is Role.FROM:
            return _year_of_start(quantity, sentence, before)
        if before:
            return before[-1].year
        behind = self._year_behind(quantity, sentence, dated)
        if behind is not None:
            return behind
        if kind is Kind.TARGET and deadline is not None:
            return deadline.year
        if kind is Kind.ASSIGNMENT and deadline is not None and not deadline.inherited:
            return deadline.year
        if kind in {Kind.PLAN, Kind.ASSIGNMENT, Kind.GOAL} and deadline is not None and deadline.inherited:
            return deadline.year
        return current

    def _year_behind(self, quantity: Quantity, sentence: Sentence, dated: list[periods.Period]) -> int | None:
        """«построено 20 школ в 2024 году», "20 schools were built in 2024": the year closes the clause."""
        if self.pack.is_verb_final:
            return None
        for period in dated:
            start = sentence.starts[period.first]
            if start < quantity.stop or period.is_attribute or self.grammar.is_yardstick(period, sentence):
                continue
            between = sentence.text[quantity.stop : start]
            return None if any(mark in between for mark in ",;:(—") else period.year
        return None


def _meaning(statement: Statement) -> object:
    """What makes a statement the same as another of its text: the same words of the same city, person and time."""
    due, doer = statement.deadline, statement.responsible
    return (
        statement.text,
        statement.city,
        statement.kind,
        statement.speaker,
        due and (due.text, due.date),
        doer and doer.text,
    )


def _stands_behind(period: periods.Period, quantity: Quantity, sentence: Sentence) -> bool:
    """Whether a year word of a report follows a number at once: биыл, былтыр."""
    start = sentence.starts[period.first]
    return period.form == "relative" and start >= quantity.stop and not sentence.text[quantity.stop : start].strip()


def _owner(period: periods.Period, figures: list[Quantity], sentence: Sentence) -> Quantity | None:
    """The figure that a year stands right behind: «с 2,1 млн в 2024 году», "15.6 trillion in 2024"."""
    start = sentence.starts[period.first]
    for one in reversed(figures):
        if one.stop <= start:
            between = sentence.text[one.stop : start].split()
            return one if len(between) <= 1 and all(len(word) <= 2 and word.isalpha() for word in between) else None
    return None


def _is_pair(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and (one.role is not None or other.role is not None)


def _year_of_start(quantity: Quantity, sentence: Sentence, before: list[periods.Period]) -> int | None:
    """The year that a figure rose from: the first of a range, or one that stands right before it."""
    if not before:
        return None
    if before[-1].since is not None:
        return before[-1].since
    if before[-1].is_limit:  # «2030 жылға қарай 44 %-дан 50 %-ға»
        return None
    is_near = 0 <= quantity.start - sentence.stops[before[-1].last] <= 2
    return before[-1].year if is_near else None


def _last_token(sentence: Sentence, core: int) -> int:
    """Last token of a statement's own words."""
    last = len(sentence.starts) - 1
    while last >= 0 and sentence.starts[last] >= core:
        last -= 1
    return last


def speaker_or_none(speaker: Speaker | None) -> Speaker | None:
    """A speaker of whom nothing is known is none."""
    return speaker if speaker is not None and (speaker.name or speaker.role) else None
