"""Tells a PKCS#11 module that several threads will call it, which python-pkcs11 does not say when it starts one.

It starts a module with no arguments, and the standard (PKCS#11 2.40, 5.4) lets a module then do without any locks;
SoftHSM2 does. Two threads that sign at once could make it fail or worse, so the module is started again with the flag.
"""

import ctypes
from typing import ClassVar

_OS_LOCKING_OK = 0x02
_OK = 0


class _InitializeArguments(ctypes.Structure):
    _fields_: ClassVar = [
        ("create_mutex", ctypes.c_void_p),
        ("destroy_mutex", ctypes.c_void_p),
        ("lock_mutex", ctypes.c_void_p),
        ("unlock_mutex", ctypes.c_void_p),
        ("flags", ctypes.c_ulong),
        ("reserved", ctypes.c_void_p),
    ]


class _FunctionList(ctypes.Structure):
    """The beginning of CK_FUNCTION_LIST: a version of two bytes, then the functions in the standard's order."""

    _fields_: ClassVar = [
        ("version", ctypes.c_ubyte * 2),
        ("initialize", ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)),
        ("finalize", ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)),
    ]


def start_for_threads(module: str) -> bool:
    """Start a module that is loaded and started already once more, with locks; False where it has none to offer."""
    library = ctypes.CDLL(module)
    functions = ctypes.POINTER(_FunctionList)()
    if library.C_GetFunctionList(ctypes.byref(functions)) != _OK:
        return False
    arguments = _InitializeArguments(flags=_OS_LOCKING_OK)
    functions.contents.finalize(None)
    if functions.contents.initialize(ctypes.addressof(arguments)) == _OK:
        return True
    functions.contents.initialize(None)
    return False
