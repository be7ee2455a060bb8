"""Sends over HTTP with urllib, or reads a message with Python's own parser; answers in JSON."""
import base64
import email
import email.policy
import json
import ssl
import sys
import urllib.error
import urllib.request


def send(ask):
    context = ssl.create_default_context(cafile=ask["ca"])
    body = json.dumps(ask["message"]).encode()
    fields = {"Content-Type": "application/json", "Authorization": "Bearer " + ask["password"]}
    request = urllib.request.Request(ask["url"], body, {**fields, **ask.get("fields", {})})
    try:
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:
            return {"status": answer.status, "json": json.load(answer)}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "json": json.load(error)}


def read(ask):
    message = email.message_from_bytes(
        base64.b64decode(ask["octets"]), policy=email.policy.default
    )
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return {
        "subject": str(message["subject"]),
        "to": [[one.display_name, one.addr_spec] for one in message["to"].addresses],
        "tree": [part.get_content_type() for part in message.walk()],
        "names": [part.get_filename() for part in leaves],
        "texts": [
            part.get_content() for part in leaves if part.get_content_maintype() == "text"
            and part.get_filename() is None
        ],
        "files": [
            base64.b64encode(part.get_payload(decode=True)).decode() for part in leaves
            if part.get_filename() is not None
        ],
        "cids": [part["content-id"] for part in leaves],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }


ask = json.load(sys.stdin)
print(json.dumps(send(ask) if "url" in ask else read(ask)))
