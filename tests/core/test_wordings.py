"""Recognition by likeness to known wordings."""

from __future__ import annotations

import pytest

from localcounsel.core import thesaurus, wordings
from localcounsel.core.wordings import ELSEWHERE, Wordings, said

KNOWN = (
    ("ending", "May the supplier terminate the agreement early?"),
    ("ending", "Is early termination possible?"),
    ("fruit", "Who picks the apples?"),
    (ELSEWHERE, "Who drove the lorry?"),
)


def test_a_question_is_nearest_to_what_is_worded_like_it() -> None:
    known = Wordings(KNOWN, {})
    assert known.nearest("Can the other side terminate early?")[0][0] == "ending"
    assert known.nearest("When are apples picked?")[0][0] == "fruit"
    assert known.nearest("Where is the lorry now?")[0][0] == ELSEWHERE


def test_what_is_new_is_near_to_nothing() -> None:
    assert Wordings(KNOWN, {}).nearest("Quo usque tandem?") == []
    assert Wordings((), {}).nearest("Who picks the apples?") == []


def test_drafting_is_known_too() -> None:
    assert Wordings(KNOWN, {"cider": ["pressed juice"]}).nearest("Is juice pressed?")[0][0] == "cider"


def test_an_everyday_phrase_means_its_stems() -> None:
    plain = "May they walk away?"
    assert Wordings(KNOWN, {}).nearest(plain) == []
    known = Wordings(KNOWN, {}, [("walk away", said("termination")[0])])
    assert known.nearest(plain)[0][0] == "ending"


def test_more_in_common_is_more_confidence() -> None:
    known = dict(Wordings(KNOWN, {}).nearest("May a supplier terminate early?"))
    less = dict(Wordings(KNOWN, {}).nearest("May a gardener with many green tools terminate roses and tulips?"))
    assert known["ending"] > less["ending"] > 0


@pytest.mark.parametrize(
    "words",
    [
        "assign assigned assignment assigning assignable",
        "renew renewed renewal renews",
        "ship shipping ships shipped",
        "terminate terminates terminated termination terminating",
        "cancelled cancellation cancelling",
    ],
)
def test_forms_of_a_word_have_one_stem(words: str) -> None:
    assert len(said(words)[0]) == 1


def test_british_and_american_spelling_are_one() -> None:
    assert said("favourable licences")[0] == said("favorable licenses")[0]


def test_a_filler_makes_another_word_of_a_verb() -> None:
    assert said("hand over the shop without cause")[1] >= {"hand over", "without caus"}
    assert said("hand the shop")[1] == {"hand shop"}


def test_the_known_wordings_were_read_whole() -> None:
    known, everyday = wordings.read()
    names = {concept for concept, _ in known} - {ELSEWHERE}
    assert names <= {concept.name for concept in thesaurus.concepts()}
    assert len(known) > 1500 and len(names) > 150
    assert len(set(known)) == len(known)
    assert everyday and all(phrase and stems for phrase, stems in everyday)
