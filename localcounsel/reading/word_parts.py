"""The parts of a Word file, taken out of its zip only after the packing itself was found harmless."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree

from localcounsel.reading.outlet import Fault

MOST_ENTRIES = 2_000
MOST_BYTES = 200 * 1024 * 1024
"""Of all parts unpacked."""
HIGHEST_RATIO = 100
"""Unpacked to packed, of a part over a megabyte."""
LARGEST_XML = 120 * 1024 * 1024
_MIB = 1024 * 1024
_LOCAL_HEADER = 30
"""Bytes before the name that every entry has in front of its content."""
_UNPACKABLE = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, IndexError)
"""What `zipfile` raises on broken archives."""


class Parts:
    """Named parts of one file. Every XML part was seen to declare no document type before it is parsed."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _UNPACKABLE as error:
            raise Fault("damaged") from error
        self.names = self._checked()
        for name in self.names:
            if name.endswith((".xml", ".rels")):
                self._refuse_doctype(self.content(name))
        self.external = 0
        """Relationships to something outside the file, links aside; none is followed."""

    def _checked(self) -> frozenset[str]:
        entries = self._zip.infolist()
        names = {entry.filename.lower() for entry in entries}
        if len(entries) > MOST_ENTRIES or len(names) != len(entries):
            raise Fault("zip_unsafe")
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise Fault("zip_unsafe")
        _refuse_overlaps(entries)
        for entry in entries:
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Fault("zip_unsafe")
            name = entry.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise Fault("zip_unsafe")
            if entry.flag_bits & 1:
                raise Fault("office_password")
            if entry.file_size > _MIB and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
                raise Fault("zip_unsafe")
        return frozenset(entry.filename for entry in entries)

    def content(self, name: str) -> bytes:
        """A part's bytes. Never more than its entry announces."""
        entry = self._zip.getinfo(name)
        try:
            with self._zip.open(entry) as part:
                content = part.read(entry.file_size + 1)
        except (*_UNPACKABLE, zlib.error, EOFError, RuntimeError) as error:
            raise Fault("damaged") from error
        if len(content) > entry.file_size:
            raise Fault("zip_unsafe")
        if len(content) < entry.file_size:
            raise Fault("damaged")
        return content

    def xml(self, name: str) -> etree._Element | None:
        """A part's root element; None when the file has no such part."""
        if name not in self.names:
            return None
        content = self.content(name)
        if len(content) > LARGEST_XML:
            raise Fault("characters")
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, LookupError, ValueError) as error:
            raise Fault("damaged") from error
        if root.getroottree().docinfo.internalDTD is not None:  # declared in an encoding the bytes did not show it in
            raise Fault("doctype")
        return root

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """For a part: relationship id → (last word of its type, name of the part inside the file)."""
        folder, name = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for each in [] if root is None else root:
            if not isinstance(each.tag, str):
                continue
            kind = (each.get("Type") or "").rsplit("/", 1)[-1]
            if (each.get("TargetMode") or "").lower() == "external":
                self.external += kind != "hyperlink"
                continue
            target = each.get("Target") or ""
            inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[each.get("Id") or ""] = kind, posixpath.normpath(inside)
        return found

    @staticmethod
    def _refuse_doctype(content: bytes) -> None:
        plain = content.replace(b"\x00", b"") if b"\x00" in content[:64] else content
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain or b"<!doctype" in plain:
            raise Fault("doctype")


def _refuse_overlaps(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Raise Fault where two entries use the same bytes: no program packs so, and bombs without nesting do."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Fault("zip_unsafe")
        end = entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size


def local(element: etree._Element) -> str:
    """An element's name without its namespace; transitional and strict files differ in nothing else."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child along a path of names without namespace."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def switched(element: etree._Element | None) -> bool:
    """Whether an on/off property is there and on."""
    return element is not None and (attribute(element, "val") or "1").lower() not in ("0", "false", "off", "none")
