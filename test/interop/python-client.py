"""Sends, reads, flags, moves and deletes a message with Python's own mail libraries.

Reads {ports, sender, recipient, authority} as JSON from standard input and writes what it saw as JSON.
"""

import imaplib
import json
import poplib
import smtplib
import ssl
import sys
import time
from email.message import EmailMessage
from email.utils import make_msgid

given = json.load(sys.stdin)
ports, sender, recipient = given["ports"], given["sender"], given["recipient"]
trust = ssl.create_default_context(cafile=given["authority"])
seen = {}


def message(subject):
    mail = EmailMessage()
    mail["From"] = sender["address"]
    mail["To"] = recipient["address"]
    mail["Subject"] = subject
    mail["Message-ID"] = make_msgid(domain="client.example")
    mail.set_content("Grüße aus Python\n.\n..\n")
    mail.add_attachment(b"\x00\x01\xff", maintype="application", subtype="x-test", filename="Öl.bin")
    return mail


with smtplib.SMTP("localhost", ports["submission"], timeout=10) as smtp:
    smtp.starttls(context=trust)
    smtp.login(sender["address"], sender["password"])
    seen["refused"] = smtp.send_message(message("Erste Grüße"))
with smtplib.SMTP_SSL("localhost", ports["submissions"], context=trust, timeout=10) as smtp:
    smtp.login(sender["address"], sender["password"])
    to = [recipient["address"], "nobody@example.test"]
    seen["partly"] = {
        address: code
        for address, (code, _) in smtp.send_message(message("Zweite Grüße"), to_addrs=to).items()
    }

pop = poplib.POP3("localhost", ports["pop3"], timeout=10)
pop.stls(trust)
seen["capa"] = sorted(pop.capa())
pop.user(recipient["address"])
pop.pass_(recipient["password"])
count, octets = pop.stat()
lines = pop.retr(count)[1]
seen["pop"] = {
    "count": count,
    "sum": octets == sum(int(line.split()[1]) for line in pop.list()[1]),
    "unique": len({line.split()[1] for line in pop.uidl()[1]}) == count,
    "dots": b"." in lines and b".." in lines,
}
pop.dele(count)
pop.rset()
pop.dele(count)
pop.quit()

imap = imaplib.IMAP4("localhost", ports["imap"], timeout=10)
imap.starttls(trust)
imap.authenticate(
    "PLAIN",
    lambda _: f"\0{recipient['address']}\0{recipient['password']}".encode(),
)
imap.enable("UTF8=ACCEPT")
imap.create('"Übersicht"')
imap.append('"Übersicht"', r"(\Seen)", imaplib.Time2Internaldate(time.time()), bytes(message("Abgelegt")))
seen["select"] = imap.select('"Übersicht"')[1][0].decode()
seen["search"] = imap.search(None, "SEEN", "SUBJECT", '"Abgelegt"')[1][0].decode()
seen["store"] = imap.store("1", "+FLAGS", r"(\Flagged $Work)")[1][0].decode()
seen["structure"] = b"application" in imap.fetch("1", "(BODYSTRUCTURE)")[1][0].lower()
seen["sort"] = "SORT" in imap.capabilities
imap.uid("MOVE", "1", "Trash")
imap.select("Trash")
seen["moved"] = imap.search(None, "FLAGGED", "KEYWORD", "$Work")[1][0].decode()
imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
imap.expunge()
seen["left"] = imap.select("Trash")[1][0].decode()
imap.delete('"Übersicht"')
imap.select("INBOX", readonly=True)
seen["inbox"] = len(imap.search(None, "SUBJECT", '"Grüße"'.encode())[1][0].split())
seen["readonly"] = imap.store("1", "+FLAGS", r"(\Seen)")[0] == "NO"
imap.logout()

json.dump(seen, sys.stdout)
