import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { formatAddress } from '../recipients/addresses.ts';
import { escapeHtml } from './html-text.ts';
import { textToHtml } from './text-html.ts';

/** A message's text in both forms. */
export type BothBodies = { readonly html: string; readonly text: string };

/** What is above a forwarded message: name and value of each field. */
export type FieldLine = readonly [name: string, value: string];

/** The quotation below an answer. @param attribution As `On Monday Ada wrote:`. */
export function quoteReply(original: BothBodies, attribution: string): BothBodies {
  return {
    html: `<div>${escapeHtml(attribution)}</div><blockquote type="cite">${original.html}</blockquote>`,
    text: `${attribution}\n${quoteText(original.text)}`,
  };
}

/** A message handed on within another. @param title As `Forwarded message`. */
export function quoteForward(
  original: BothBodies,
  title: string,
  fields: readonly FieldLine[],
): BothBodies {
  const rule = `---------- ${title} ----------`;
  const lines = fields.map(([name, value]) => `${name}: ${value}`);
  return {
    html: `${textToHtml([rule, ...lines].join('\n'))}<div><br></div>${original.html}`,
    text: `${[rule, ...lines].join('\n')}\n\n${original.text}`,
  };
}

/** Addresses as a field shows them. */
export function addressLine(addresses: readonly EmailAddress[] | null): string {
  return (addresses ?? []).map(formatAddress).join(', ');
}

/** Puts `>` before each line, and leaves out the signature (RFC 3676 §4.3, §4.5). */
export function quoteText(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const signature = lines.lastIndexOf('-- ');
  const kept = signature > 0 ? lines.slice(0, signature) : lines;
  while (kept.at(-1)?.trim() === '') kept.pop();
  return kept.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd())).join('\n');
}
