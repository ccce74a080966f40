"""Volumes on Windows: drive type and file system from the kernel, BitLocker from the shell, without privileges.

Never tried by us.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

from localcounsel.store.volume import Volume

_REMOTE, _MEMORY = 4, 6
_PROTECTED, _UNPROTECTED = (1, 3, 4, 6), (2, 5, 8)
"""Values of System.Volume.BitLockerProtection: on, encrypting, decrypting, locked; off, suspended, awaiting."""
_SHELL_ITEM_2 = bytes.fromhex("d3b09f7e9f910743ab2e9b1860310c93")
_GET_INT32, _RELEASE = 15, 2
"""Positions in IShellItem2's table of functions."""


class _PropertyKey(ctypes.Structure):
    _fields_ = (("group", ctypes.c_ubyte * 16), ("number", ctypes.c_uint32))


def about(place: Path) -> Volume:
    """The volume that holds a folder."""
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    root = place.anchor
    if root.startswith("\\\\") and not root.startswith("\\\\?\\"):
        return Volume(root, "", remote=f"{root} is a network share")
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kind = ctypes.create_unicode_buffer(64)
    kernel32.GetVolumeInformationW(root, None, 0, None, None, None, kind, 64)
    if kernel32.GetDriveTypeW(root) == _REMOTE:
        return Volume(root, kind.value, remote=f"{root} is a network drive")
    encrypted, how = _bitlocker(root)
    return Volume(root, kind.value, encrypted=encrypted, how=how)


def _bitlocker(root: str) -> tuple[bool | None, str]:
    try:
        value = _protection(root)
    except (OSError, AttributeError) as error:
        return None, f"Windows does not tell of BitLocker ({type(error).__name__})"
    if value in _PROTECTED:
        return True, "BitLocker"
    return (False, "BitLocker is off or suspended") if value in _UNPROTECTED else (None, "BitLocker is not known here")


def _protection(root: str) -> int:
    """System.Volume.BitLockerProtection, as the Explorer shows it. Raises OSError."""
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    ole32, shell32, propsys = ctypes.OleDLL("ole32"), ctypes.OleDLL("shell32"), ctypes.OleDLL("propsys")
    key, item, value = _PropertyKey(), ctypes.c_void_p(), ctypes.c_int()
    ole32.CoInitialize(None)
    try:
        propsys.PSGetPropertyKeyFromName("System.Volume.BitLockerProtection", ctypes.byref(key))
        wanted = ctypes.create_string_buffer(_SHELL_ITEM_2, 16)
        shell32.SHCreateItemFromParsingName(root, None, wanted, ctypes.byref(item))
        try:
            get: Any = _function(item, _GET_INT32, ctypes.c_void_p, ctypes.c_void_p)
            if get(item, ctypes.byref(key), ctypes.byref(value)):
                raise OSError("the volume does not have the property")
        finally:
            _function(item, _RELEASE)(item)
    finally:
        ole32.CoUninitialize()
    return value.value


def _function(item: ctypes.c_void_p, position: int, *arguments: Any) -> Any:
    table = ctypes.cast(item, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    return ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *arguments)(table[position] or 0)
