"""Jurisdictions: a contract under New York law is not one under Californian law."""

from __future__ import annotations

import re
from collections.abc import Sequence

from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.wording import stemmed
from localcounsel.records import Support

_NAMES = """
Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, Illinois,
Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi,
Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota,
Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont,
Virginia, Washington, West Virginia, Wisconsin, Wyoming, District of Columbia, England, Wales, Scotland, Northern
Ireland, United Kingdom, Ireland, France, Germany, Italy, Spain, Portugal, Netherlands, Belgium, Luxembourg,
Switzerland, Austria, Denmark, Sweden, Norway, Finland, Poland, Greece, Turkey, Russia, Ukraine, Israel, Egypt,
South Africa, Nigeria, Kenya, India, China, Hong Kong, Taiwan, Japan, Korea, Singapore, Malaysia, Indonesia,
Thailand, Vietnam, Philippines, Australia, New Zealand, Canada, Ontario, Quebec, British Columbia, Alberta, Mexico,
Brazil, Argentina, Chile, Colombia, Peru, Bermuda, Cayman Islands, British Virgin Islands, Panama, Jersey, Guernsey,
London, Tokyo, Paris, Geneva, Stockholm, Los Angeles, San Francisco, Chicago, Boston, Houston, Dallas, Philadelphia
"""
_PLACES = [" ".join(name.split()) for name in _NAMES.split(",")]
_PLACE = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, _PLACES), key=len, reverse=True)) + r")(?![\w-])")


_PROPER = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]{2,}(?![\w-])")
"""A word that is capital though no sentence begins with it."""


def strangers(statement: str, said: Sequence[str], beside: str) -> list[Finding]:
    """Proper names of the statement that neither the passages nor what stands `beside` them have. Plain form.

    Words that documents capitalise at will (Agreement, Parties) do not count, and places have a rule of their own.
    """
    known = {stemmed(word) for word in re.findall(r"\w+", f"{' '.join(said)} {beside}".lower())}
    named = {word for match in _PLACE.finditer(statement) for word in match.group().split()}
    found = []
    for name in dict.fromkeys(_PROPER.findall(statement)):
        if name in named or name.lower() in _AT_WILL or stemmed(name.lower()) in known:
            continue
        found.append(Finding(Support.CHECK, f"“{name}” does not stand in the passage"))
    return found


_AT_WILL = frozenset(
    """agreement agreements amendment amendments article articles clause clauses contract date effective exhibit lease
    license licence order party parties schedule section sections state states term terms the this that
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
"""Months and days are dates, which are compared as such."""


def places(statement: str, said: Sequence[str], beside: str) -> list[Finding]:
    """Places of the statement that neither the passages nor what stands `beside` them name. Plain form."""
    whole = " ".join(said)
    known = f"{whole} {beside}".lower()
    theirs = [match.group() for match in _PLACE.finditer(whole)]
    found = []
    for name in dict.fromkeys(match.group() for match in _PLACE.finditer(statement)):
        if name.lower() not in known:
            reason = (
                f"the passage says {theirs[0]}, the statement {name}" if theirs else f"the passage does not name {name}"
            )
            found.append(Finding(Support.UNSUPPORTED if theirs else Support.CHECK, reason))
    return found
