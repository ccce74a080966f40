"""Words of a question in a few texts."""

from __future__ import annotations

from localcounsel.core.bm25 import shares


def test_the_text_with_the_rarer_words_of_the_question_is_first() -> None:
    texts = ["Tenant shall pay rent.", "Tenant may terminate upon notice.", "Tenant shall insure the premises."]
    found = shares("Can the tenant be terminated?", texts)
    assert found[1] == 1.0
    assert 0 < found[0] < 0.5
    assert 0 < found[2] < 0.5


def test_forms_of_a_word_are_one_word_and_long_texts_gain_nothing_by_length() -> None:
    short, long = "Termination is immediate.", "Termination is immediate, " + "and so on " * 30
    assert shares("terminated", [short, long])[0] == 1.0
    assert shares("terminated", [short, long])[1] < 1.0


def test_without_common_words_nothing_is_said() -> None:
    assert shares("what is it?", ["It is this.", ""]) == [0.0, 0.0]
    assert shares("anything", []) == []
