import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import type { ComposedLeaf, ComposedParameter } from '#proto/mime/compose/composed-part.ts';
import {
  chooseEncoding,
  type ContentEncoding,
  contentFacts,
  encodeContent,
} from '#proto/mime/compose/content-encoding.ts';
import { formatField, parameterField } from '#proto/mime/compose/header-field.ts';

/** A leaf with its content encoded. */
export type EncodedLeaf = {
  /** The fields of its header. */
  readonly head: string;
  readonly body: Buffer;
  /** Whether its octets were changed to letters that hold no boundary. */
  readonly encoded: boolean;
  readonly eightBit: boolean;
};

/** RFC 6838 §4.2: names of a type and a subtype. */
const typeName = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/** Messages inside, and what reports say: they are never encoded (RFC 2046 §5.2, RFC 8098 §3.1). */
const plainTypes: ReadonlySet<string> = new Set([
  'message/rfc822',
  'message/partial',
  'message/disposition-notification',
]);

const octetStream = 'application/octet-stream';

/** @throws {ComposeError} */
export function encodeLeaf(leaf: ComposedLeaf): EncodedLeaf {
  const asked = leaf.type.toLowerCase();
  if (!typeName.test(asked) || asked.startsWith('multipart/')) {
    throw new ComposeError('type', `"${leaf.type.slice(0, 100)}" is no type of a part`);
  }
  const { content } = leaf;
  const octets =
    typeof content === 'string'
      ? Buffer.from(content.toWellFormed().replace(/\r\n?|\n/g, '\r\n'))
      : Buffer.from(content.buffer, content.byteOffset, content.length);
  const { type, encoding, eightBit } = encodingOf(asked, octets);
  const body = encodeContent(octets, encoding);
  const encoded = encoding === 'base64' || encoding === 'quoted-printable';
  return { head: headOf(leaf, type, encoding), body, encoded, eightBit };
}

/**
 * An enclosed message is not encoded (RFC 2046 §5.2.1); one that cannot go as it is becomes a file.
 */
function encodingOf(asked: string, octets: Buffer) {
  const encoded = { type: asked, encoding: 'base64', eightBit: false } as const;
  const encloses = plainTypes.has(asked);
  if (!encloses && !asked.startsWith('text/')) return encoded;
  const facts = contentFacts(octets);
  if (!encloses) return { ...encoded, encoding: chooseEncoding(facts, octets.length) };
  if (!facts.lines) return { ...encoded, type: octetStream };
  const eightBit = facts.eightBit > 0;
  return { type: asked, encoding: eightBit ? '8bit' : '7bit', eightBit } as const;
}

function headOf(leaf: ComposedLeaf, type: string, encoding: ContentEncoding): string {
  const { content, charset, name, cid, language, location, fields = [] } = leaf;
  const { parameters = [] } = leaf;
  const set = type.startsWith('text/') && typeof content === 'string' ? 'utf-8' : charset;
  const all: ComposedParameter[] = [
    ...(set === undefined ? [] : [['charset', set] as const]),
    ...parameters,
    ...(name === undefined ? [] : [['name', name] as const]),
  ];
  const disposition = leaf.disposition ?? (name === undefined ? undefined : 'attachment');
  return [
    parameterField('Content-Type', type, all),
    formatField({ name: 'Content-Transfer-Encoding', text: encoding }),
    ...(disposition === undefined ? [] : [dispositionField(disposition, name)]),
    ...(cid === undefined ? [] : [formatField({ name: 'Content-ID', raw: `<${cidOf(cid)}>` })]),
    ...(language === undefined || language.length === 0
      ? []
      : [formatField({ name: 'Content-Language', text: language.join(', ') })]),
    ...(location === undefined ? [] : [formatField({ name: 'Content-Location', text: location })]),
    ...fields.map(formatField),
  ].join('');
}

function dispositionField(disposition: string, name: string | undefined): string {
  if (!/^[a-z0-9-]{1,60}$/i.test(disposition)) {
    throw new ComposeError('disposition', `"${disposition.slice(0, 60)}" is no disposition`);
  }
  const parameters = name === undefined ? [] : [['filename', name] as const];
  return parameterField('Content-Disposition', disposition.toLowerCase(), parameters);
}

/** Pages say `cid:logo` (RFC 2392 §2 asks for `left@right`, and readers take what stands there). */
function cidOf(cid: string): string {
  if (!/^[^\s<>]{1,200}$/.test(cid)) {
    throw new ComposeError('cid', `"${cid.slice(0, 100)}" cannot name a part`);
  }
  return cid;
}
