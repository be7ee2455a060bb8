import type { Envelope } from '#core/delivery/envelope.ts';
import { isAscii, reportEnvelopeTo } from '#core/delivery/report-parts.ts';
import type { Resolution } from '#core/directory/recipients.ts';
import { reportFrame } from '#core/queue/failure-words.ts';
import { reportText, subjectOf } from '#core/queue/report-text.ts';
import { returnedPart } from '#core/queue/returned-part.ts';
import { statusFields } from '#core/queue/status-fields.ts';
import type { ReportLanguage } from '#core/queue/failure-words.ts';
import { buildMessage, type DraftField, type DraftLeaf } from '#proto/mime/builder.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { formatDate } from '#proto/smtp/received.ts';
import type { ServerReply } from '#proto/smtp/reply-reader.ts';

/**
 * What a report tells: that nothing more is tried, that it goes on, or that a server which sends no
 * reports has the message now (RFC 3464 §2.3.3).
 */
export type ReportKind = 'failed' | 'delayed' | 'relayed';

/** A recipient to report on. */
export type ReportedRecipient = {
  /** In Unicode, as it was sent to. */
  readonly address: string;
  /** ORCPT as sent (RFC 3461 §4.2). */
  readonly originalRecipient: string | undefined;
  /** The server that answered or was tried last. */
  readonly remoteHost: string | undefined;
  /** Its answer; undefined when none came. */
  readonly reply: ServerReply | undefined;
  /** Without an answer: our code and words, as `4.4.1` and `Connection timed out`. */
  readonly status: string;
  readonly reason: string;
  /** The time for trying is over, while the last answer was a temporary one. */
  readonly expired: boolean;
  /** By an administrator; `reason` holds the words for it, maybe none. */
  readonly givenUp?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly lastAttemptAt: number;
  /**
   * The sender has set a time (RFC 2852): it is over and the message comes back, the server watches
   * it from now on, or nobody does.
   */
  readonly time?: 'over' | 'watched' | 'lost' | undefined;
};

/** The message that a report is about. */
export type ReportedMessage = {
  /** Never empty: nobody reports to nobody. */
  readonly sender: string;
  /** Decoded ENVID (RFC 3461 §4.4). */
  readonly envelopeId: string | undefined;
  /** RET; headers where it was not given. */
  readonly returnContent: 'full' | 'headers' | undefined;
  readonly requireTls: boolean;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
  /** When it was to be there, in milliseconds since the epoch (RFC 2852 §4). */
  readonly deliverBy?: number | undefined;
  /** As it is kept, one character per octet. */
  readonly header: string;
  /** The whole message, for RET=FULL. */
  readonly octets: Uint8Array | undefined;
};

export type StatusReport = {
  readonly kind: ReportKind;
  /** Names the report; no other has it. */
  readonly reportId: string;
  readonly message: ReportedMessage;
  /** At least one. */
  readonly recipients: readonly ReportedRecipient[];
  readonly language: ReportLanguage;
  /** As `Europe/Berlin`, for the times that people read. */
  readonly timeZone: string;
  /** Ours. */
  readonly hostName: string;
  /** Whose postmaster reports. */
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Until when it is tried on; for a delay. */
  readonly retriesUntil: number | undefined;
};

type Telling = {
  readonly notify?: string | undefined;
  readonly asked?: boolean | undefined;
};

const wishes = { failed: 'FAILURE', delayed: 'DELAY', relayed: 'SUCCESS' } as const;

/**
 * The recipients that the sender is to hear of: by NOTIFY, and without it of failure and delay (RFC
 * 3461 §4.1, §5.2.2); of what was `asked` for otherwise unless that forbids it (RFC 2852 §4.2);
 * never of a message from nobody (RFC 3461 §6.1, RFC 5321 §4.5.5).
 */
export function recipientsToTell<Recipient extends Telling>(
  kind: ReportKind,
  sender: string,
  recipients: readonly Recipient[],
): Recipient[] {
  if (sender === '') return [];
  return recipients.filter(({ notify, asked = false }) => {
    if (asked) return notify !== 'NEVER';
    return notify === undefined ? kind !== 'relayed' : notify.split(',').includes(wishes[kind]);
  });
}

/** The envelope in which the report goes to the sender (RFC 3461 §6.1). */
export function statusReportEnvelope(report: StatusReport, to: Resolution): Envelope {
  const { reportId, domain, message } = report;
  const { sender, requireTls } = message;
  return reportEnvelopeTo({ reportId, sender, domain, requireTls }, to);
}

/**
 * A report of what became of a message: for people first, then for programs, then what was sent (RFC 3461
 * §6, RFC 3464 §2, RFC 6522 §3, RFC 6533 §4).
 */
export function buildStatusReport(report: StatusReport): Buffer {
  const { kind, reportId, message, language, hostName, domain, at } = report;
  const frame = reportFrame(language);
  const mayReturn = kind === 'failed' && message.returnContent === 'full';
  const returned = returnedPart({
    header: message.header,
    octets: mayReturn ? message.octets : undefined,
  });
  const status = statusFields(report);
  const statusType = isAscii(status) ? 'message/delivery-status' : 'message/global-delivery-status'; // RFC 6533 §4
  const parts: DraftLeaf[] = [
    {
      contentType: 'text/plain; charset=utf-8',
      content: reportText(report, returned.whole),
      encoding: '8bit',
      fields: [{ name: 'Content-Language', text: language }],
    },
    { contentType: statusType, content: status, encoding: isAscii(status) ? '7bit' : '8bit' },
    returned.part,
  ];
  const title = frame[`${kind}Subject`];
  const about = subjectOf(message.header);
  return buildMessage(
    [
      { name: 'From', text: `${frame.author} <postmaster@${domain}>` },
      { name: 'To', text: `<${message.sender}>` },
      { name: 'Subject', text: about === '' ? title : `${title}: ${about}` },
      { name: 'Date', text: formatDate(at) },
      { name: 'Message-ID', text: `<${reportId}@${hostName}>` },
      ...threadFields(message.header),
      { name: 'Auto-Submitted', text: 'auto-replied' }, // RFC 3834 §5
    ],
    { multipart: 'report; report-type=delivery-status', boundary: `report-${reportId}`, parts },
  );
}

/** Puts the report beside the message it is about (RFC 5322 §3.6.4). */
function threadFields(header: string): DraftField[] {
  const field = parseFields(header).find(({ name }) => name.toLowerCase() === 'message-id');
  const id = /^<[!-;=?-~]{1,250}>$/.exec(field?.value ?? '')?.[0];
  if (id === undefined) return [];
  return [
    { name: 'In-Reply-To', text: id },
    { name: 'References', text: id },
  ];
}
