import { linkPieces, type TextBlock, textBlocks } from '../../shared/words/text-blocks.ts';
import { compose } from '../store/compose-request.ts';
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
  const shown = kind === 'quote' ? text.replaceAll(/^> ?/gmu, '') : text;
  const body = <pre class={`text-${kind}`}>{linkPieces(shown.trimEnd()).map(piece)}</pre>;
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
  const to = /^mailto:([^?]+)/iu.exec(href)?.[1];
  return (
    <a
      key={at}
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={href}
      onClick={(event) => {
        if (to === undefined) return;
        event.preventDefault();
        compose({ kind: 'new', to: decoded(to) });
      }}
    >
      {text}
    </a>
  );
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
