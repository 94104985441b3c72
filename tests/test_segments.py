from __future__ import annotations

from kzplans.text.segments import sentences_around, split_sentences

TEXT = "Бірінші сөйлем. Екінші сөйлем! Үшінші сөйлем. Төртінші сөйлем."


def test_a_sentence_without_an_end_is_cut_between_words() -> None:
    text = "мектеп салу және " * 2_000
    spans = split_sentences(text, 0, len(text))
    assert max(stop - start for start, stop in spans) <= 4_000
    assert " ".join([text[start:stop] for start, stop in spans]).split() == text.split()
    assert all(text[start - 1] == " " for start, _ in spans[1:])
    word = "а" * 10_000
    assert "".join([word[start:stop] for start, stop in split_sentences(word, 0, len(word))]) == word


def test_sentences_around_a_place() -> None:
    start = TEXT.index("Үшінші")
    assert sentences_around(TEXT, start, start + len("Үшінші сөйлем."), 1) == (["Екінші сөйлем!"], ["Төртінші сөйлем."])
    assert sentences_around(TEXT, start, start + 14, 5)[0] == ["Бірінші сөйлем.", "Екінші сөйлем!"]
