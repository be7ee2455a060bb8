import type { SearchWindow } from '#proto/imap/search.ts';

/** What an ESEARCH response tells; what is undefined is left out (RFC 9051 §7.3.4). */
export type SearchResult = {
  readonly tag: string;
  readonly uid: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** A sequence-set; an empty one must be left out. */
  readonly all: string | undefined;
  readonly count: number | undefined;
  /** The window asked for and its sequence-set, undefined when empty (RFC 9394 §3.1). */
  readonly partial: { readonly window: SearchWindow; readonly set: string | undefined } | undefined;
  /** Largest modseq of what was found (RFC 7162 §3.1.10). */
  readonly modseq: number | undefined;
};

/** Formats an ESEARCH response with its CRLF (RFC 9051 §7.3.4). */
export function formatEsearch(result: SearchResult): string {
  let text = `* ESEARCH (TAG "${result.tag.replace(/["\\]/g, '\\$&')}")`;
  if (result.uid) text += ' UID';
  if (result.min !== undefined) text += ` MIN ${result.min}`;
  if (result.max !== undefined) text += ` MAX ${result.max}`;
  if (result.all !== undefined) text += ` ALL ${result.all}`;
  if (result.count !== undefined) text += ` COUNT ${result.count}`;
  if (result.partial !== undefined) {
    const { window, set } = result.partial;
    const sign = window.backwards ? '-' : '';
    text += ` PARTIAL (${sign}${window.first}:${sign}${window.last} ${set ?? 'NIL'})`;
  }
  if (result.modseq !== undefined) text += ` MODSEQ ${result.modseq}`;
  return `${text}\r\n`;
}

/** Formats the SEARCH response of rev1 with its CRLF (RFC 3501 §7.2.5, RFC 7162 §3.1.6). */
export function formatSearch(numbers: ArrayLike<number>, modseq: number | undefined): string {
  const list = numbers.length === 0 ? '' : ` ${Array.prototype.join.call(numbers, ' ')}`;
  return `* SEARCH${list}${modseq === undefined ? '' : ` (MODSEQ ${modseq})`}\r\n`;
}
