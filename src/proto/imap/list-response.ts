import { encodeMailbox, hierarchyDelimiter, type NameEncoding } from '#proto/imap/mailbox-name.ts';
import { formatAstring } from '#proto/imap/quoting.ts';

/** One mailbox as LIST and LSUB tell it (RFC 9051 §7.3.1). */
export type ListLine = {
  readonly response: 'LIST' | 'LSUB';
  /** As `\HasNoChildren`, with their backslash. */
  readonly attributes: readonly string[];
  readonly mailbox: string;
  /** CHILDINFO: selection options that a child matches (RFC 5258 §3.5). */
  readonly childInfo: readonly string[];
  /** OLDNAME after a rename (RFC 9051 §6.3.9.7). */
  readonly oldName: string | undefined;
};

/** Formats the response with its CRLF. */
export function formatListLine(line: ListLine, encoding: NameEncoding): string {
  const name = formatAstring(encodeMailbox(line.mailbox, encoding));
  const head = `* ${line.response} (${line.attributes.join(' ')}) "${hierarchyDelimiter}" ${name}`;
  const extended: string[] = [];
  if (line.childInfo.length > 0) {
    extended.push(`"CHILDINFO" (${line.childInfo.map((option) => `"${option}"`).join(' ')})`);
  }
  if (line.oldName !== undefined) {
    extended.push(`"OLDNAME" (${formatAstring(encodeMailbox(line.oldName, encoding))})`);
  }
  return extended.length === 0 ? `${head}\r\n` : `${head} (${extended.join(' ')})\r\n`;
}
