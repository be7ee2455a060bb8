import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import type { ComposedLeaf, ComposedPart } from '#proto/mime/compose/composed-part.ts';

/** What most messages are made of. */
export type SimpleBody = {
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  /** Images and the like that the HTML shows as `cid:…`. */
  readonly inline?: readonly (SimpleFile & { readonly cid: string })[];
  readonly attachments?: readonly SimpleFile[];
};

export type SimpleFile = {
  readonly name?: string | undefined;
  /** As `image/png`. */
  readonly type: string;
  readonly content: Uint8Array;
};

/**
 * The tree for it: text beside HTML is `alternative` (RFC 2046 §5.1.4), HTML with its images
 * `related` (RFC 2387 §3), files behind it `mixed` (RFC 2046 §5.1.3).
 *
 * @throws {ComposeError} Without text and HTML and files.
 */
export function simpleBody({
  text,
  html,
  inline = [],
  attachments = [],
}: SimpleBody): ComposedPart {
  const shown = html === undefined ? undefined : withImages(html, inline.map(inlineLeaf));
  const plain: ComposedLeaf | undefined =
    text === undefined ? undefined : { type: 'text/plain', content: text };
  const readings = [plain, shown].filter((part) => part !== undefined);
  const files = [
    ...(html === undefined ? inline.map(inlineLeaf) : []),
    ...attachments.map((file) => ({ ...leafOf(file), disposition: 'attachment' })),
  ];
  const [reading, other] = readings;
  const body = other === undefined ? reading : { type: 'multipart/alternative', parts: readings };
  if (files.length === 0) {
    if (body === undefined) throw new ComposeError('body', 'The message has no content');
    return body;
  }
  return { type: 'multipart/mixed', parts: body === undefined ? files : [body, ...files] };
}

function withImages(html: string, images: readonly ComposedLeaf[]): ComposedPart {
  const page: ComposedLeaf = { type: 'text/html', content: html };
  if (images.length === 0) return page;
  // RFC 2387 §3.1: the type of the part that begins it.
  return {
    type: 'multipart/related',
    parameters: [['type', 'text/html']],
    parts: [page, ...images],
  };
}

function inlineLeaf(file: SimpleFile & { readonly cid: string }): ComposedLeaf {
  return { ...leafOf(file), cid: file.cid, disposition: 'inline' };
}

function leafOf({ name, type, content }: SimpleFile): ComposedLeaf {
  return { type, name, content };
}
