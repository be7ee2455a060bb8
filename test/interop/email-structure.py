"""What Python's own library sees in messages: each part as [type, charset, disposition, name, cid, SHA-256]."""

import email
import email.policy
import hashlib
import json
import sys


def leaf(part):
    # An enclosed message is a part as it stands; it is not looked into.
    enclosed = part.get_content_maintype() == "message"
    octets = b"" if enclosed else part.get_payload(decode=True)
    name = part.get_filename()
    return [
        part.get_content_type(),
        part.get_content_charset(),
        part.get_content_disposition(),
        None if name is None else str(name),
        (part.get("content-id") or "").strip().strip("<>") or None,
        None if enclosed else hashlib.sha256(octets.replace(b"\r\n", b"\n")).hexdigest(),
    ]


def structure(part):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        return [part.get_content_type(), [structure(child) for child in part.get_payload()]]
    return leaf(part)


def addresses(message, name):
    field = message.get(name)
    if field is None:
        return None
    return [[one.display_name or None, one.addr_spec] for one in field.addresses]


def told(octets):
    plain = email.message_from_bytes(octets, policy=email.policy.compat32)
    message = email.message_from_bytes(octets, policy=email.policy.default)
    subject = message.get("subject")
    return {
        "structure": structure(plain),
        "subject": None if subject is None else str(subject),
        "from": addresses(message, "from"),
        "to": addresses(message, "to"),
    }


for line in sys.stdin:
    try:
        print(json.dumps(told(bytes.fromhex(line.strip()))))
    except Exception as error:  # Its parser gives up on some mail.
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
