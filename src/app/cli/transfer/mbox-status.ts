import { flag } from '#store/flag.ts';

/** What the status fields of an mbox say of a message. */
export type MboxStatus = {
  readonly flags: number;
  readonly keywords: readonly string[];
  /** Thunderbird keeps deleted messages in the file until it compacts it. */
  readonly expunged: boolean;
};

const letters = [
  ['R', flag.seen],
  ['A', flag.answered],
  ['F', flag.flagged],
  ['D', flag.deleted],
  ['T', flag.draft],
] as const;

/** Bits of X-Mozilla-Status, which is in hexadecimal. */
const mozillaFlags = [
  [0x1, flag.seen],
  [0x2, flag.answered],
  [0x4, flag.flagged],
] as const;
const mozillaExpunged = 0x8;

/** A whole field; keywords may go on in further lines. A bare CR ends no line. */
const statusField =
  /(?<![^\n])(?:(status|x-status|x-mozilla-status2?):([^\n]*\n)|(x-keywords|x-mozilla-keys):([^\n]*\n(?:[ \t][^\n]*\n)*))/gi;

/**
 * Takes the status fields out of a header, one character per octet: Status and X-Status (Berkeley,
 * mutt, Dovecot), X-Keywords (Dovecot), X-Mozilla-Status and X-Mozilla-Keys (Thunderbird).
 */
export function takeStatus(header: string): { readonly rest: string; readonly status: MboxStatus } {
  let flags = 0;
  let expunged = false;
  const keywords: string[] = [];
  for (const [, name = '', value = '', , list = ''] of header.matchAll(statusField)) {
    keywords.push(...list.split(/\s+/).filter(isKeyword));
    switch (name.toLowerCase()) {
      case 'status':
      case 'x-status':
        for (const [letter, bit] of letters) if (value.includes(letter)) flags |= bit;
        break;
      case 'x-mozilla-status': {
        const bits = Number.parseInt(value, 16) || 0;
        for (const [mark, bit] of mozillaFlags) if ((bits & mark) !== 0) flags |= bit;
        expunged ||= (bits & mozillaExpunged) !== 0;
        break;
      }
      default: // Keywords, taken already, and X-Mozilla-Status2, of no use here.
    }
  }
  const rest = header.replaceAll(statusField, '');
  return { rest, status: { flags, keywords: [...new Set(keywords)], expunged } };
}

/**
 * The status fields that say the same, with LF ends, to be put in front of a header. Status is the
 * last one: a broken header that starts with a continuation line adds nothing to it.
 */
export function statusFields(flags: number, keywords: readonly string[]): string {
  const marks = letters.filter(([, bit]) => (flags & bit) !== 0).map(([letter]) => letter);
  const others = marks.filter((letter) => letter !== 'R').join('');
  return (
    (keywords.length === 0 ? '' : `X-Keywords: ${keywords.join(' ')}\n`) +
    (others === '' ? '' : `X-Status: ${others}\n`) +
    `Status: ${marks.includes('R') ? 'RO' : 'O'}\n`
  );
}

/** An IMAP keyword is an atom (RFC 9051 §9, flag-keyword). */
export function isKeyword(word: string): boolean {
  return /^[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]{1,100}$/.test(word);
}
