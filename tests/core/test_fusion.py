"""Fusion: what both ways find comes first, and ties have a fixed order."""

from __future__ import annotations

from localcounsel.core.fusion import Ranking, fuse, ranked


def test_what_both_find_comes_first() -> None:
    fused = fuse([Ranking("words", [(1, 9.0), (2, 8.0)]), Ranking("meaning", [(2, 0.9), (3, 0.7)])])
    assert [(hit.id, hit.found_by) for hit in fused] == [(2, "both"), (1, "words"), (3, "meaning")]


def test_two_rankings_of_one_way_are_not_both() -> None:
    fused = fuse([Ranking("words", [(1, 9.0)]), Ranking("words", [(1, 9.0)])])
    assert fused[0].found_by == "words"


def test_ties_are_broken_by_id() -> None:
    assert [hit.id for hit in fuse([Ranking("words", [(9, 1.0)]), Ranking("meaning", [(4, 1.0)])])] == [4, 9]


def test_weights_move_a_ranking() -> None:
    assert fuse([Ranking("words", [(1, 1.0)], weight=0.5), Ranking("meaning", [(2, 1.0)])])[0].id == 2


def test_a_clear_first_place_stays_first_among_near_equals() -> None:
    words = [(1, 20.0), (2, 8.0), (3, 7.9)]
    meaning = [(2, 0.50), (1, 0.49), (3, 0.48)]
    assert [hit.id for hit in fuse([Ranking("words", words), Ranking("meaning", meaning)])] == [1, 2, 3]


def test_scores_below_nothing_do_not_count_against_a_passage() -> None:
    assert fuse([Ranking("meaning", [(1, -0.2)])])[0].score == 0.0


def test_nothing_found_is_an_empty_ranking() -> None:
    assert fuse([]) == []


def test_the_ranker_reorders_and_keeps_how_each_was_found() -> None:
    found = fuse([Ranking("words", [(1, 10.0), (2, 9.0), (3, 1.0)]), Ranking("meaning", [(2, 0.9)])])
    assert [hit.id for hit in found] == [2, 1, 3]
    again = ranked(found, [-3.0, -3.0, 6.0])
    assert [hit.id for hit in again] == [3, 2, 1]
    assert {hit.id: hit.found_by for hit in again} == {hit.id: hit.found_by for hit in found}


def test_a_ranker_without_an_opinion_leaves_the_order() -> None:
    found = fuse([Ranking("words", [(1, 10.0), (2, 9.0), (3, 1.0)])])
    assert [hit.id for hit in ranked(found, [0.0, 0.0, 0.0])] == [1, 2, 3]
