import { linkPieces, type TextBlock, textBlocks } from '../../shared/words/text-blocks.ts';
import { words } from '../words/words.ts';

/** Quoted lines that are shown without asking. */
const quotedLinesMax = 4;

/** A plain-text message: links work, long quotations are folded, signatures step back. */
export function PlainText({ text }: { readonly text: string }) {
  if (text.trim() === '') return <p class="hint">{words.value.emptyMessage}</p>;
  return (
    <div class="plain-text" dir="auto">
      {textBlocks(text).map((block, at) => (
        <Block key={at} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: TextBlock }) {
  const { kind, text } = block;
  const body = <pre class={`text-${kind}`}>{linkPieces(text.trimEnd()).map(piece)}</pre>;
  if (kind !== 'quote' || text.split('\n').length <= quotedLinesMax) return body;
  return (
    <details class="folded-quote">
      <summary>{words.value.quoted}</summary>
      {body}
    </details>
  );
}

function piece({ text, href }: { readonly text: string; readonly href?: string }, at: number) {
  if (href === undefined) return text;
  return (
    <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {text}
    </a>
  );
}
