/** A piece of a plain-text message. */
export type TextBlock = {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
};

/** Blocks of one message; the rest is one last block. Our choice. */
const blocksMax = 2_000;

/** Divides a text into what somebody wrote, what they quote (`>`), and their signature (`-- `). */
export function textBlocks(text: string): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let kind: TextBlock['kind'] = 'text';
  let lines: string[] = [];
  const finish = () => {
    if (lines.some((line) => line.trim() !== '')) blocks.push({ kind, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const next = kindOf(line, kind);
    if (next !== kind && blocks.length < blocksMax) {
      finish();
      kind = next;
    }
    lines.push(line);
  }
  finish();
  return blocks;
}

function kindOf(line: string, before: TextBlock['kind']): TextBlock['kind'] {
  if (before === 'signature' || line === '-- ') return 'signature';
  if (line.startsWith('>')) return 'quote';
  // Empty lines within a quotation do not end it on the screen.
  return before === 'quote' && line.trim() === '' ? 'quote' : 'text';
}

export type TextPiece = { readonly text: string; readonly href?: string };

/** Links of one block; what is beyond stays text. Our choice. */
const linksMax = 500;

const linkPattern =
  /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"']+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/giu;

/** Finds web and mail addresses in a text. */
export function linkPieces(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(linkPattern)) {
    if (pieces.length >= 2 * linksMax) break;
    const found = trimLink(match[0]);
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: found, href: hrefOf(found) });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Takes off the end of a sentence, and a bracket that was not opened within. */
function trimLink(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link[end - 1] ?? '';
    const head = link.slice(0, end);
    const unopened = last === ')' && head.split('(').length < head.split(')').length;
    if (!/[.,;:!?\]}]/u.test(last) && !unopened) break;
    end--;
  }
  return link.slice(0, end);
}

function hrefOf(found: string): string {
  if (/^(?:https?:\/\/|mailto:)/iu.test(found)) return found;
  return found.toLowerCase().startsWith('www.') ? `https://${found}` : `mailto:${found}`;
}
