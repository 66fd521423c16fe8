"""Encryption to a certificate: CMS EnvelopedData (RFC 5652, section 6).

``decrypt_enveloped`` opens what clients of SCEP, Apple's server tokens and ``openssl cms`` make;
``encrypt_enveloped`` makes what all of them open.  Encryption is no signature: anybody can encrypt to a
public certificate, so what comes out is as trustworthy as its sender, whom something else has to name.
"""

from __future__ import annotations

from pymdm.crypto.envelope._ciphers import EVERY_CIPHER, STRONG_CIPHERS, Cipher
from pymdm.crypto.envelope._decrypt import UNDECRYPTABLE, decrypt_enveloped
from pymdm.crypto.envelope._encrypt import encrypt_enveloped
from pymdm.crypto.envelope._enveloped_data import MAX_ENVELOPED, EnvelopedData
from pymdm.crypto.envelope._recipient import check_recipient

__all__ = [
    "EVERY_CIPHER",
    "MAX_ENVELOPED",
    "STRONG_CIPHERS",
    "UNDECRYPTABLE",
    "Cipher",
    "EnvelopedData",
    "check_recipient",
    "decrypt_enveloped",
    "encrypt_enveloped",
]
