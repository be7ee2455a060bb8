import type { Notification } from '#proto/mdn/notification.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { notificationFields } from '#proto/mdn/notification.ts';

/** Octets of a line (RFC 5322 §2.1.1). */
const lineOctetsMax = 998;

/** How the mode is written; programs of old compare its case (RFC 8098 §3.2.6). */
const writtenModes = {
  'mdn-sent-manually': 'MDN-sent-manually',
  'mdn-sent-automatically': 'MDN-sent-automatically',
} as const;

const fieldName = /^[!-9;-~]{1,70}$/u;

/**
 * The body of a message/disposition-notification (RFC 8098 §3.1).
 *
 * @throws {ComposeError} For a value that does not fit a line, and an extension of a known name.
 */
export function formatNotification(notification: Notification): string {
  const { reportingUa, gateway, originalRecipient, finalRecipient } = notification;
  const { originalMessageId, disposition, errors, extensions } = notification;
  const { actionMode, sendingMode, type } = disposition;
  const known: readonly (readonly [string, string | undefined])[] = [
    ['Reporting-UA', reportingUa],
    ['MDN-Gateway', gateway],
    ['Original-Recipient', originalRecipient],
    ['Final-Recipient', finalRecipient],
    ['Original-Message-ID', originalMessageId],
    ['Disposition', `${actionMode}/${writtenModes[sendingMode]}; ${type}`],
    ...errors.map((error) => ['Error', error] as const),
  ];
  return [
    ...known.map(([name, value]) => (value === undefined ? '' : line(name, value))),
    ...extensions.map(([name, value]) => {
      if (fieldName.test(name) && !notificationFields.has(name.toLowerCase())) {
        return line(name, value);
      }
      throw new ComposeError('extensionFields', `"${name.slice(0, 70)}" cannot be set`);
    }),
  ].join('');
}

function line(name: string, value: string): string {
  const text = `${name}: ${value}`;
  const isPrintable = !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value) && value.trim() !== '';
  if (isPrintable && Buffer.byteLength(text) <= lineOctetsMax) return `${text}\r\n`;
  throw new ComposeError(name, 'The value does not fit a line');
}
