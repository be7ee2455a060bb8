import { linkPieces } from '../../../shared/words/text-blocks.ts';
import { escapeHtml } from './html-text.ts';

/** Depth of quotations that is kept; what is deeper stays text. Our choice. */
const quoteDepthMax = 10;

/** Turns plain text into HTML: a block a line, `>` into quotations, addresses into links. */
export function textToHtml(text: string): string {
  let html = '';
  let depth = 0;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const marks = /^(?:> ?)*/u.exec(line)?.[0] ?? '';
    const level = Math.min(marks.replaceAll(' ', '').length, quoteDepthMax);
    while (depth < level) {
      html += '<blockquote type="cite">';
      depth++;
    }
    while (depth > level) {
      html += '</blockquote>';
      depth--;
    }
    const words = line.slice(level === 0 ? 0 : marks.length);
    html += `<div>${words === '' ? '<br>' : lineHtml(words)}</div>`;
  }
  return html + '</blockquote>'.repeat(depth);
}

function lineHtml(line: string): string {
  return linkPieces(line)
    .map(({ text, href }) => {
      const words = escapeHtml(text).replaceAll(/^ | (?= )/gu, '&nbsp;');
      return href === undefined ? words : `<a href="${escapeHtml(href)}">${words}</a>`;
    })
    .join('');
}
