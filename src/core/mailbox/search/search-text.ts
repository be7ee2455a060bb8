import type { SearchKey } from '#proto/imap/search-key.ts';
import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';
import { decodePartText } from '#proto/mime/transfer.ts';

/** A message's text as SEARCH looks at it, decoded step by step when a key asks for it. */
export class SearchText {
  readonly #octets: Uint8Array;
  #root: Part | undefined;
  #header: string | undefined;
  #body: string | undefined;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** The day in the Date field as written, its zone left out (RFC 9051 §6.4.4, SENTON). */
  get sentDay(): number | undefined {
    const value = this.root.fields.find((field) => field.name.toLowerCase() === 'date')?.value;
    return value === undefined ? undefined : writtenDay(value);
  }

  /** All fields of the message's header, decoded, a line each, in lower case. */
  get header(): string {
    this.#header ??= folded(
      this.root.fields.map(({ name, value }) => `${name}: ${decodeWords(value)}`).join('\n'),
    );
    return this.#header;
  }

  /** The text of all text parts and the headers of enclosed messages, decoded, in lower case. */
  get body(): string {
    this.#body ??= folded(partTexts(this.#octets, this.root).join('\n'));
    return this.#body;
  }

  get root(): Part {
    this.#root ??= scanMessage(this.#octets).root;
    return this.#root;
  }
}

/** Fields that are searched as ENVELOPE has them too (RFC 9051 §6.4.4). */
const addressFields = new Set(['from', 'to', 'cc', 'bcc', 'sender', 'reply-to']);

/** Whether the text has what a HEADER, BODY or TEXT key asks for, without case. */
export function matchesText(
  text: SearchText,
  key: Extract<SearchKey, { key: 'header' }> | Extract<SearchKey, { key: 'body' | 'text' }>,
): boolean {
  const wanted = folded(key.value);
  if (key.key === 'header') {
    const name = key.field.toLowerCase();
    return text.root.fields.some(
      (field) =>
        // An empty value asks only whether the field is there (RFC 9051 §6.4.4).
        field.name.toLowerCase() === name &&
        (folded(decodeWords(field.value)).includes(wanted) ||
          (addressFields.has(name) && folded(addressText(field.value)).includes(wanted))),
    );
  }
  if (key.key === 'text' && text.header.includes(wanted)) return true;
  return text.body.includes(wanted);
}

/** The addresses without comments and spaces within, as ENVELOPE tells them. */
function addressText(value: string): string {
  return mailboxesOf(parseAddressList(value))
    .map(({ name, localPart, domain }) => `${decodeWords(name)} <${localPart}@${domain}>`)
    .join(', ');
}

function partTexts(octets: Uint8Array, part: Part): string[] {
  if (part.type === 'text') {
    return [decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part)];
  }
  return part.children.flatMap((child) => [
    ...(part.type === 'message'
      ? child.fields.map(({ name, value }) => `${name}: ${decodeWords(value)}`)
      : []),
    ...partTexts(octets, child),
  ]);
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

const monthNames = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];

/** Two-digit years below this are of this century (RFC 5322 §4.3). */
const centuryTurn = 50;

function writtenDay(value: string): number | undefined {
  const found = /(\d{1,2})[\s-]+([a-z]{3})[a-z]*[\s-]+(\d{2,4})/i.exec(value);
  const month = monthNames.indexOf((found?.[2] ?? '').toLowerCase());
  if (found === null || month < 0) return undefined;
  const digits = found[3] ?? '';
  let year = Number(digits);
  if (digits.length === 2) year += year < centuryTurn ? 2000 : 1900;
  else if (digits.length === 3) year += 1900;
  return Date.UTC(year, month, Number(found[1]));
}
