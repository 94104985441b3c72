"""Names, offices and who speaks, where offices stand before their attributes: «аким города Алматы Д. Сатыбалды»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzplans.extract.attributions import NOBODY, Attribution, Cast, Mention, speaker_of
from kzplans.extract.svo.clauses import is_finite, tail_verb
from kzplans.extract.svo.names import find_names, name_spans

if TYPE_CHECKING:
    from kzplans.extract.packs import Pack
    from kzplans.text.matching import Match, Sentence, Word

_MAX_ROLE = 14
_OBLIQUE = frozenset({"gen", "dat", "ins", "loc"})
_GENITIVE_ENDINGS = (
    "ого",
    "его",
    "ой",
    "ей",
    "ых",
    "их",
    "ов",
    "ев",
    "ия",
    "ии",
    "ства",
    "ости",
    "ы",
    "и",
    "а",
    "я",
    "у",
    "ю",
    "ам",
    "ям",
    "ым",
    "им",
)
_ROLE_PREPOSITIONS = frozenset({"по", "of", "for", "and", "the", "и", "on", "at", "in", "&", "при", "в"})
#: Endings that no nominative of a surname has.
_OBLIQUE_SURNAMES = ("овым", "евым", "иным", "ыным", "ским", "ову", "еву", "ому")
_DASHES = frozenset("-‑–—")
_QUOTES = frozenset('«»"“”„')
#: Offices stand right behind a name, parted by a comma or a dash: «Ерлан Сейтов, аким города».
_APPOSITION = frozenset(",–—")
_NEAR = 2
_FAR = 9
_PRESS = frozenset({"мы", "we"})
_NO_AGENTS = frozenset({"collective", "institution"})
#: Frames that hold a verb, so that its subject may stand further off.
_SAID_BY = ("=как =", "=as =")


def find_mentions(sentence: Sentence, pack: Pack) -> list[Mention]:
    """Names with their roles, roles that stand alone, bodies and groups, in order; worked out once a sentence."""
    if sentence.mentions is None:
        sentence.mentions = _find_mentions(sentence, pack)
    found: list[Mention] = sentence.mentions
    return found


def _find_mentions(sentence: Sentence, pack: Pack) -> list[Mention]:
    spans = name_spans(sentence, pack)
    starts = dict(spans)
    titles = _titles(sentence)
    found: list[Mention] = []
    used: set[int] = set()
    for match in titles:
        if match.first in used or any(first <= match.first <= last for first, last in spans):
            continue
        first, stop, follows = _extent(sentence, match, starts, pack)
        used.update(range(first, stop + 1))
        case = _case(sentence, match)
        role = _nominative_role(sentence, match, first, stop, case)
        kind = _office(sentence, match)
        if follows is not None:
            name = find_names(sentence, follows, starts[follows], pack, is_oblique=_is_oblique(case))
            found.append(Mention(first, starts[follows], name, role, case, "person"))
            del starts[follows]
        elif "pl" not in sentence.tags(match):
            found.append(Mention(first, stop, None, role, case, kind))
    for first, last in starts.items():
        found.append(_bare_name(sentence, first, last, found, pack))
    taken = {place for mention in found for place in range(mention.first, mention.last + 1)}
    for family in ("collective", "institution"):
        for match in sentence.found(family):
            if match.first in taken or (family == "collective" and "pl" not in sentence.tags(match) and pack.inflects):
                continue
            first, stop, _ = _extent(sentence, match, {}, pack)
            role = _nominative_role(sentence, match, first, stop, _case(sentence, match))
            found.append(Mention(first, stop, None, role, _case(sentence, match), family))
            taken.update(range(first, stop + 1))
    found.sort(key=lambda mention: mention.first)
    return [one for one in found if not (one.name is None and one.kind != "person" and _is_inside(one, found))]


def _is_inside(one: Mention, found: list[Mention]) -> bool:
    return any(
        other is not one and other.first <= one.first and one.last <= other.last and other.last > other.first
        for other in found
    )


def _titles(sentence: Sentence) -> list[Match]:
    """Offices in order, the longest at each place; in "the prosecutor’s office" none speaks."""
    bodies = [(body.first, body.last) for body in sentence.found("institution") if body.last > body.first]
    best: dict[int, Match] = {}
    for match in (*sentence.found("title"), *sentence.found("head_of_state"), *sentence.found("prime_minister")):
        if any(first <= match.last < last for first, last in bodies):
            continue
        known = best.get(match.first)
        if known is None or match.last > known.last:
            best[match.first] = match
    return [best[first] for first in sorted(best)]


def _extent(sentence: Sentence, match: Match, names: dict[int, int], pack: Pack) -> tuple[int, int, int | None]:
    """First and last token of the role around a title, and the name that it leads to, if any."""
    words = sentence.words
    first = match.first
    while first > 0 and _belongs_before(sentence, first - 1, pack):
        first -= 1
    place = stop = match.last
    while place - match.last < _MAX_ROLE and place + 1 < len(words):
        place += 1
        word = words[place]
        if place in names:
            return first, stop, place
        if word.raw in _QUOTES or word.raw in {"-", "‑", "."} or (word.is_sign and word.raw == "&"):
            continue
        belongs = not (word.is_sign or word.is_number) and (
            _belongs_behind(sentence, place, pack) or _is_half(sentence, place)
        )
        if not belongs:
            break
        if word.folded not in _ROLE_PREPOSITIONS:
            stop = place
    ahead = stop + 1
    if ahead + 1 < len(words) and words[ahead].raw in _APPOSITION and ahead + 1 in names and words[ahead].raw != ",":
        return first, stop, ahead + 1
    while stop + 1 < len(words) and words[stop + 1].raw in '»”"' and _opens_quote(sentence, first, stop):
        stop += 1
    return first, stop, None


def _is_half(sentence: Sentence, place: int) -> bool:
    """«дорожно-транспортной»: the first half of a hyphenated word, which has no case."""
    words = sentence.words
    return (
        place + 1 < len(words)
        and words[place + 1].raw in {"-", "‑"}
        and not words[place].is_sign
        and sentence.starts[place + 1] == sentence.stops[place]
    )


def _opens_quote(sentence: Sentence, first: int, stop: int) -> bool:
    text = sentence.quote(first, stop)
    return text.count("«") > text.count("»") or text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _belongs_before(sentence: Sentence, index: int, pack: Pack) -> bool:
    """«первый заместитель», «Almaty Mayor», «Deputy Prime Minister»"""
    word = sentence.words[index]
    if any(match.first <= index <= match.last for match in sentence.found("title_link")):
        return True
    if pack.inflects or word.is_sign or not word.is_upper or word.folded in pack.not_names:
        return False
    return index > 0 or any(match.first == index for match in sentence.found("place"))


def _belongs_behind(sentence: Sentence, index: int, pack: Pack) -> bool:
    """Whether a word behind a title is part of the role: a genitive, «по …», a capitalised name of a body."""
    word = sentence.words[index]
    folded = word.folded
    if folded in _ROLE_PREPOSITIONS:
        following = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
        if following is None or following.is_sign:
            return False
        if folded in {"по", "of", "for"}:
            return True
        if folded in {"и", "and", "the", "&"}:
            return (
                not _is_verb(following)
                and (not pack.inflects or _looks_genitive(following))
                and (pack.inflects or following.is_upper or folded == "the")
            )
        return following.is_upper and folded != "в"
    if _is_verb(word) or folded in pack.openers:
        return False
    if not pack.inflects:
        before = sentence.words[index - 1].folded
        return word.is_upper or before in {"of", "for", "the"} or _closes_body(sentence, index)
    return word.is_upper or _looks_genitive(word)


def _closes_body(sentence: Sentence, index: int) -> bool:
    """The noun of a body behind what it deals with: "director of the ecology department" ends in one."""
    before = sentence.words[index - 1]
    return not (before.is_upper or _is_verb(before)) and any(
        match.first <= index <= match.last for match in sentence.found("institution")
    )


def _looks_genitive(word: Word) -> bool:
    known = list(word.tags.values())
    if any("gen" in tags for tags in known):
        return True
    return word.folded.endswith(_GENITIVE_ENDINGS) and not any("past" in tags or "pres" in tags for tags in known)


def _is_verb(word: Word) -> bool:
    return any(
        term.family in {"verb", "speech", "transparent"}
        and word.tags[term.lemmas[0]] & {"past", "pres", "short", "inf"}
        for node in word.nodes
        for term in node.terms
    ) or any(
        term.family == "verb" and term.label in {"past", "participle"} for node in word.nodes for term in node.terms
    )


def _bare_name(sentence: Sentence, first: int, last: int, found: list[Mention], pack: Pack) -> Mention:
    """A name without a title before it; an office may follow: «Ерлан Сейтов, аким города,»."""
    words = sentence.words
    before = words[first - 1].folded if first else ""
    ends_oblique = pack.inflects and words[last].folded.endswith(_OBLIQUE_SURNAMES)
    oblique = before in pack.oblique_prepositions or ends_oblique
    name = find_names(sentence, first, last, pack, is_oblique=oblique)
    case = "gen" if oblique else ""
    for mention in found:
        if mention.name is None and mention.first == last + 2 and words[last + 1].raw in _APPOSITION:
            found.remove(mention)
            return Mention(first, mention.last, name, mention.role, case, "person")
    return Mention(first, last, name, None, case, "person")


def _case(sentence: Sentence, match: Match) -> str:
    """``gen`` and the like where the head of a role cannot be a nominative, else empty."""
    lemmas = match.term.notation.replace("-", " ").split()
    heads = [index for index, lemma in enumerate(lemmas) if not lemma.startswith("=")]
    if not heads:
        return ""
    # the last declined word of «генеральный директор», the first of «глава =государства»
    offset = len(lemmas) - 1 - heads[-1]
    place = match.last - offset if offset else match.last
    tags = sentence.words[place].tags.get(match.term.lemmas[heads[-1]], frozenset())
    if not tags & _OBLIQUE or "nom" in tags:
        return ""
    return next(case for case in ("gen", "dat", "ins", "loc") if case in tags)


def _is_oblique(case: str) -> bool:
    return bool(case)


def _nominative_role(sentence: Sentence, match: Match, first: int, stop: int, case: str) -> str:
    """The role as the text has it, its head brought back to the nominative."""
    while first <= stop and sentence.words[stop].raw in {"-", "‑", ".", "–", "—"}:
        stop -= 1
    if not case:
        return sentence.quote(first, stop)
    head = _dictionary_form(sentence, match)
    before = sentence.quote(first, match.first - 1) + " " if first < match.first else ""
    behind = sentence.text[sentence.stops[match.last] : sentence.stops[stop]] if stop > match.last else ""
    return f"{before}{head}{behind}"


def _dictionary_form(sentence: Sentence, match: Match) -> str:
    """The declined words of a title in their dictionary form, those that stand fast as they are."""
    lemmas = iter(match.term.notation.replace("-", " ").split())
    made = []
    for place in range(match.first, match.last + 1):
        raw = sentence.words[place].raw
        lemma = "=" if sentence.words[place].joins else next(lemmas, "=")
        if lemma.startswith("="):
            made.append(raw)
        else:
            made.append(lemma[0].upper() + lemma[1:] if raw[0].isupper() else lemma)
        if place < match.last:
            made.append(sentence.text[sentence.stops[place] : sentence.starts[place + 1]])
    return "".join(made)


def _office(sentence: Sentence, match: Match) -> str:
    for family in ("head_of_state", "prime_minister"):
        if any(head.first == match.first and head.last == match.last for head in sentence.found(family)):
            return family
    return "office"


# -- who speaks -------------------------------------------------------------------------------------------------------


def of_tail(sentence: Sentence, cast: Cast) -> Attribution:
    """«…», – сказал X: the words around the verb name the speaker; ``sentence`` is the tail."""
    mentions = find_mentions(sentence, cast.pack)
    for mention in mentions:
        cast.see(mention)
    text = sentence.text[sentence.start : sentence.stop].strip()
    named = [mention for mention in mentions if not mention.case]
    chosen = next((mention for mention in named if mention.name), named[0] if named else None)
    if chosen is not None:
        return Attribution(speaker_of(chosen, cast), f"tail of direct speech: {text}")
    lone = _lone_surname(sentence, cast)
    if lone is not None:
        return lone._replace(because=f"tail of direct speech: {text}")
    if cast.last is not None:
        return Attribution(cast.last, f"tail of direct speech, the speaker named before: {text}")
    return NOBODY


def of_sentence(sentence: Sentence, last: int, cast: Cast) -> Attribution | None:
    """Reported speech: a frame («по словам X»), or a verb of saying with its subject; None if there is neither."""
    mentions = find_mentions(sentence, cast.pack)
    for mention in mentions:
        cast.see(mention)
    for find in (_of_frame, _before_colon, _of_verb, _of_agent):
        made = find(sentence, last, mentions, cast)
        if made is not None:
            return made
    return None


def _of_frame(sentence: Sentence, last: int, mentions: list[Mention], cast: Cast) -> Attribution | None:
    for frame in sentence.found("frame"):
        if frame.last > last:
            continue
        quote = sentence.quote(frame.first, frame.last)
        if frame.term.label == "pronoun":
            if cast.last is not None:
                return Attribution(cast.last, f"frame «{quote}»: the speaker named before", lasts=True)
            continue
        reach = _FAR if frame.term.notation.startswith(_SAID_BY) else _NEAR
        behind = [mention for mention in mentions if 0 < mention.first - frame.last <= reach]
        if reach == _FAR:  # «как сообщил на брифинге вице-министр …»: a subject stands in the nominative
            behind = [one for one in behind if not one.case and not _is_governed(sentence, one, cast.pack)]
        if behind:
            mention = behind[0]
            return Attribution(
                speaker_of(mention, cast),
                f"frame «{quote}»: {sentence.quote(mention.first, mention.last)}",
                lasts=True,
            )
        place = frame.last + 1
        lone = _surname_at(sentence, place, cast) if place < len(sentence.words) else None
        if lone is not None:
            return lone._replace(because=f"frame «{quote}»: {sentence.words[place].raw}", lasts=True)
        if place < len(sentence.words) and sentence.words[place].folded in cast.pack.pronouns and cast.last is not None:
            return Attribution(cast.last, f"frame «{quote}»: the speaker named before", lasts=True)
    return None


def _before_colon(sentence: Sentence, _last: int, mentions: list[Mention], cast: Cast) -> Attribution | None:
    """«Токаев: Алматы …» in headings."""
    for index, word in enumerate(sentence.words[:8]):
        if word.raw != ":":
            continue
        named = [mention for mention in mentions if mention.last == index - 1 and mention.first == 0]
        if named:
            return Attribution(speaker_of(named[0], cast), f"name before a colon: {sentence.quote(0, index)}")
        if index == 1:
            lone = _surname_at(sentence, 0, cast)
            return lone._replace(because=f"name before a colon: {sentence.words[0].raw}") if lone else None
    return None


def _of_verb(sentence: Sentence, last: int, mentions: list[Mention], cast: Cast) -> Attribution | None:
    """A finite active verb of saying or ordering and its subject, which stands before it or right behind."""
    tail = tail_verb(sentence, last)
    verbs = [
        match
        for match in sentence.found("speech")
        if match.term.label != "tail" and match.last <= last and _is_active(sentence, match, cast.pack)
    ]
    if tail is not None:
        verbs = [tail]
    for verb in verbs:
        quote = sentence.quote(verb.first, verb.last)
        lasts = verb.term.notation in cast.pack.lasting_verbs
        subject = _subject(sentence, mentions, verb, cast.pack, is_tail=tail is not None)
        beside = _surname_at(sentence, verb.first - 1, cast) if verb.first else None
        if beside is not None and (subject is None or subject.last != verb.first - 1):
            return beside._replace(because=f"subject of «{quote}»: {beside.because}", lasts=lasts)
        if subject is not None:
            words = sentence.quote(subject.first, subject.last)
            return Attribution(speaker_of(subject, cast), f"subject of «{quote}»: {words}", lasts=lasts)
        near = _surname_near(sentence, verb, cast)
        if near is not None:
            return near._replace(because=f"subject of «{quote}»: {near.because}", lasts=lasts)
        opening = {word.folded for word in sentence.words[: verb.first]}
        if opening & _PRESS:
            continue  # «Ранее мы писали, что …»: the paper itself
        if cast.last is not None and (opening & cast.pack.pronouns or not _has_other_subject(sentence, verb)):
            return Attribution(cast.last, f"«{quote}», no subject of its own: the speaker named before", lasts=lasts)
    return None


def _of_agent(sentence: Sentence, last: int, mentions: list[Mention], cast: Cast) -> Attribution | None:
    """«Главой Правительства дан ряд поручений»: the agent of a passive order or word."""
    words = sentence.words
    for one in mentions:
        if not cast.pack.inflects and one.name and one.first and words[one.first - 1].folded == "by":
            return Attribution(speaker_of(one, cast), f"agent: by {one.name}") if _is_said(sentence, one) else None
    agent = next((one for one in mentions if one.case == "ins" and one.kind not in _NO_AGENTS), None)
    if agent is None or _is_governed(sentence, agent, cast.pack):
        return None
    for family in ("assignment", "speech", "ban", "proposal"):
        for match in sentence.found(family):
            if agent.last < match.first <= last and match.first - agent.last <= _FAR:
                named, quote = sentence.quote(agent.first, agent.last), sentence.quote(match.first, match.last)
                return Attribution(speaker_of(agent, cast), f"agent of «{quote}»: {named}")
    return None


def _is_said(sentence: Sentence, agent: Mention) -> bool:
    """Whether a verb of saying stands before its agent: was informed by X."""
    return any(
        match.term.label == "say" and 0 < agent.first - match.last <= _NEAR for match in sentence.found("speech")
    )


def _is_active(sentence: Sentence, match: Match, pack: Pack) -> bool:
    """A finite form that has a speaker as its subject: no passive, no reflexive, no plan («будет предложено»)."""
    head = sentence.words[match.first].tags.get(match.term.lemmas[0], frozenset())
    if not is_finite(sentence, match) or head & {"short", "pass", "refl", "imp", "p1"}:
        return False
    before = [word.folded for word in sentence.words[max(0, match.first - 3) : match.first]]
    if any(word in pack.future_words for word in before):
        return False
    if not pack.inflects:
        if before and before[-1] in {"to", "a", "the", "of", "for"}:
            return False
        return not any(word in pack.be_words for word in before[-2:])
    return bool(head & {"past", "pres"}) or not match.term.notation.split()[0].endswith("-")


def _subject(sentence: Sentence, mentions: list[Mention], verb: Match, pack: Pack, *, is_tail: bool) -> Mention | None:
    """The nominative nearest to the verb: behind it in a tail, else before it."""
    words = sentence.words
    behind = [
        mention
        for mention in mentions
        if not mention.case
        and 0 < mention.first - verb.last <= (4 if is_tail else _NEAR)
        and not any(word.raw in ",;:" for word in words[verb.last + 1 : mention.first])
    ]
    before = [mention for mention in mentions if not mention.case and mention.last < verb.first]
    before = [mention for mention in before if not _is_governed(sentence, mention, pack)]
    groups = (behind, before) if is_tail or not before else (before, behind)
    for group in groups:
        for wanted in (
            [one for one in group if one.name],
            [one for one in group if one.kind in {"office", "head_of_state", "prime_minister"}],
            [one for one in group if one.kind in {"collective", "institution"}],
        ):
            if wanted:
                return wanted[0]
    return None


def _is_governed(sentence: Sentence, mention: Mention, pack: Pack) -> bool:
    """«в ходе встречи с акимом», «in a meeting with the mayor»: behind a preposition it is no subject."""
    before = sentence.words[mention.first - 1].folded if mention.first else ""
    if before == "the" and mention.first > 1:
        before = sentence.words[mention.first - 2].folded
    return before in pack.prepositions


def _surname_at(sentence: Sentence, place: int, cast: Cast) -> Attribution | None:
    """A surname alone that the text has given in full."""
    word = sentence.words[place]
    if not word.is_upper:
        return None
    for form in cast.pack.nominatives(word.raw):
        known = cast.by_surname.get(form.lower())
        if known:
            speaker = speaker_of(Mention(place, place, known, None, "", "person"), cast)
            return Attribution(speaker, known)
    return None


def _surname_near(sentence: Sentence, verb: Match, cast: Cast) -> Attribution | None:
    """«Токаев отметил», «отметил Токаев»"""
    for place in (verb.first - 1, verb.last + 1, verb.first - 2):
        if 0 <= place < len(sentence.words):
            made = _surname_at(sentence, place, cast)
            if made is not None:
                return made
    return None


def _lone_surname(sentence: Sentence, cast: Cast) -> Attribution | None:
    for place in range(len(sentence.words)):
        made = _surname_at(sentence, place, cast)
        if made is not None:
            return made
    return None


def _has_other_subject(sentence: Sentence, verb: Match) -> bool:
    """Whether a capitalised word or an unknown noun that is no known person could be the subject."""
    return any(word.is_upper for word in sentence.words[1 : verb.first] if not word.is_sign)
