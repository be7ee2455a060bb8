import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import type {
  ComposedField,
  ComposedMultipart,
  ComposedPart,
} from '#proto/mime/compose/composed-part.ts';
import { type EncodedLeaf, encodeLeaf } from '#proto/mime/compose/encode-leaf.ts';
import { formatField, parameterField } from '#proto/mime/compose/header-field.ts';

/** Parts of one message, multiparts included. Our choice. */
export const composedPartsMax = 1_000;

/** Multiparts within one another. Our choice; real mail has four. */
export const composedDepthMax = 20;

/** Boundaries that are tried before a content that holds them all is given up. Our choice. */
const boundaryTriesMax = 8;

/** Characters of what boundaries are made of; a boundary has 70 at most (RFC 2046 §5.1.1). */
const seedMax = 48;

export type ComposedMessage = {
  readonly octets: Buffer;
  /** Whether the body holds octets beyond ASCII (RFC 6152 §2). */
  readonly eightBit: boolean;
  /** Whether the header does: an address that no encoding covers (RFC 6532 §3.2). */
  readonly international: boolean;
};

/**
 * Writes a whole message with CRLF line ends, no line longer than 998 octets. MIME-Version goes
 * behind the fields.
 *
 * @param boundarySeed Letters and digits that nobody could guess when the content was made.
 * @throws {ComposeError} When a value, a part or a name does not fit.
 */
export function composeMessage(
  fields: readonly ComposedField[],
  body: ComposedPart,
  boundarySeed: string,
): ComposedMessage {
  if (!/^[A-Za-z0-9]+$/.test(boundarySeed) || boundarySeed.length > seedMax) {
    throw new ComposeError('boundary', 'The seed of boundaries is not of letters and digits');
  }
  const head = fields.map(formatField).join('');
  const tree = prepare(body, { parts: 0 }, 0);
  const writer = { boundary: freeBoundary(tree, boundarySeed), count: 0 };
  const pieces: Buffer[] = [Buffer.from(`${head}MIME-Version: 1.0\r\n`)];
  write(tree, writer, pieces);
  // The last line of a message has an end (RFC 5322 §2.3).
  if (pieces.at(-1)?.subarray(-2).equals(crlf) !== true) pieces.push(crlf);
  const international = /[\u0080-\uffff]/.test(head);
  return { octets: Buffer.concat(pieces), eightBit: holdsEightBit(tree), international };
}

type Tree = EncodedLeaf | { readonly part: ComposedMultipart; readonly children: readonly Tree[] };

/** Encodes the leaves. */
function prepare(part: ComposedPart, count: { parts: number }, depth: number): Tree {
  if (++count.parts > composedPartsMax) {
    throw new ComposeError('parts', `A message has ${composedPartsMax} parts at most`);
  }
  if (!('parts' in part)) return encodeLeaf(part);
  if (depth === composedDepthMax) {
    throw new ComposeError('parts', `Parts stand ${composedDepthMax} deep at most`);
  }
  if (!/^multipart\/[a-z0-9.+-]+$/i.test(part.type) || part.parts.length === 0) {
    throw new ComposeError('parts', `A "${part.type.slice(0, 100)}" cannot hold these parts`);
  }
  return { part, children: part.parts.map((child) => prepare(child, count, depth + 1)) };
}

/** What begins every boundary, in no content (RFC 2046 §5.1.1). `=_` is in no encoded one. */
function freeBoundary(tree: Tree, seed: string): string {
  for (let attempt = 0; attempt < boundaryTriesMax; attempt++) {
    const boundary = `=_${attempt === 0 ? '' : attempt}${seed}`;
    if (!holds(tree, `--${boundary}`)) return boundary;
  }
  throw new ComposeError('boundary', 'The content holds what was to separate its parts');
}

function holds(tree: Tree, text: string): boolean {
  if ('children' in tree) return tree.children.some((child) => holds(child, text));
  return !tree.encoded && tree.body.includes(text, 0, 'latin1');
}

function holdsEightBit(tree: Tree): boolean {
  return 'children' in tree ? tree.children.some(holdsEightBit) : tree.eightBit;
}

function write(tree: Tree, writer: { readonly boundary: string; count: number }, to: Buffer[]) {
  if (!('children' in tree)) {
    to.push(Buffer.from(`${tree.head}\r\n`), tree.body);
    return;
  }
  const { part, children } = tree;
  // The end keeps one boundary from being the beginning of another.
  const boundary = `${writer.boundary}_${writer.count++}=`;
  const parameters = [...(part.parameters ?? []), ['boundary', boundary] as const];
  const head = parameterField('Content-Type', part.type, parameters);
  const own = (part.fields ?? []).map(formatField).join('');
  to.push(Buffer.from(`${head}${own}\r\n`));
  for (const child of children) {
    to.push(Buffer.from(`--${boundary}\r\n`));
    write(child, writer, to);
    to.push(crlf);
  }
  to.push(Buffer.from(`--${boundary}--\r\n`));
}

const crlf = Buffer.from('\r\n');
