import type { Mdn } from '#core/mdn/mdn.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties } from '#proto/jmap/set-error.ts';
import { actionModes, dispositionTypes, sendingModes } from '#proto/mdn/notification.ts';

/** Characters of a text of a notification. Our choice: a page. */
export const mdnTextMax = 10_000;

/** Fields of other names in one notification. Our choice. */
export const mdnExtensionsMax = 50;

/** What a client wants told. The id is as it wrote it. */
export type NewMdn = { readonly forEmailId: string; readonly mdn: Mdn };

/** Reads an MDN to be sent (RFC 9007 §2). @throws {SetError} `invalidProperties`. */
export function readMdnObject(object: JsonObject): NewMdn {
  const { forEmailId, disposition, includeOriginalMessage = null, ...others } = object;
  const wrong = Object.entries(others).flatMap(([name, value]) =>
    isKnown(name, value) ? [] : [name],
  );
  const read = dispositionOf(disposition);
  if (typeof forEmailId !== 'string') wrong.push('forEmailId');
  if (read === undefined) wrong.push('disposition');
  if (includeOriginalMessage !== null && typeof includeOriginalMessage !== 'boolean') {
    wrong.push('includeOriginalMessage');
  }
  if (typeof forEmailId !== 'string' || read === undefined || wrong.length > 0) {
    throw invalidProperties(wrong);
  }
  const text = (name: string): string | null => {
    const value = others[name];
    return typeof value === 'string' ? value : null;
  };
  const { extensionFields = null } = others;
  return {
    forEmailId,
    mdn: {
      subject: text('subject'),
      textBody: text('textBody'),
      includeOriginalMessage: includeOriginalMessage === true,
      reportingUA: text('reportingUA'),
      disposition: read,
      mdnGateway: null,
      originalRecipient: null,
      finalRecipient: text('finalRecipient'),
      originalMessageId: null,
      error: null,
      extensionFields: isTexts(extensionFields) ? extensionFields : null,
    },
  };
}

function isKnown(name: string, value: JsonValue): boolean {
  switch (name) {
    case 'subject':
    case 'textBody':
    case 'reportingUA':
    case 'finalRecipient':
      return value === null || (typeof value === 'string' && value.length <= mdnTextMax);
    case 'extensionFields':
      return value === null || isTexts(value);
    default:
      return false;
  }
}

function isTexts(value: JsonValue): value is JsonObject & Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return false;
  const texts = Object.values(value);
  return texts.length <= mdnExtensionsMax && texts.every((text) => typeof text === 'string');
}

function dispositionOf(value: JsonValue | undefined): Mdn['disposition'] | undefined {
  if (!isJsonObject(value)) return undefined;
  const actionMode = actionModes.find((known) => known === value['actionMode']);
  const sendingMode = sendingModes.find((known) => known === value['sendingMode']);
  const type = dispositionTypes.find((known) => known === value['type']);
  if (actionMode === undefined || sendingMode === undefined || type === undefined) return undefined;
  return Object.keys(value).length === 3 ? { actionMode, sendingMode, type } : undefined;
}
