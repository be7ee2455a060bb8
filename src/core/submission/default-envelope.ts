import { covers } from '#core/identities/may-write-as.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';
import type { SubmissionEnvelope } from '#core/submission/submission-envelope.ts';
import { type Mailbox, mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import type { RawField } from '#proto/mime/structure.ts';

/** Fields that name who gets a message (RFC 5322 §3.6.3). */
const recipientFields: ReadonlySet<string> = new Set(['to', 'cc', 'bcc']);

/**
 * The envelope of a message whose sender says none: from the Sender or the author, to everybody in
 * To, Cc and Bcc, each once (RFC 8621 §7).
 *
 * @param identityEmail In place of a sender that the identity does not stand for.
 * @throws {SubmitRefusal} `submission.email` where it does not say one sender.
 */
export function defaultEnvelope(
  fields: readonly RawField[],
  identityEmail: string,
): SubmissionEnvelope {
  const sender = oneSender(fields, 'sender') ?? oneSender(fields, 'from');
  const isAllowed = sender !== undefined && covers(identityEmail, sender);
  const recipients = new Map<string, string>();
  for (const { name, value } of fields) {
    if (!recipientFields.has(name.toLowerCase())) continue;
    for (const email of emailsOf(value)) {
      const key = email.toLowerCase();
      if (!recipients.has(key)) recipients.set(key, email);
    }
  }
  return {
    mailFrom: { email: isAllowed ? sender : identityEmail, parameters: null },
    rcptTo: [...recipients.values()].map((email) => ({ email, parameters: null })),
  };
}

/** The authors of a message, as `local@domain`. */
export function authorsOf(fields: readonly RawField[]): readonly string[] {
  return fields
    .filter(({ name }) => name.toLowerCase() === 'from')
    .flatMap(({ value }) => emailsOf(value));
}

/** @throws {SubmitRefusal} `submission.email` where there are several, as RFC 8621 §7 advises. */
function oneSender(fields: readonly RawField[], name: 'sender' | 'from'): string | undefined {
  const found = fields.filter((field) => field.name.toLowerCase() === name);
  const [email, ...others] = found.flatMap(({ value }) => emailsOf(value));
  if (found.length > 1 || others.length > 0) {
    throw new SubmitRefusal('submission.email', `The message has more than one ${name}`, {
      properties: [name],
    });
  }
  return email;
}

/** Fields come one character per octet; addresses beyond ASCII are UTF-8 (RFC 6532 §3.2). */
function emailsOf(value: string): readonly string[] {
  return mailboxesOf(parseAddressList(value)).map(emailOf);
}

function emailOf({ localPart, domain, name }: Mailbox): string {
  // What is no address is told as a recipient that cannot be sent to.
  const text = domain === '' ? localPart || name : `${localPart}@${domain}`;
  return Buffer.from(text, 'latin1').toString();
}
