/**
 * Our parser against public corpora: mail-parser (leaves, names, sizes, texts) and mime4j (structure).
 * The data lies beside the project; a clone without it says so.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { fileName } from '#proto/mime/attachment.ts';
import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';
import { decodePartOctets, decodePartText } from '#proto/mime/transfer.ts';
import { type CorpusMessage, expectedLeaves, type Leaf } from '#test/suites/expected-leaves.ts';

const suites = join(import.meta.dirname, '../../../shared/suites/mime');
const lacking = existsSync(suites) ? false : `There is no ${suites}`;

/** Where we differ on purpose. */
const deliberate: Readonly<Record<string, string>> = {
  'rfc/000': 'Text that claims to be base64 is decoded as far as it goes, as mail programs do',
  'rfc/008': 'An encoded message/rfc822 has no parts (RFC 2046 §5.2.1, RFC 9051 §7.5.2)',
  'legacy/026': 'Raw 8-bit octets in a name are read as the charset that fits, not replaced',
  'thirdparty/005': 'A delimiter begins its line (RFC 2046 §5.1.1)',
  'testmsgs/base64encoded-rfc822message': 'An encoded message/rfc822 has no parts',
  'testmsgs/base64encoded-rfc822message-nested': 'An encoded message/rfc822 has no parts',
  'testmsgs/bad-newlines-multiple-parts-base64': 'An encoded message/rfc822 has no parts',
  'testmsgs/very-long-boundary': 'A delimiter has at most 70 characters (RFC 2046 §5.1.1)',
  'testmsgs/weird-boundary': 'A boundary does not end with blanks (RFC 2046 §5.1.1)',
};

/** The same message with the line ends of the corpus's parse: LF, or CRLF in `*.crlf.json`. */
function readMessage(path: string, crlf: boolean): Buffer {
  const text = readFileSync(path, 'latin1').replaceAll(/\r?\n/g, crlf ? '\r\n' : '\n');
  return Buffer.from(text, 'latin1');
}

function leavesOf(octets: Uint8Array): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (part: Part): void => {
    const type = `${part.type}/${part.subtype}`;
    const name = fileName(part) ?? '';
    if (part.type !== 'multipart' && part.children.length > 0) {
      leaves.push({ type, name, text: undefined, size: undefined });
    }
    for (const child of part.children) visit(child);
    if (part.children.length > 0) return;
    const body = octets.subarray(part.bodyStart, part.bodyEnd);
    const size = decodePartOctets(body, part.encoding).length;
    leaves.push({ type, name, text: decodePartText(body, part), size });
  };
  visit(scanMessage(octets).root);
  return leaves;
}

/** Our leaf as far as the corpus says something of it. */
function asFarAs(expected: Leaf, found: Leaf | undefined): Leaf | undefined {
  return (
    found && {
      type: expected.type === '' ? '' : found.type,
      name: found.name,
      text: expected.text === undefined ? undefined : found.text,
      size: expected.size === undefined ? undefined : found.size,
    }
  );
}

for (const group of ['rfc', 'legacy', 'thirdparty']) {
  test(`mail-parser/${group}: leaves, names, sizes and texts`, { skip: lacking }, (t) => {
    const folder = join(suites, 'mail-parser', group);
    let count = 0;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const [name = ''] = file.split('.');
      if (deliberate[`${group}/${name}`] !== undefined) continue;
      const octets = readMessage(join(folder, `${name}.eml`), file.endsWith('.crlf.json'));
      const parse = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CorpusMessage;
      const expected = expectedLeaves(parse);
      const found = leavesOf(octets);
      assert.equal(found.length, expected.length, `${file}: leaves`);
      const seen = expected.map((leaf, index) => asFarAs(leaf, found[index]));
      assert.deepEqual(seen, expected, file);
      count++;
    }
    t.diagnostic(`${count} parses equal`);
  });
}

/** `m` and `u` for messages and multiparts, nested: the event tree without its text. */
function skeleton(xml: string): string {
  return [
    ...xml
      .replaceAll(/<field>[^]*?<\/field>/g, '')
      .matchAll(/<(\/?)(message|multipart|body-part)>/g),
  ]
    .map(([, slash = '', name = '']) => `${slash}${name === 'multipart' ? 'u' : (name[0] ?? '')}`)
    .join('');
}

function ownSkeleton(part: Part): string {
  const children = part.children.map(ownSkeleton);
  if (part.type === 'multipart') return `u${children.map((one) => `b${one}/b`).join('')}/u`;
  return children.length > 0 ? `m${children.join('')}/m` : '';
}

test('mime4j: structure', { skip: lacking }, (t) => {
  let count = 0;
  for (const group of readdirSync(join(suites, 'mime4j'))) {
    const folder = join(suites, 'mime4j', group);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.msg'))) {
      const name = file.slice(0, -'.msg'.length);
      const xml = join(folder, `${name}.xml`);
      if (deliberate[`${group}/${name}`] !== undefined || !existsSync(xml)) continue;
      const { root } = scanMessage(readFileSync(join(folder, file)));
      assert.equal(`m${ownSkeleton(root)}/m`, skeleton(readFileSync(xml, 'latin1')), file);
      count++;
    }
  }
  t.diagnostic(`${count} structures equal`);
});

test('Nothing throws, whatever the mail, and its record can be read', { skip: lacking }, () => {
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(eml|msg)$/.test(name))) {
    const octets = readFileSync(join(suites, file));
    const structure = scanMessage(octets);
    leavesOf(octets);
    const record = new RecordReader(encodeRecord(structure));
    assert.equal(record.root.bodyEnd, structure.root.bodyEnd, file);
    assert.ok(record.envelope.length > 0 && record.bodyStructure.length > 0);
    assert.ok(record.preview.length <= 200);
  }
});
