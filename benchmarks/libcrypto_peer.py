"""The system's libcrypto as a peer: X509_verify_cert in this very process, without a program to start for each certificate.

Its store holds one root and one list and is made once, as a server would; parsing each certificate is part of the job.
"""

import ctypes
import ctypes.util
from datetime import datetime

CRL_CHECK, EXTENDED_CRL_SUPPORT = 0x4, 0x1000
_POINTER = ctypes.c_void_p


class LibcryptoPeer:
    """Verifies certificates against one root and one list at one instant."""

    def __init__(self, root: bytes, revocation_list: bytes, at: datetime) -> None:
        found = ctypes.util.find_library("crypto")
        if found is None:
            raise LookupError("no libcrypto")
        self._library = ctypes.CDLL(found)
        for name in (
            "d2i_X509",
            "d2i_X509_CRL",
            "X509_STORE_new",
            "X509_STORE_CTX_new",
            "X509_VERIFY_PARAM_new",
            "X509_STORE_CTX_get0_param",
        ):
            getattr(self._library, name).restype = _POINTER
        self._store = _POINTER(self._library.X509_STORE_new())
        self._root, self._list = self._parsed("d2i_X509", root), self._parsed("d2i_X509_CRL", revocation_list)
        self._library.X509_STORE_add_cert(self._store, self._root)
        self._library.X509_STORE_add_crl(self._store, self._list)
        self._library.X509_STORE_set_flags(self._store, ctypes.c_ulong(CRL_CHECK | EXTENDED_CRL_SUPPORT))
        self._at = ctypes.c_long(int(at.timestamp()))

    def _parsed(self, function: str, der: bytes) -> ctypes.c_void_p:
        start = ctypes.c_char_p(der)
        parsed = getattr(self._library, function)(None, ctypes.byref(start), ctypes.c_long(len(der)))
        if not parsed:
            raise ValueError(function)
        return _POINTER(parsed)

    def verify(self, certificate: bytes) -> None:
        """Parse and verify one certificate; raises unless it is good."""
        library = self._library
        parsed = self._parsed("d2i_X509", certificate)
        context = _POINTER(library.X509_STORE_CTX_new())
        try:
            library.X509_STORE_CTX_init(context, self._store, parsed, None)
            library.X509_STORE_CTX_set_time(context, ctypes.c_ulong(0), self._at)
            if library.X509_verify_cert(context) != 1:
                raise ValueError(library.X509_STORE_CTX_get_error(context))
        finally:
            library.X509_STORE_CTX_free(context)
            library.X509_free(parsed)

    def close(self) -> None:
        """Free what is kept."""
        self._library.X509_STORE_free(self._store)
        self._library.X509_free(self._root)
        self._library.X509_CRL_free(self._list)
