"""Russian forms: the written stems of a dictionary form and the endings that may follow each.

Every paradigm is a table from ending to tags (``gen``, ``pl``, ``past`` …); a form that stands for several cases has
the tags of all. Sound changes are spelled out as stems of their own: fleeting vowels (рынок, рынк-а), palatalised stems
of verbs (поставить, поставл-ен), the -ова-/-у- of планировать, планиру-ет. Rare forms are left out rather than guessed:
a table that is too generous finds words that are not there.
"""

from __future__ import annotations

import re
from functools import cache

from kzplans.text.stems import Stem

Endings = dict[str, tuple[str, ...]]

_VOWELS = frozenset("аеёиоуыэюя")
_HUSHING = frozenset("жшчщ")
_VELAR = frozenset("гкх")


def _table(text: str) -> Endings:
    """Read a table "ending:tag,tag ending:tag": "-" is the bare stem."""
    found: Endings = {}
    for part in text.split():
        endings, _, tags = part.partition(":")
        for ending in endings.split("/"):
            plain = "" if ending == "-" else ending
            found[plain] = tuple(dict.fromkeys((*found.get(plain, ()), *(tag for tag in tags.split(",") if tag))))
    return found


_NOUNS: dict[str, Endings] = {
    # завод, район, банк, месяц, кирпич
    "hard": _table("-: а:gen у:dat ом/ем:ins е:loc ы/и:pl ов/ев/ей:gen,pl ам:dat,pl ами:ins,pl ах:loc,pl"),
    # музей, случай
    "j": _table("й: я:gen ю:dat ем/ём:ins е/и:loc и:pl ев/ёв:gen,pl ям:dat,pl ями:ins,pl ях:loc,pl"),
    # житель, площадь
    "soft": _table(
        "ь: я:gen ю:dat ем/ью:ins,ём:ins е/и:loc,gen,dat и:pl ей:gen,pl ям/ам:dat,pl ями/ами/ьми:ins,pl ях/ах:loc,pl"
    ),
    # житель, секретарь
    "soft_man": _table("ь: я:gen ю:dat ем:ins е:loc и:nom,pl ей:gen,pl ям:dat,pl ями:ins,pl ях:loc,pl"),
    # школа, дорога
    "a": _table("а: ы/и:gen,pl е:dat,loc у:acc ой/ою/ей:ins -:gen,pl ам:dat,pl ами:ins,pl ах:loc,pl"),
    # земля, экономия
    "ja": _table("я: и:gen,pl,dat,loc е:dat,loc ю:acc ей/ёй:ins ь/й/ей:gen,pl ям:dat,pl ями:ins,pl ях:loc,pl"),
    # место, строительство
    "o": _table("о: а:gen,pl у:dat ом:ins е:loc -:gen,pl ам:dat,pl ами:ins,pl ах:loc,pl"),
    # здание, поле
    "e": _table(
        "е:nom,loc я/а:gen,pl ю/у:dat ем:ins и:loc й/ей:gen,pl -:gen,pl ям/ам:dat,pl ями/ами:ins,pl ях/ах:loc,pl"
    ),
    # a stem with a fleeting vowel gone: рынк-а, подъезд … only before an ending
    "drop_hard": _table("а:gen у:dat ом/ем:ins е:loc ы/и:pl ов/ев/ей:gen,pl ам:dat,pl ами:ins,pl ах:loc,pl"),
    "drop_soft": _table("я:gen ю:dat ем/ём:ins е/и:loc и:pl ей:gen,pl ям:dat,pl ями:ins,pl ях:loc,pl"),
    # граждане of гражданин
    "people": _table("е:nom,pl -:gen,pl ам:dat,pl ами:ins,pl ах:loc,pl"),
    # genitive plural with a vowel put in: стройк-а, строек
    "bare": _table("-:gen,pl"),
    "fixed": _table("-:"),
    # вырос, достиг: a past without л in the masculine
    "past": _table("-/ла/ло/ли:past ший/шая/шее/шие/шего/шему/шим/шем/шую/шей/ших/шими:pp,active"),
}
_ADJECTIVE = _table(
    "ый/ий:nom,adj ой:nom,gen,adj ей:gen,adj ая/яя:adj ое/ее:adj "
    "ые/ие:adj,pl ого/его:gen,adj ому/ему:dat,adj ым/им:ins,adj ом/ем:loc,adj "
    "ую/юю:acc,adj ою/ею:ins,adj ых/их:gen,pl,adj ыми/ими:ins,pl,adj"
)
_SHORT = _table("-:short а:short о:short ы:short")
_REFLEXIVE = ("ся", "сь")
_VERBS: dict[str, Endings] = {
    # the stem of the infinitive: сдела-ть, откры-т
    "infinitive": _table("ть/ти:inf л/ла/ло/ли:past в/вши:conv т:pass,short та/то/ты:pass,short"),
    # that of verbs in -ить, whose -т is of the present: постро-ит
    "infinitive_i": _table("ть:inf л/ла/ло/ли:past в/вши:conv"),
    # the stem of the present: сдела-ют, планиру-ет, стро-ят
    "present_e": _table(
        "ю/у:pres,p1 ешь/ёшь:pres ет/ёт:pres ем/ём:pres,p1 ете/ёте:pres ют/ут:pres,pl я:conv й/йте:imp"
    ),
    "present_i": _table("ю/у:pres,p1 ишь:pres ит:pres им:pres,p1 ите:pres ят/ат:pres,pl я/а:conv и/ите:imp"),
}
# A stem whose first person sounds otherwise (вводить, ввожу) takes no -у of its own: «вводу» is a noun.
for _name in ("present_e", "present_i"):
    _VERBS[f"{_name}_others"] = {ending: tags for ending, tags in _VERBS[_name].items() if ending not in {"у", "ю"}}
_PARTICIPLES = {
    "infinitive": ("вш", "нн"),
    "infinitive_i": ("вш",),
    "present_e": ("ющ", "ущ", "ем"),
    "present_i": ("ящ", "ащ", "им"),
    "present_e_others": ("ющ", "ущ", "ем"),
    "present_i_others": ("ящ", "ащ", "им"),
    "passive": ("енн", "ённ"),
}


def _with_participles(name: str, endings: Endings) -> Endings:
    found = dict(endings)
    for suffix in _PARTICIPLES.get(name, ()):
        kind = "pass" if suffix[0] in "неи" or suffix.endswith("нн") or suffix == "ем" else "active"
        for ending, tags in _ADJECTIVE.items():
            found.setdefault(suffix + ending, ("pp", kind, *tags))
        if suffix.endswith("нн"):
            for ending in ("", "а", "о", "ы"):
                found.setdefault(suffix[:-1] + ending, ("pass", "short"))
    for ending, tags in list(found.items()):
        for reflexive in _REFLEXIVE:
            if ending and tags[:1] != ("pass",):
                found.setdefault(ending + reflexive, ("refl", *tags))
    return found


_TABLES: dict[str, Endings] = {
    **_NOUNS,
    "adjective": {**_ADJECTIVE, **{ending: tags for ending, tags in _SHORT.items() if ending}},
    **{name: _with_participles(name, endings) for name, endings in {**_VERBS, "passive": {}}.items()},
}
#: Behind a verb given with -ся only the forms in -ся count: снизиться is not снизить.
_SJA = "_sja"
_TABLES |= {
    name + _SJA: {ending: tags for ending, tags in _TABLES[name].items() if "refl" in tags}
    for name in (*_VERBS, "passive")
}
_TABLES["past" + _SJA] = {ending + "сь": ("refl", *tags) for ending, tags in _NOUNS["past"].items() if ending} | {
    "ся": ("refl", "past")
}


def stems_of(lemma: str) -> tuple[Stem, ...]:
    """All written stems of a dictionary form; verbs are given as infinitives with a hyphen (``построить-``)."""
    if lemma.endswith(("ся-", "сь-")):
        plain = lemma[:-3]
        return tuple(_stem(one.written, one.slot + _SJA) for one in _verb_stems(plain) if one.slot + _SJA in _TABLES)
    if lemma.endswith("-"):
        return tuple(_verb_stems(lemma[:-1]))
    return tuple(_nominal_stems(lemma))


def _nominal_stems(lemma: str) -> list[Stem]:
    if len(lemma) <= 2 or not _is_cyrillic(lemma) or lemma[-1] in "иуюэыё":
        return [_stem(lemma, "fixed")]
    if (
        lemma.endswith("ый")
        or (lemma.endswith("ой") and len(lemma) > 4)
        or (lemma.endswith("ий") and lemma[-3] in "гкхжшщчн")
    ):
        return [_stem(lemma[:-2], "adjective"), *_j_noun(lemma)]
    last, body = lemma[-1], lemma[:-1]
    if last == "а":
        return [_stem(body, "a"), *_filled(body, "bare")]
    if last == "я":
        found = [_stem(body, "ja"), *_filled(body, "bare")]
        if lemma.endswith("ая") and len(lemma) > 5:
            found.append(_stem(lemma[:-2], "adjective"))  # столовая, котельная
        if lemma.endswith("ья"):
            found.append(_stem(lemma[:-2] + "ей", "fixed"))  # семей
        found += [_stem(one.written + "ь", "bare") for one in _filled(body, "bare") if lemma.endswith("ня")]  # деревень
        return found
    if last == "о":
        return [_stem(body, "o"), *_filled(body, "bare")]
    if last == "е":
        if lemma.endswith(("ое", "ее")):
            return [_stem(lemma[:-2], "adjective")]
        return [_stem(body, "e"), *_filled(body, "bare")]
    if last == "й":
        return _j_noun(lemma)
    if last == "ь":
        return [_stem(body, "soft_man" if lemma.endswith(("тель", "арь")) else "soft"), *_dropped(body, "drop_soft")]
    if lemma.endswith(("анин", "янин")):
        return [_stem(lemma, "hard"), _stem(lemma[:-2], "people")]
    return [_stem(lemma, "hard"), *_dropped(lemma, "drop_hard")]


def _j_noun(lemma: str) -> list[Stem]:
    return [_stem(lemma[:-1], "j")] if lemma.endswith(("й",)) and not lemma.endswith("ый") else []


def _dropped(body: str, slot: str) -> list[Stem]:
    """рынок -> рынк-, центр stays, день -> дн-, палец -> пальц-"""
    if len(body) < 3 or body[-2] not in "оеё" or body[-1] in _VOWELS or (body[-3] in _VOWELS and body[-2] == "о"):
        return []
    if body[-1] not in "кцньрлй":
        return []
    soft = "ь" if body[-2] in "её" and body[-3] == "л" else ""
    return [_stem(body[:-2] + soft + body[-1], slot)]


def _filled(body: str, slot: str) -> list[Stem]:
    """стройк- -> строек, остановк- -> остановок, письм- -> писем"""
    if len(body) < 3 or body[-1] in _VOWELS or body[-2] in _VOWELS:
        return []
    before = body[:-2] + ("" if body[-2] in "йь" else body[-2])
    return [_stem(before + vowel + body[-1], slot) for vowel in "ое"]


_SOFTENED = {"б": "бл", "п": "пл", "в": "вл", "м": "мл", "ф": "фл", "д": "ж", "з": "ж", "с": "ш", "т": "ч"}
_HARD_SOFTENED = {"т": "щ", "д": "жд"}


#: Irregular ends of infinitives: further stems in the place of the end.
_IRREGULAR = {
    "расти": (("рос", "past"), ("раст", "present_e")),
    "стать": (("стан", "present_e"),),
    "дать": (("дад", "present_e"), ("даст", "fixed"), ("да", "passive")),
    "крыть": (("кро", "present_e"),),
    "нять": (("м", "present_e"), ("ним", "present_e"), ("йм", "present_e"), ("им", "present_e")),
    "тичь": (("тиг", "past"), ("тигн", "present_e")),
    "двинуть": (("двин", "past"),),
    "никнуть": (("ник", "past"),),
    "брать": (("бер", "present_e"), ("бра", "passive")),
    "звать": (("зов", "present_e"), ("зва", "passive")),
    "вести": (("вё", "infinitive"), ("ве", "infinitive"), ("вед", "present_e"), ("вед", "passive")),
    "везти": (("вёз", "past"), ("вез", "past")),
    "нести": (("нёс", "past"), ("нес", "past"), ("нес", "present_e"), ("несен", "fixed")),
    "мочь": (("мог", "past"), ("мог", "present_e"), ("мож", "present_e")),
    "ехать": (("ед", "present_e"),),
    "быть": (("буд", "present_e"),),
    "слать": (("шл", "present_e"),),
    "чать": (("чн", "present_e"),),
    "лить": (("ль", "present_e"),),
    "бить": (("бь", "present_e"),),
    "петь": (("пе", "infinitive"),),
}


def _verb_stems(infinitive: str) -> list[Stem]:
    """Stems of an infinitive: those of its class, and those of an irregular end."""
    found = _regular_stems(infinitive)
    for end, stems in _IRREGULAR.items():
        if infinitive.endswith(end):
            found += [_stem(infinitive.removesuffix(end) + stem, slot) for stem, slot in stems]
    return found


#: Verbs in -ить with a passive in -т: развит, пролит, подшит.
_BIT = re.compile("(?:в|вы|до|за|из|на|о|об|от|пере|по|под|при|про|раз|рас|с|у)?(?:бить|вить|лить|пить|шить|брить)")
#: Verbs in -ать and -ять that are conjugated like those in -ить: содержит, состоит; завершать is not one of them.
_SECOND_CONJUGATION = (
    "еть", "держать", "лежать", "дышать", "слышать", "молчать", "кричать", "звучать", "стоять", "спать", "гнать",
)  # fmt: skip


def _regular_stems(infinitive: str) -> list[Stem]:
    """Stems of an infinitive by its ending, as the school grammar orders them."""
    if infinitive.endswith(("овать", "евать")) and len(infinitive) > 6:
        root = infinitive[:-5]
        present = root + ("у" if infinitive[-5] == "о" or root[-1:] in _HUSHING | {"ц"} else "ю")
        return [_stem(infinitive[:-2], "infinitive"), _stem(present, "present_e")]
    if infinitive.endswith("авать"):
        return [_stem(infinitive[:-2], "infinitive"), _stem(infinitive[:-4], "present_e")]
    if infinitive.endswith("ить"):
        root = infinitive[:-3]
        last = root[-1:]
        changed = [changes[last] for changes in (_SOFTENED, _HARD_SOFTENED) if last in changes]
        present = "present_i_others" if changed else "present_i"
        slot = "infinitive" if _BIT.fullmatch(infinitive) else "infinitive_i"
        found = [_stem(infinitive[:-2], slot), _stem(root, present), _stem(root, "passive")]
        found += [_stem(root[:-1] + letters, slot) for letters in changed for slot in ("passive", "present_i")]
        if root.endswith("ст"):
            found += [_stem(root[:-2] + "щ", slot) for slot in ("passive", "present_i")]
        return found
    if infinitive.endswith("нуть"):
        return [
            _stem(infinitive[:-2], "infinitive"),
            _stem(infinitive[:-3], "present_e"),
            _stem(infinitive[:-2], "passive"),
        ]
    if infinitive.endswith(("стать", "дать")):
        return [_stem(infinitive[:-2], "infinitive")]
    if infinitive.endswith(("ать", "ять", "еть")):
        root = infinitive[:-2]
        found = [_stem(root, "infinitive"), _stem(root, "present_e")]
        found.append(_stem(infinitive[:-3], "present_e_others"))
        if infinitive.endswith(_SECOND_CONJUGATION):
            found.append(_stem(infinitive[:-3], "present_i_others"))
        change = {"з": "ж", "с": "ш", "к": "ч", "т": "ч"}.get(infinitive[-4:-3])
        if change and infinitive.endswith("ать"):
            found.append(_stem(infinitive[:-4] + change, "present_e"))  # сказать -> скажут
        return found
    if infinitive.endswith("йти"):
        root = infinitive[:-3]
        return [
            _stem(infinitive[:-2], "infinitive"),
            _stem(root + "йд", "present_e"),
            _stem(root + "ш", "infinitive"),
            _stem(root + "шё", "infinitive"),
            _stem(root + "ше", "infinitive"),
        ]
    if infinitive.endswith(("сти", "зти", "сть", "зть")):
        root = infinitive[:-3]
        found = [_stem(infinitive[:-2], "infinitive")]
        for letter in ("д", "т", "с", "з", "б", ""):
            found += [_stem(root + letter, "present_e"), _stem(root + letter, "passive")]
        found += [_stem(root, "infinitive"), _stem(root + "з", "infinitive"), _stem(root + "с", "infinitive")]
        return found
    if infinitive.endswith("чь"):
        root = infinitive[:-2]
        return [
            _stem(infinitive, "fixed"),
            *(_stem(root + letter, "present_e") for letter in "гкжч"),
            _stem(root + "г", "infinitive"),
            _stem(root + "к", "infinitive"),
        ]
    return [_stem(infinitive[:-2], "infinitive"), _stem(infinitive[:-2], "present_e")]


def _stem(written: str, slot: str) -> Stem:
    return Stem(written, slot, "-", "-")


def _is_cyrillic(word: str) -> bool:
    return all("а" <= letter <= "ё" or letter == "-" for letter in word)


@cache
def _table_of(slot: str) -> Endings:
    return _TABLES[slot]


def chain(rest: str, slot: str, _sound: str, _harmony: str) -> tuple[str, ...] | None:
    """Tags of an ending behind a stem of a paradigm; None if it is no ending of it."""
    return _table_of(slot).get(rest)


def tags_of(slot: str) -> frozenset[str]:
    """All tags of a paradigm."""
    return frozenset(tag for tags in _table_of(slot).values() for tag in tags)
