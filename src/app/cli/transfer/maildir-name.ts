import { forwardedKeyword } from '#app/cli/transfer/message.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#proto/imap/modified-utf7.ts';
import { flag } from '#store/flag.ts';

const letters = [
  ['D', flag.draft],
  ['F', flag.flagged],
  ['R', flag.answered],
  ['S', flag.seen],
  ['T', flag.deleted],
] as const;

/** Keywords that a file name can hold: `a` to `z`, named in `dovecot-keywords`. */
export const maildirKeywordsMax = 26;

const firstKeyword = 97; // 'a'
/** `:2,` and its stand-ins on file systems that forbid the colon. */
const infoShape = /[:;!]2,([A-Za-z]*)$/;

/** What a file name in `cur` says; `names` are those of `dovecot-keywords` by their number. */
export function readMaildirInfo(
  fileName: string,
  names: readonly (string | undefined)[],
): { readonly flags: number; readonly keywords: readonly string[] } {
  const info = infoShape.exec(fileName)?.[1] ?? '';
  let flags = 0;
  for (const [letter, bit] of letters) if (info.includes(letter)) flags |= bit;
  const keywords = info.includes('P') ? [forwardedKeyword] : [];
  for (const letter of info) {
    const name = names[letter.charCodeAt(0) - firstKeyword];
    if (name !== undefined) keywords.push(name);
  }
  return { flags, keywords };
}

/** The part of a file name from `:2,` on, its letters in the order of ASCII. */
export function maildirInfo(
  flags: number,
  keywords: readonly string[],
  names: readonly string[],
): string {
  const marks: string[] = letters.filter(([, bit]) => (flags & bit) !== 0).map(([mark]) => mark);
  for (const keyword of keywords) {
    const at = names.indexOf(keyword);
    if (keyword === forwardedKeyword) marks.push('P');
    else if (at >= 0 && at < maildirKeywordsMax) marks.push(String.fromCharCode(firstKeyword + at));
  }
  return `:2,${marks.toSorted().join('')}`;
}

/** The folder of a mailbox in a Maildir++: `.Archive.2026`, in modified UTF-7; INBOX is the root. */
export function maildirFolder(name: string): string {
  if (name === 'INBOX') return '';
  const levels = name.split('/').map((level) => encodeModifiedUtf7(level).replaceAll('.', '&AC4-'));
  return `.${levels.join('.')}`;
}

/** The mailbox of a Maildir++ folder; a name that is not in modified UTF-7 is taken as it is. */
export function mailboxOfMaildir(folder: string): string {
  const levels = folder.split('.').filter((level) => level !== '');
  return levels.map((level) => decoded(level.replaceAll('&AC4-', '.'))).join('/');
}

function decoded(level: string): string {
  try {
    return decodeModifiedUtf7(level).replaceAll('/', '_');
  } catch {
    return level;
  }
}
