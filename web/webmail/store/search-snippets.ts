import type { MailStore } from './mail-store.ts';

/** What was found in a message; in the texts `<mark>` is around what was searched for (RFC 8621 §5). */
export type Snippet = {
  readonly id: string;
  readonly subject: string | null;
  readonly preview: string | null;
};

type SnippetAnswer = {
  readonly list: readonly {
    readonly emailId: string;
    readonly subject: string | null;
    readonly preview: string | null;
  }[];
};

/** Asks where in messages the searched words are; without an answer the list shows the beginnings. */
export async function loadSnippets(
  store: MailStore,
  filter: unknown,
  emailIds: readonly string[],
): Promise<void> {
  if (emailIds.length === 0) return;
  try {
    const got = await store.request((batch) =>
      batch.call<SnippetAnswer>('SearchSnippet/get', { filter, emailIds }),
    );
    const { list } = got.answer;
    store.snippets.put(list.map(({ emailId, ...snippet }) => ({ id: emailId, ...snippet })));
  } catch {
    // Decoration: the list is complete without.
  }
}

export type SnippetPiece = { readonly text: string; readonly marked: boolean };

/** Marks looked at in one snippet; servers send a line of text. */
const marksMax = 50;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&amp;': '&',
};

/** The text of a snippet in pieces; nothing in it is taken for HTML but the marks. */
export function snippetPieces(snippet: string): readonly SnippetPiece[] {
  const [first = '', ...rest] = snippet.split('<mark>', marksMax);
  const pieces = [{ text: first, marked: false }];
  for (const part of rest) {
    const [marked = '', plain = ''] = part.split('</mark>', 2);
    pieces.push({ text: marked, marked: true }, { text: plain, marked: false });
  }
  return pieces
    .filter(({ text }) => text !== '')
    .map(({ text, marked }) => ({ text: decoded(text), marked }));
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|amp|#39|#x27);/gu, (entity) => entities[entity] ?? entity);
}
