"""One lawyer's session from the first start to another language, each step with what has to be seen after it."""

from __future__ import annotations

from collections.abc import Callable

from scripts.demo_session.tmux import Terminal

Step = Callable[[Terminal], None]

FIRST = "How many days does Brightwater have to pay an invoice?"
NAMED = "By when must the tenant give notice to renew? @Lease"
EVERY = "Which agreements have a limitation of liability clause?"
ABSENT = "What does the arbitrator's award say about costs?"


def first_start(at: Terminal) -> None:
    """Three steps, on the sample matter, to the first question."""
    at.see("Welcome to LocalCounsel", "Make a matter")
    at.press("Enter")
    at.see("Add a folder", "Sample matter: ")
    at.press("Enter")
    at.see("Your question")
    at.picture("first-steps")


def first_answer(at: Terminal) -> None:
    """The passages at once, then the answer with its citations."""
    at.write(FIRST)
    at.press("Enter")
    at.see("▌ " + FIRST, "passages")
    at.see("first word after", "Amendment No. 1.pdf", "✓ exact")
    at.picture("answer")


def named_document(at: Terminal) -> None:
    """`@` limits the question to a document; the citation leads to the page and its words."""
    at.press("Escape", "F5")
    at.see("Ask in your own words")
    at.write(NAMED)
    at.see("  Agreements/Office Lease - 418 Foundry Street.pdf", "renew? @Lease")
    at.press("Tab")
    at.gone("@Lease")
    at.press("Enter")
    at.see("▌ By when must", "Asked of: ▸ ", "first word after", "✓ exact")


def page_viewer(at: Terminal) -> None:
    """The cited page; the words one looks for are marked in the document."""
    at.press("Tab", "Enter")
    at.see("Page ", " of 4")
    at.press("/")
    at.see("Find in this document")
    at.write("renewal")
    at.see("/ renewal", "1 of ")
    at.picture("page-viewer")
    at.press("Escape", "Escape")
    at.see("Asked of:")


def every_document(at: Terminal) -> None:
    """A question that is put to every document: found, not found, not covered."""
    at.press("F6")
    at.press("F5")
    at.see("Ask in your own words", "whole matter")
    at.write(EVERY)
    at.press("Enter")
    at.see("found in", "not found in", "Nothing was located in")
    at.picture("every-document")


def not_found(at: Terminal) -> None:
    """What is not there is said so, with the record of the search; F8 makes a certificate of it."""
    at.press("Escape", "F5")
    at.see("Ask in your own words")
    at.write(ABSENT)
    at.press("Enter")
    at.see("○ Not found in these documents.", "What came nearest")
    at.picture("not-found")
    at.press("F8")
    at.see("certificate")
    at.press("Enter")
    at.see("Saved: ")
    at.gone("Saved: ")


def documents(at: Terminal) -> None:
    """The files in their folders, each with how far it was read."""
    at.press("F2")
    at.see("22 files", "Master Services Agreement.pdf")
    at.press("Down", "Down", "Down")
    at.see("Parties")
    at.picture("documents")
    at.press("Escape")
    at.see("Asked of:")


def searching(at: Terminal) -> None:
    """Words with operators, as they are typed, without a model."""
    at.press("F7")
    at.see("change of control")
    at.write("terminat! w/10 notice")
    at.see("Looking for", " places in ")
    at.picture("search")
    at.press("Escape")
    at.see("Asked of:")


def own_screens(at: Terminal) -> None:
    """What was done, how the machine is, what is set."""
    at.press("C-g")
    at.see("the chain holds")
    at.press("Down")
    at.picture("audit")
    at.press("Escape")
    at.see("Asked of:")
    at.press("F11")
    at.see("network", "What to do:")
    at.gone("Looking; every file")
    at.press("Escape")
    at.see("Asked of:")


def settings(at: Terminal) -> None:
    """Every setting with what it means; then the end of the day."""
    at.press("F12")
    at.see("file mb", "Largest file, in megabytes.")
    at.press("Escape")
    at.see("Asked of:")
    at.press("C-q")
    at.see("The application has ended: 0")


def in_japanese(at: Terminal) -> None:
    """The same matter, at its earlier questions, in Japanese."""
    at.see("最終使用", "Sample matter")
    at.press("Enter")
    at.see("対象: ", "事件全体")
    at.write("秘密保持の義務は契約終了後何年間存続しますか。")
    at.press("Enter")
    at.see("業務委託契約書.txt")
    at.see("最初の語まで")
    at.picture("japanese")
    at.press("C-q")
    at.see("The application has ended: 0")


ENGLISH: tuple[Step, ...] = (
    *(first_start, first_answer, named_document, page_viewer, every_document, not_found),
    *(documents, searching, own_screens, settings),
)
JAPANESE: tuple[Step, ...] = (in_japanese,)
