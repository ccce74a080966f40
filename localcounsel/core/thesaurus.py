"""How lawyers ask and how documents are drafted are two vocabularies: from the first to the second.

"Can it be terminated for convenience?" is drafted "may terminate this Agreement at any time upon thirty days'
written notice". A concept is recognised by words of the question; what is returned is looked up beside the
question itself, never instead of it, and is listed among the terms that were tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONCEPTS_AT_MOST = 3
"""A question that touches more concepts is about none of them in particular; the first three are used."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of legal practice."""

    asked: re.Pattern[str]
    """Words of a question that bring it up."""
    drafted: tuple[str, ...]
    """Phrases in which documents express it."""


def drafted(question: str) -> tuple[str, ...]:
    """Phrases of drafting for what `question` asks about, without repetition; empty when nothing is recognised."""
    found = [concept for concept in CONCEPTS if concept.asked.search(question)]
    phrases = [phrase for concept in found[:CONCEPTS_AT_MOST] for phrase in concept.drafted]
    return tuple(dict.fromkeys(phrases))


_TABLE = r"""
? non-?solicit | no-?solicit | solicit(?:ing|ation)? (?:of )?(?:the )?employees | poach | solicitation of employees
  shall not solicit; solicit for employment; hire; employ; induce to leave; any employee of the other party;
  recruit; during the term and for a period of; terminate his or her employment
? solicit\w* (?:of )?(?:the )?(?:customers|clients) | solicitation of (?:customers|clients) | divert\w* customers
  solicit customers; divert; call upon; interfere with; clients; prospective customers; business relationship;
  shall not directly or indirectly
? exceptions? to (?:\w+ )?(?:competitive|restrict|non-?compet|exclusiv) | carve-?out
  provided however; notwithstanding the foregoing; nothing in this section shall; except that; shall not
  prohibit; shall not apply to; ownership of less than; publicly traded; may continue to; shall be permitted
? non-?compet | restrict\w* competition | competitive restriction | restraint of trade | covenant not to compete
  shall not compete; engage in any business; competing products; competitive with; directly or indirectly
  engage; shall not manufacture, market, sell or distribute; similar business; within the territory; competitor
? exclusiv
  exclusive; sole and exclusive; exclusively; shall not appoint any other; exclusive right; exclusive
  distributor; shall purchase exclusively; only from; no other person; exclusive territory
? non-?disparag | disparag | defam
  disparage; disparaging; derogatory; detrimental to the reputation; defame; adversely reflect; good name;
  goodwill; disrepute
? most[- ]favou?red | mfn\b | best price | as favou?rable
  most favored; no less favorable; more favorable terms; lowest price; other customers; shall offer the same;
  price offered to any other; comparable quantities
? right of first | rofr | rofo | rofn | pre-?empti | first (?:refusal|offer|negotiation)
  right of first refusal; right of first offer; right of first negotiation; first opportunity; bona fide offer;
  third party offer; same terms and conditions; negotiate in good faith; before offering; option to purchase
? change (?:of|in) control | chang\w* (?:of )?ownership | merger | takeover | acquired by
  change of control; change in control; merger; consolidation; sale of all or substantially all of the assets;
  acquisition; majority of the voting; fifty percent; ownership or control; successor
? anti-?assign | assign(?:ment|ed|able|s)? (?:of|the|this|clause|without|to|by) | (?:be|is it) assign
? transfer (?:of )?(?:its|the|this) (?:rights|contract|agreement) | assign(?:ability|ment)? (?:clause|consent)
  may not assign; shall not assign; assign this Agreement; without the prior written consent; assignment;
  transfer; delegate; successors and assigns; null and void; operation of law
? terminat\w* for (?:convenience|any reason|no reason) | without cause | terminat\w* (?:early|at will)
  may terminate this Agreement; at any time; for any reason; without cause; upon written notice; days prior
  written notice; for its convenience; at its sole discretion; terminate upon
? (?:notice|notify|period)[^.?]{0,40}(?:renew|extension|non-?renew) | non-?renewal
  written notice of non-renewal; prior to the expiration; days before the end of the term; unless either party
  gives notice; automatically renew; intention not to renew; elect not to renew; then current term
? renew | extension of the term | extend\w* the term | option to extend | rollover
  renew; automatically renewed; successive; renewal term; additional terms; one year periods; extend the term;
  option to renew; unless terminated; additional period
? (?:services|obligations|duties|happens?)[^.?]{0,40}after (?:the )?(?:termination|expir) | post-?termination
? transition | wind-?down | surviv | sell-?off
  upon termination; following termination; after expiration or termination; shall survive; sell off; remaining
  inventory; transition; return all; continue to; effect of termination; cease all use
? terminat\w* | cancel | breach[^.?]{0,20}cure | end (?:the|this) (?:contract|agreement|lease)
  may terminate; terminate this Agreement; material breach; fails to cure; days after written notice;
  insolvency; bankruptcy; terminated by either party; default; effective immediately
? expir | (?:how long|when)[^.?]{0,40}(?:last|end|run|in (?:force|effect)) | duration of (?:the|this)
? (?:initial |length of (?:the )?)term\b | end date
  term of this Agreement; shall commence; shall continue; in full force and effect; initial term; shall expire;
  until; for a period of; years from the effective date; unless earlier terminated; expiration
? effective date | commence | take effect | start date | begin
  effective date; effective as of; shall commence on; entered into as of; made and entered into; dated as of;
  commencement date
? governing law | which (?:state'?s? )?law | applicable law | choice of law | law govern | govern(?:ed|s)\b
  governed by; construed in accordance with; laws of the State of; without regard to; conflict of laws;
  principles of conflicts; jurisdiction; interpreted
? jurisdiction | venue | which court | forum | where[^.?]{0,30}(?:sue|litigat|disput)
  exclusive jurisdiction; courts of; submit to the jurisdiction; venue; state and federal courts; service of
  process; waives any objection; forum
? arbitrat | dispute resolution | mediat | resolv\w* disputes
  arbitration; American Arbitration Association; arbitrator; binding; dispute; mediation; rules; award; good
  faith negotiation; any controversy or claim
? uncapped | unlimited liab | exceptions? to (?:the )?(?:cap|limit)
  limitation of liability; shall not apply; gross negligence; willful misconduct; fraud; breach of
  confidentiality; indemnification obligations; except for; shall be liable for all; nothing shall limit
? cap on | liability cap | limit\w* (?:of|on|to)? ?(?:its |the |their )?liab | maximum liab | liab\w* (?:cap|limit)
? how much[^.?]{0,30}liable
  limitation of liability; in no event shall; aggregate liability; shall not exceed; amounts paid; liable for
  any indirect, incidental, special or consequential damages; total liability; lost profits; punitive damages
? liquidated | termination fee | break-?up fee | early termination (?:fee|charge) | penalt
  liquidated damages; as liquidated damages and not as a penalty; termination fee; shall pay; reasonable
  estimate; early termination; per day; late fee
? indemn | hold harmless
  indemnify; defend; hold harmless; from and against; any and all claims; losses; damages; liabilities;
  expenses; attorneys' fees; third party claim
? insur
  insurance; commercial general liability; certificate of insurance; additional insured; per occurrence; policy;
  coverage; workers' compensation; limits of not less than; maintain
? audit | inspect\w* (?:of )?(?:the )?(?:books|records) | books and records
  audit; inspect; books and records; examine; right to audit; accountant; during normal business hours; upon
  reasonable notice; records relating to; discrepancy; access to
? warrant(?:y|ies)[^.?]{0,40}(?:duration|period|long|last) | (?:duration|period|long|last)[^.?]{0,40}warrant
  warranty period; for a period of; months from; days after delivery; warrants that; free from defects; date of
  acceptance; repair or replace; shall conform; limited warranty
? warrant
  warrants; represents and warrants; disclaims; merchantability; fitness for a particular purpose; as is; free
  from defects
? minimum (?:commit|purchas|order|volume|spend|guarant|royalt) | take[- ]or[- ]pay | committed
  minimum; at least; shall purchase; minimum purchase; minimum annual; guaranteed; no less than; minimum
  quantity; minimum payment; each calendar year; shortfall
? volume (?:restrict|limit) | maximum (?:quantity|volume|number) | quantity restrict | usage limit
  maximum; shall not exceed; up to; in excess of; additional fee; number of; limited to; not more than;
  capacity; units per
? price (?:restrict|control|increase|adjust|change) | pric\w+ (?:cap|limit)
? (?:raise|increase)\w* (?:the )?(?:price|fee|rent)
  price; increase; shall not increase; no more than; percent; consumer price index; prior written notice;
  adjust; prices shall remain; once per year
? revenue | profit[- ]shar | royalt | commission | share of (?:the )?(?:profit|proceeds)
  royalty; percent of; net sales; net revenue; gross revenue; commission; share of; profits; shall pay to;
  revenue share; adjusted gross
? pay(?:ment|able|s)?\b | invoice | fees?\b | how much[^.?]{0,20}(?:pay|cost) | rent\b | due date | late
  shall pay; payment; invoice; within thirty days; due and payable; net; fee; interest; per month; in advance;
  late payment; compensation
? joint(?:ly)? (?:own|intellectual|ip) | co-?own
  jointly own; jointly owned; joint ownership; co-owned; equal undivided; joint inventions; each party shall
  own; undivided interest; without accounting
? (?:intellectual property|\bip\b|invention|work product|copyright|patent)[^.?]{0,40}(?:own|assign|belong|vest)
? who owns | owner(?:ship)? of (?:the )?(?:intellectual|work|invention|ip) | work (?:made )?for hire
  hereby assigns; all right, title and interest; work made for hire; shall be the sole property; intellectual
  property; ownership; inventions; shall own; sole and exclusive owner; shall belong to
? irrevocabl | perpetual
  perpetual; irrevocable; royalty-free; worldwide; fully paid; license; in perpetuity; non-exclusive
? affiliates?[^.?]{0,40}licens | licens\w*[^.?]{0,40}affiliates?
  and its affiliates; affiliates; subsidiaries; license; grants to; sublicense to its affiliates; hereby grants;
  on behalf of itself and its affiliates
? non-?transferable | transferab\w* licens | licens\w*[^.?]{0,40}transfer
  non-transferable; nontransferable; non-assignable; license; may not transfer; sublicense; limited;
  non-exclusive license; without the right to sublicense
? unlimited | all[- ]you[- ]can
  unlimited; any number of; without limitation as to; enterprise; unrestricted; as many; worldwide perpetual
? source code | escrow
  source code; escrow agent; deposit; release conditions; escrow agreement; object code; bankruptcy
? licen[cs]
  hereby grants; license; non-exclusive; right to use; royalty-free; sublicense; limited license; grants to;
  trademarks; worldwide
? covenant not to sue | not to (?:sue|challenge|contest) | challeng\w* (?:the )?(?:validity|ownership)
  covenant not to sue; shall not contest; challenge the validity; shall not bring any action; release; contest
  the ownership; waives; any claim against; attack; impair
? third[- ]party benefi | benefit of third | who (?:else )?(?:can|may) enforce
  third party beneficiary; third-party beneficiaries; for the benefit of; no other person; enforce; intended
  beneficiary; confer upon any person
? confiden | non-?disclos | nda\b | secre
  confidential information; shall not disclose; hold in confidence; proprietary; need to know; disclosing party;
  receiving party; publicly available; return or destroy; trade secrets
? force majeure | act of god | beyond[^.?]{0,20}control
  force majeure; act of God; beyond the reasonable control; strikes; war; natural disaster; delay in performance
? (?:be|how to|who (?:can|may)|to|orally) amend | amend(?:ed|ing)? (?:the|this|in writing) | modif | waiv
? change (?:the|this) (?:contract|agreement)
  amended; modified; written instrument signed by; no waiver; in writing; supplement; hereby amended
? notices?\b[^.?]{0,30}(?:address|sent|given|deliver|served) | where[^.?]{0,20}notice
  notices; in writing; deemed given; certified mail; overnight courier; address set forth; facsimile; delivered
? entire agreement | integration | merger clause | prior agreements | supersed
  entire agreement; supersedes all prior; understanding; negotiations; oral or written; constitutes
? severab | invalid provision | unenforceable
  severability; invalid or unenforceable; remaining provisions; full force; illegal; competent jurisdiction
? deposit\b | security deposit | guarant(?:y|or|ee)
  security deposit; guaranty; guarantor; shall guarantee; deposit; refund; applied to
? repair | maint(?:ain|enance) | upkeep
  repair; maintain; maintenance; good order and condition; replacement; keep in good repair; wear and tear
? deliver | shipment | shipping | late deliver | delay
  deliver; delivery; shipment; shall ship; purchase order; delivery date; delay; F.O.B.; risk of loss; title
? privacy | personal data | data protection | gdpr | data breach
  personal data; personal information; data protection; privacy; process; security measures; data subject;
  breach
? sub-?contract | delegat
  subcontract; subcontractor; delegate; without the prior written consent; third parties; remain responsible
"""
"""Lines that begin with `?` are alternatives of the question, as regular expressions parted by ` | `; the lines
below them are phrases of drafting, parted by semicolons. Narrow concepts stand before the wide ones."""


def _read(table: str) -> tuple[Concept, ...]:
    concepts: list[Concept] = []
    asked: list[str] = []
    phrases: list[str] = []
    for line in [*table.strip().splitlines(), "?"]:
        if line.startswith("?") and phrases:
            pattern = re.compile(rf"\b(?:{'|'.join(asked)})", re.IGNORECASE)
            concepts.append(Concept(pattern, tuple(phrase.strip() for phrase in " ".join(phrases).split(";"))))
            asked, phrases = [], []
        if line.startswith("?"):
            asked += line[1:].strip().split(" | ")
        else:
            phrases.append(line.strip())
    return tuple(concepts)


CONCEPTS = _read(_TABLE)
