import { parseFields } from '#proto/mime/fields.ts';
import { normalAddress } from '#proto/dns/normal-address.ts';
import type { RawField } from '#proto/mime/structure.ts';

/** Characters kept of one value. Our choice. */
const valueCharactersMax = 1_000;

/** Values kept of a field that may come again. Our choice. */
const valuesMax = 20;

/** Incidents that one report may stand for: more is a mistake. Our choice. */
const incidentsMax = 1_000_000;

/** What somebody says of one message (RFC 5965 §3, RFC 6591 §3); empty where it is not said. */
export type FeedbackReport = {
  /** `abuse`, `fraud`, `virus`, `not-spam`, `auth-failure`, `other` … in lower case. */
  readonly type: string;
  readonly userAgent: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** Who is to get no more of it, as some services write. */
  readonly removeRecipients: readonly string[];
  /** Milliseconds since the epoch; undefined where it is not said. */
  readonly arrivedAt: number | undefined;
  readonly sourceIp: string;
  readonly reportedDomains: readonly string[];
  readonly reportedUris: readonly string[];
  readonly incidents: number;
  readonly authenticationResults: string;
  readonly reportingServer: string;
  readonly envelopeId: string;
  /** What failed: `dmarc`, `spf`, `signature` … (RFC 6591 §3.1, RFC 9991 §4). */
  readonly authFailure: string;
  readonly deliveryResult: string;
  /** What was not aligned: `spf`, `dkim`, both or `none` (RFC 9991 §4). */
  readonly identityAlignment: string;
  readonly dkimDomain: string;
  readonly dkimSelector: string;
  readonly spfRecord: string;
};

/** What is known of the message itself, by the copy that came along. */
export type ReportedMessage = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly date: string;
};

/**
 * Reads the body of a `message/feedback-report` (RFC 5965 §3.1); undefined where it does not say of
 * what type it is.
 */
export function parseFeedbackReport(text: string): FeedbackReport | undefined {
  const fields = parseFields(text);
  const one = (name: string): string => valuesOf(fields, name)[0] ?? '';
  const type = one('feedback-type').toLowerCase();
  if (type === '') return undefined;
  const arrivedAt = Date.parse(one('arrival-date') || one('received-date'));
  const incidents = Number(/^\d{1,7}$/u.exec(one('incidents'))?.[0] ?? 1);
  return {
    type,
    userAgent: one('user-agent'),
    mailFrom: bareAddress(one('original-mail-from')),
    recipients: valuesOf(fields, 'original-rcpt-to').map(bareAddress),
    removeRecipients: valuesOf(fields, 'removal-recipient').map(bareAddress),
    arrivedAt: Number.isNaN(arrivedAt) ? undefined : arrivedAt,
    sourceIp: normalAddress(one('source-ip')) ?? '',
    reportedDomains: valuesOf(fields, 'reported-domain').map((name) => name.toLowerCase()),
    reportedUris: valuesOf(fields, 'reported-uri'),
    incidents: Math.min(Math.max(1, incidents), incidentsMax),
    authenticationResults: one('authentication-results'),
    reportingServer: one('reporting-mta').replace(/^dns\s*;\s*/iu, ''),
    envelopeId: one('original-envelope-id'),
    authFailure: one('auth-failure').toLowerCase(),
    deliveryResult: one('delivery-result').toLowerCase(),
    identityAlignment: one('identity-alignment').toLowerCase(),
    dkimDomain: one('dkim-domain').toLowerCase(),
    dkimSelector: one('dkim-selector'),
    spfRecord: one('spf-dns'),
  };
}

/** What the header of the message in question tells. */
export function reportedMessage(fields: readonly RawField[]): ReportedMessage {
  const one = (name: string): string => valuesOf(fields, name)[0] ?? '';
  return {
    from: one('from'),
    to: one('to'),
    subject: one('subject'),
    messageId: one('message-id'),
    date: one('date'),
  };
}

function valuesOf(fields: readonly RawField[], name: string): string[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .slice(0, valuesMax)
    .map(({ value }) => value.slice(0, valueCharactersMax).trim());
}

/** Without `<…>` and the type that some put before it. */
function bareAddress(text: string): string {
  return text.replace(/^rfc822\s*;\s*/iu, '').replace(/^<(.*)>$/u, '$1');
}
