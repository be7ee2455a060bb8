import type { Mdn } from '#core/mdn/mdn.ts';
import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { type EmailPart, leavesOf, typeOf } from '#proto/jmap/email/email-part.ts';
import { textForm } from '#proto/jmap/email/header-form.ts';
import { parseNotification } from '#proto/mdn/parse-notification.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';

/** Octets of the words for people that are told. Our choice. */
const textOctetsMax = 100_000;

/** Octets looked at of what the notification says. Our choice: it has some hundred. */
const notificationOctetsMax = 65_536;

const notificationTypes: ReadonlySet<string> = new Set([
  'message/disposition-notification',
  'message/global-disposition-notification', // RFC 6533 §6
]);

const originalTypes: ReadonlySet<string> = new Set(['message/rfc822', 'message/global']);

/** Reads a message as a notification (RFC 8098 §3); undefined for one that is none. */
export function readMdn(octets: Uint8Array): Mdn | undefined {
  const content = EmailContent.of(octets);
  const leaves = leavesOf(content.parts);
  const report = leaves.find((leaf) => notificationTypes.has(typeOf(leaf)));
  const said = report === undefined ? undefined : parseNotification(textOf(octets, report));
  if (said === undefined) return undefined;
  const { errors, extensions } = said;
  const words = leaves.find((leaf) => typeOf(leaf) === 'text/plain');
  const subject = content.header().find(({ name }) => name.toLowerCase() === 'subject');
  return {
    subject: subject === undefined ? null : textForm(subject.value),
    textBody: words === undefined ? null : content.text(words.part, textOctetsMax).value,
    includeOriginalMessage: leaves.some((leaf) => originalTypes.has(typeOf(leaf))),
    reportingUA: said.reportingUa ?? null,
    disposition: said.disposition,
    mdnGateway: said.gateway ?? null,
    originalRecipient: said.originalRecipient ?? null,
    finalRecipient: said.finalRecipient ?? null,
    originalMessageId: said.originalMessageId ?? null,
    error: errors.length === 0 ? null : errors,
    extensionFields: extensions.length === 0 ? null : Object.fromEntries(extensions),
  };
}

function textOf(octets: Uint8Array, { part }: EmailPart): string {
  const { bodyStart, bodyEnd, encoding } = part;
  const body = octets.subarray(bodyStart, Math.min(bodyEnd, bodyStart + notificationOctetsMax));
  return Buffer.from(decodePartOctets(body, encoding)).toString('latin1');
}
