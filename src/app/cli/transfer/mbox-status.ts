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

/** Bits of X-Mozilla-Status, in hexadecimal. */
const mozilla = { read: 0x1, replied: 0x2, marked: 0x4, expunged: 0x8 } as const;

/** A whole field with its continuation lines. */
const statusField =
  /^(status|x-status|x-keywords|x-mozilla-status2?|x-mozilla-keys):((?:.*\r\n)(?:[ \t].*\r\n)*)/gim;

/**
 * Takes the status fields out of a header, one character per octet: Status and X-Status (Berkeley,
 * mutt, Dovecot), X-Keywords (Dovecot), X-Mozilla-Status and X-Mozilla-Keys (Thunderbird).
 */
export function takeStatus(header: string): { readonly rest: string; readonly status: MboxStatus } {
  let flags = 0;
  let expunged = false;
  const keywords: string[] = [];
  const rest = header.replaceAll(statusField, (_whole, name: string, text: string) => {
    const value = text.trim();
    const field = name.toLowerCase();
    if (field === 'status' || field === 'x-status') {
      for (const [letter, bit] of letters) if (value.includes(letter)) flags |= bit;
    } else if (field === 'x-mozilla-status') {
      const bits = Number.parseInt(value, 16) || 0;
      if ((bits & mozilla.read) !== 0) flags |= flag.seen;
      if ((bits & mozilla.replied) !== 0) flags |= flag.answered;
      if ((bits & mozilla.marked) !== 0) flags |= flag.flagged;
      if ((bits & mozilla.expunged) !== 0) expunged = true;
    } else if (field === 'x-keywords' || field === 'x-mozilla-keys') {
      keywords.push(...value.split(/\s+/).filter(isKeyword));
    }
    return '';
  });
  return { rest, status: { flags, keywords: [...new Set(keywords)], expunged } };
}

/** The status fields that say the same, with LF ends, to be put in front of a header. */
export function statusFields(flags: number, keywords: readonly string[]): string {
  const marks = letters.filter(([, bit]) => (flags & bit) !== 0).map(([letter]) => letter);
  const seen = (flags & flag.seen) === 0 ? '' : 'R';
  const status = `Status: ${seen}O\n`;
  const others = marks.filter((letter) => letter !== 'R').join('');
  return (
    status +
    (others === '' ? '' : `X-Status: ${others}\n`) +
    (keywords.length === 0 ? '' : `X-Keywords: ${keywords.join(' ')}\n`)
  );
}

/** An IMAP keyword is an atom (RFC 9051 §9, flag-keyword). */
export function isKeyword(word: string): boolean {
  return /^[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|}~]{1,100}$/.test(word);
}
