"""A fixed set of legal sentences and questions against which a prepared model is measured.

Written for this purpose; the parties are invented. Changing a word of it makes older figures incomparable.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

_FILLINGS = (
    ("Northgate Foods", "Calder Logistics", "thirty", "New York", "$2,500,000", "1 March 2021"),
    ("Meridian Devices", "Oakfield Labs", "ninety", "Delaware", "$400,000", "15 July 2019"),
    ("the Licensor", "the Licensee", "sixty", "England and Wales", "£75,000", "the Effective Date"),
    ("the Landlord", "the Tenant", "ten", "California", "$12,000 per month", "31 December 2024"),
    ("Harlow Energy", "Tessin Capital", "five", "Ontario", "EUR 1,000,000", "the Closing Date"),
)

_CLAUSES = (
    ("This Agreement is governed by the laws of {3}.", "Which law governs?"),
    ("Either party may terminate on {2} days' written notice to the other.", "Can it be ended without cause?"),
    ("{0} shall pay {1} {4} within {2} days of the invoice.", "When must invoices be paid?"),
    ("The total liability of {1} shall not exceed {4} in the aggregate.", "Is there a cap on liability?"),
    ("{1} shall indemnify {0} against all third-party claims.", "Who indemnifies whom?"),
    ("{1} shall keep the Confidential Information of {0} secret for {2} years.", "How long is secrecy owed?"),
    ("Neither party may assign this Agreement without the consent of the other.", "May the contract be assigned?"),
    ("{1} shall not compete with {0} within {3} for {2} months.", "Is there a covenant not to compete?"),
    ("{0} is the exclusive distributor of the Products in {3}.", "Is the appointment exclusive?"),
    ("This Agreement begins on {5} and continues for {2} months.", "How long is the term?"),
    ("It renews for successive terms unless notice is given {2} days before expiry.", "Does it renew by itself?"),
    ("{1} shall maintain commercial general liability insurance of at least {4}.", "What insurance is required?"),
    ("{0} may audit the books of {1} on {2} days' notice.", "May the records be audited?"),
    ("All intellectual property in the Deliverables vests in {0} on creation.", "Who owns the work product?"),
    ("{0} grants {1} a non-exclusive, royalty-free licence in {3}.", "What licence is granted?"),
    ("Disputes shall be settled by arbitration seated in {3}.", "How are disputes resolved?"),
    ("The courts of {3} have exclusive jurisdiction.", "Which courts have jurisdiction?"),
    ("A delay caused by fire, flood or war is not a breach.", "What happens on force majeure?"),
    ("{0} warrants that the goods are free from defects for {2} days.", "What warranty is given?"),
    ("{0} gives no warranty of merchantability or fitness for a purpose.", "Are implied warranties excluded?"),
    ("A late payment bears interest at {2} per cent a year.", "What interest runs on late payments?"),
    ("{1} shall buy at least {4} of Products in each contract year.", "Is there a minimum purchase?"),
    ("On a change of control of {1}, {0} may terminate at once.", "What follows from a change of control?"),
    ("{1} shall not solicit the employees of {0} for {2} months.", "May employees be poached?"),
    ("Notices must be in writing and sent by courier to the address below.", "How are notices given?"),
    ("No amendment is valid unless signed by both parties.", "How can the agreement be amended?"),
    ("If a provision is void, the remainder stays in force.", "What if a clause is invalid?"),
    ("This document contains the entire agreement of the parties.", "Is this the entire agreement?"),
    ("{1} shall deposit {4} as security for the rent.", "How much is the security deposit?"),
    ("{0} shall repair the roof and the structure of the Premises.", "Who repairs the building?"),
    ("{1} may use the Premises as an office and for nothing else.", "What use of the premises is allowed?"),
    ("{0} shall deposit the source code with an escrow agent by {5}.", "Is source code held in escrow?"),
    ("The royalty is {2} per cent of Net Sales.", "What royalty is due?"),
    ('"Net Sales" means gross receipts less returns and taxes.', "How are net sales defined?"),
    ("{1} shall notify {0} of a data breach within {2} hours.", "How soon must a breach be reported?"),
    ("Personal data shall not leave {3} without consent.", "May personal data be transferred abroad?"),
    ("{0} shall have the most favourable price given to any customer.", "Is there a most-favoured customer?"),
    ("{0} has a right of first refusal over the shares of {1}.", "Is there a right of first refusal?"),
    ("Delivery is FCA {3}, and risk passes on handover.", "When does risk pass?"),
    ("Title to the equipment passes on payment in full of {4}.", "When does title pass?"),
    ("{1} shall pay liquidated damages of {4} for each week of delay.", "Are damages for delay agreed?"),
    ("Neither party is liable for loss of profit or consequential loss.", "Is lost profit recoverable?"),
    ("Clauses on secrecy and liability survive termination.", "Which obligations survive?"),
    ("{0} reported sales of {4} for the year ended {5}.", "What sales were reported?"),
    ("Q. Did you sign the letter of {5}? A. I do not recall.", "What did the witness say about the letter?"),
    ("The witness met the directors of {1} in {3} on {5}.", "Whom did the witness meet, and where?"),
    ("The motion to dismiss is denied as to the second claim.", "How was the motion decided?"),
    ("Counsel for {0} asserts privilege over the e-mail of {5}.", "Is privilege claimed?"),
    ("The employee is entitled to severance of {4}.", "What severance is owed?"),
    ("The borrower shall keep a debt ratio below {2} per cent.", "What financial covenants apply?"),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near a prepared model comes to sentence-transformers on the yardstick."""

    cosine_mean: float
    cosine_least: float
    overlap: float
    """Of the reference's ten nearest texts, the share among the prepared model's ten, over all questions."""
    recall: float
    """Share of a question's right sentences among the prepared model's ten."""
    recall_reference: float


def sentences() -> list[str]:
    """Every clause in every filling: five in a row belong to one question."""
    return [clause.format(*filling) for clause, _ in _CLAUSES for filling in _FILLINGS]


def questions() -> list[str]:
    """One for each clause."""
    return [question for _, question in _CLAUSES]


def passages() -> list[str]:
    """Texts of a passage's length, sentences of different clauses after one another."""
    text = sentences()
    return [" ".join(islice(cycle(text), start, start + 83, 7)) for start in range(0, len(text), 6)]


def agreement(
    reference: tuple[NDArray[np.float32], NDArray[np.float32]],
    prepared: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> Agreement:
    """Measure two sets of unit vectors, each of (sentences then passages, questions)."""
    cosines = np.concatenate([(mine * its).sum(1) for mine, its in zip(prepared, reference, strict=True)])
    ten, its_ten = _ten(prepared), _ten(reference)
    shared = [len(set(mine) & set(its)) / 10 for mine, its in zip(ten, its_ten, strict=True)]
    return Agreement(
        round(float(cosines.mean()), 5),
        round(float(cosines.min()), 5),
        round(float(np.mean(shared)), 4),
        _recall(ten),
        _recall(its_ten),
    )


def _ten(vectors: tuple[NDArray[np.float32], NDArray[np.float32]]) -> list[list[int]]:
    texts, asked = vectors
    nearest: list[list[int]] = np.argsort(-(asked @ texts.T), axis=1, kind="stable")[:, :10].tolist()
    return nearest


def _recall(ten: list[list[int]]) -> float:
    right = [len([at for at in found if at // len(_FILLINGS) == number]) for number, found in enumerate(ten)]
    return round(float(np.mean(right)) / len(_FILLINGS), 4)
