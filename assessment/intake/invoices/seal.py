"""Whether an invoice is still what was signed: the digests and the signature value of XML-DSig; trust is not judged."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from lxml import etree

from assessment.intake.invoices.facts import Signature

_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
_ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"


def check_signature(root: Any) -> Signature:
    """Return whether the signatures of an invoice hold: every digest and every signature value.

    Parameters
    ----------
    root : lxml element
        The invoice.

    Returns
    -------
    {"absent", "intact", "broken"}
        ``broken`` also where a signature cannot be followed. Whether the certificate is genuine, valid on the day and
        the seller's is not judged.

    References
    ----------
    .. [1] W3C, XML Signature Syntax and Processing, 2nd edition, 2008, 3.2 (core validation).
    """
    signatures = list(root.iter(f"{_DS}Signature"))
    if not signatures:
        return "absent"
    try:
        return "intact" if all(_holds(root, signature) for signature in signatures) else "broken"
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, etree.LxmlError):
        return "broken"


def _holds(root: Any, signature: Any) -> bool:
    info = signature.find(f"{_DS}SignedInfo")
    references = info.findall(f"{_DS}Reference")
    return bool(references) and all(_digest_holds(root, signature, item) for item in references) and _value_holds(signature, info)


def _digest_holds(root: Any, signature: Any, reference: Any) -> bool:
    target = _target(root, reference.get("URI", ""))
    transforms = {item.get("Algorithm") for item in reference.iter(f"{_DS}Transform")}
    plain = _canonical(target, signature if _ENVELOPED in transforms and signature in target.iter(f"{_DS}Signature") else None)
    name = reference.find(f"{_DS}DigestMethod").get("Algorithm").rpartition("#")[2]
    return _HASHES[name](plain).digest() == base64.b64decode(reference.findtext(f"{_DS}DigestValue"))


def _target(root: Any, uri: str) -> Any:
    if not uri:
        return root
    wanted = uri.removeprefix("#")
    found = [item for item in root.iter() if wanted in (item.get("Id"), item.get("ID"), item.get("id"))]
    if len(found) != 1:
        raise ValueError("a reference without its one target")
    return found[0]


def _canonical(target: Any, without: Any | None) -> bytes:
    if without is None:
        return _alone(target)
    path = target.getroottree().getelementpath(without)
    copy = etree.fromstring(etree.tostring(target.getroottree()))
    lonely = copy.getroottree().find(path)
    parent = lonely.getparent()
    before = lonely.getprevious()
    if lonely.tail:
        if before is not None:
            before.tail = (before.tail or "") + lonely.tail
        else:
            parent.text = (parent.text or "") + lonely.tail
    parent.remove(lonely)
    within = target.getroottree().getelementpath(target)
    here = copy if within == "." else copy.getroottree().find(within)
    return _alone(here)


def _alone(node: Any) -> bytes:
    """Return the canonical form of a node with the namespaces it stands in.

    Written and parsed again first: asked for a node inside a tree, lxml (6.1) writes ``xmlns=""`` into children where the
    node repeats its parent's declaration.
    """
    return bytes(etree.tostring(etree.fromstring(etree.tostring(node, with_tail=False)), method="c14n"))


def _value_holds(signature: Any, info: Any) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.x509 import load_der_x509_certificate

    certificate = signature.findtext(f".//{_DS}X509Certificate")
    key = load_der_x509_certificate(base64.b64decode(certificate)).public_key()
    method = info.find(f"{_DS}SignatureMethod").get("Algorithm").rpartition("#")[2]
    kinds: dict[str, Any] = {"rsa-sha1": hashes.SHA1, "rsa-sha256": hashes.SHA256, "rsa-sha384": hashes.SHA384, "rsa-sha512": hashes.SHA512}
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        value = base64.b64decode(signature.findtext(f"{_DS}SignatureValue"))
        key.verify(value, _alone(info), padding.PKCS1v15(), kinds[method]())
    except InvalidSignature:
        return False
    return True
