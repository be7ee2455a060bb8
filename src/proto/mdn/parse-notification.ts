import {
  actionModes,
  type Disposition,
  dispositionTypes,
  type Notification,
  notificationFields,
  sendingModes,
} from '#proto/mdn/notification.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { decodeUtf8 } from '#proto/smtp/characters.ts';

/** Characters kept of one value. Our choice: a line of mail. */
export const notificationValueMax = 998;

/** Error fields kept, and fields of other names. Our choice. */
export const notificationValuesMax = 50;

/**
 * Reads the body of a message/disposition-notification, one character per octet (RFC 8098 §3.1);
 * undefined for what says nothing that can be known. The oldest programs leave the modes out: a
 * person is meant then (RFC 8098 §3.2.6).
 */
export function parseNotification(body: string): Notification | undefined {
  const values = new Map<string, string>();
  const errors: string[] = [];
  const extensions = new Map<string, string>();
  for (const { name, value } of parseFields(body)) {
    const key = name.toLowerCase();
    const text = (decodeUtf8(value) ?? value).trim().slice(0, notificationValueMax);
    if (key === 'error') {
      if (errors.length < notificationValuesMax) errors.push(text);
    } else if (notificationFields.has(key)) {
      if (!values.has(key)) values.set(key, text);
    } else if (extensions.size < notificationValuesMax && !extensions.has(name)) {
      extensions.set(name, text);
    }
  }
  const disposition = parseDisposition(values.get('disposition') ?? '');
  if (disposition === undefined) return undefined;
  const said = (key: string): string | undefined => values.get(key) || undefined;
  return {
    reportingUa: said('reporting-ua'),
    gateway: said('mdn-gateway'),
    originalRecipient: said('original-recipient'),
    finalRecipient: said('final-recipient'),
    originalMessageId: said('original-message-id'),
    disposition,
    errors,
    extensions: [...extensions],
  };
}

/** `manual-action/MDN-sent-manually; displayed/error` (RFC 8098 §3.2.6). */
function parseDisposition(text: string): Disposition | undefined {
  const [modes = '', what] = text.toLowerCase().split(';');
  const [action = '', sending = ''] = (what === undefined ? '' : modes).split('/');
  const word = (what ?? modes).split('/')[0]?.trim() ?? '';
  const type = dispositionTypes.find((known) => known === word);
  if (type === undefined) return undefined;
  return {
    actionMode: actionModes.find((known) => known === action.trim()) ?? 'manual-action',
    sendingMode: sendingModes.find((known) => known === sending.trim()) ?? 'mdn-sent-manually',
    type,
  };
}
