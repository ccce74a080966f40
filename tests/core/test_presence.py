"""From the scores of one search to the likelihood that the answer is there."""

from __future__ import annotations

from localcounsel.core.presence import NEEDED, elsewhere, figures, judge, needed


def test_a_passage_that_stands_out_is_likelier_than_none() -> None:
    clear = judge([6.0, -5.0, -6.0, -6.0], [2.0, 1.5, 1.0, 0.5])
    none = judge([-6.0, -6.5, -6.5, -7.0], [1.0, 0.9, 0.9, 0.8])
    assert none.likelihood < NEEDED < clear.likelihood


def test_likelihood_rises_with_the_best_score() -> None:
    rising = [judge([best, -4.0, -5.0], [1.0, 0.9, 0.8]).likelihood for best in (-4.0, -2.0, 0.0, 2.0, 4.0)]
    assert rising == sorted(rising)
    assert len(set(rising)) == len(rising)


def test_nothing_found_is_not_there() -> None:
    assert judge([], []).likelihood == 0.0


def test_absurd_scores_stay_probabilities() -> None:
    assert 0.0 <= judge([-1e9], [0.0]).likelihood <= judge([1e9], [1.0]).likelihood <= 1.0


def test_the_figures_are_of_the_passage_that_the_ranker_puts_first() -> None:
    best, stands_out, fused = figures([1.0, 3.0, -1.0], [2.0, 1.0, 0.5])
    assert (best, stands_out, fused) == (3.0, 3.0, 0.5)


def test_a_question_of_an_unknown_kind_is_refused_less_readily() -> None:
    assert needed(recognised=False) < needed(recognised=True)


def test_less_likelihood_is_enough_where_the_words_of_drafting_stand_in_one_of_the_first_passages() -> None:
    phrases = ("total liability", "shall not exceed", "fees paid", "in the aggregate")
    clause = "The Total Liability of Supplier shall not exceed the Fees Paid."
    assert needed(True, phrases, ["Other.", clause]) < needed(
        True, phrases, ["Other.", "Total liability is not capped."]
    )
    assert needed(True, phrases, ["Other."] * 3 + [clause]) == needed(True)
    assert needed(False, phrases, [clause]) == needed(False)


def test_a_question_is_from_elsewhere_when_neither_its_meaning_nor_its_words_are_there() -> None:
    assert elsewhere(0.1, unknown=3, terms=5)
    assert not elsewhere(0.1, unknown=2, terms=5)
    assert not elsewhere(0.4, unknown=5, terms=5)
    assert not elsewhere(0.1, unknown=0, terms=0)
