"""Signs and verifies with dkimpy.

Reads {zone, jobs} as JSON from standard input: TXT records by name, and a list of {do, message, ...} with messages one
character per octet. Writes a list of what each job came to.
"""

import base64
import json
import sys

import dkim

given = json.load(sys.stdin)


def txt(name, timeout=5):
    return given["zone"].get(name.decode().rstrip("."), "").encode() or None


def private_key(job):
    # dkimpy takes an Ed25519 key as base64 of its octets.
    return job["key"].encode()


def verify(job, message):
    # Every signature, not only the topmost.
    count = message.lower().split(b"\r\n\r\n")[0].count(b"dkim-signature:")
    found = []
    for index in range(count):
        try:
            found.append(dkim.DKIM(message).verify(idx=index, dnsfunc=txt))
        except Exception:  # Not all that is malformed ends in a DKIMException.
            found.append(False)
    return found


def sign(job, message):
    header, body = job["c"].split("/")
    return dkim.sign(
        message,
        job["selector"].encode(),
        job["domain"].encode(),
        private_key(job),
        canonicalize=(header.encode(), body.encode()),
        signature_algorithm=job["algorithm"].encode(),
    ).decode("latin1")


def arc_verify(job, message):
    result, _, _ = dkim.arc_verify(message, dnsfunc=txt)
    return (result or b"fail").decode()


def arc_sign(job, message):
    fields = dkim.arc_sign(
        message,
        job["selector"].encode(),
        job["domain"].encode(),
        private_key(job),
        job["authservId"].encode(),
    )
    return b"".join(fields).decode("latin1")


jobs = {"verify": verify, "sign": sign, "arc-verify": arc_verify, "arc-sign": arc_sign}
print(json.dumps([jobs[job["do"]](job, job["message"].encode("latin1")) for job in given["jobs"]]))
