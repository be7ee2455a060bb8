/** Our parser against public corpora; README.md tells where the data is and where we differ. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';
import type { Part } from '#proto/mime/structure.ts';
import { type CorpusMessage, expectedLeaves } from '#test/suites/mime/expected-leaves.ts';
import { type Leaf, leavesOf } from '#test/suites/mime/leaf.ts';

const suites = join(import.meta.dirname, '../../../../shared/suites/mime');
const lacking = existsSync(suites) ? false : `There is no ${suites}`;

/** Messages where we differ on purpose: the first column of the table. */
const deliberate = new Set(
  [
    ...readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').matchAll(
      /^\| (\S+\/\S+) +\|/gm,
    ),
  ].map(([, name = '']) => name),
);

/** Compares message by message, and holds the table to what differs. */
class Comparison {
  readonly #differs = new Set<string>();
  #equal = 0;

  /** What is found of the message `name`, against what the corpus says. */
  compare(name: string, found: unknown, expected: unknown): void {
    if (!deliberate.has(name)) assert.deepEqual(found, expected, name);
    try {
      assert.deepEqual(found, expected);
      this.#equal++;
    } catch {
      this.#differs.add(name);
    }
  }

  /** Of the messages in `groups`, exactly those in the table differ. */
  end(groups: readonly string[]): string {
    const rows = [...deliberate].filter((name) => groups.includes(name.split('/')[0] ?? ''));
    assert.deepEqual([...this.#differs].toSorted(), rows.toSorted());
    return `${this.#equal} equal, ${rows.length} messages differ on purpose`;
  }
}

/** The same message with the line ends of the corpus's parse: LF, or CRLF in `*.crlf.json`. */
function readMessage(path: string, crlf: boolean): Buffer {
  const text = readFileSync(path, 'latin1').replaceAll(/\r?\n/g, crlf ? '\r\n' : '\n');
  return Buffer.from(text, 'latin1');
}

/** Our leaf as far as the corpus says something of it. */
function asFarAs(found: Leaf, expected: Leaf | undefined): Leaf {
  return {
    type: expected?.type === '' ? '' : found.type,
    name: found.name,
    text: expected?.text === undefined ? undefined : found.text,
    size: expected?.size === undefined ? undefined : found.size,
  };
}

for (const group of ['rfc', 'legacy', 'thirdparty']) {
  test(`mail-parser/${group}: leaves, names, sizes and texts`, { skip: lacking }, (t) => {
    const folder = join(suites, 'mail-parser', group);
    const comparison = new Comparison();
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const [name = ''] = file.split('.');
      const octets = readMessage(join(folder, `${name}.eml`), file.endsWith('.crlf.json'));
      const parse = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CorpusMessage;
      const expected = expectedLeaves(parse);
      const found = leavesOf(octets).map((leaf, index) => asFarAs(leaf, expected[index]));
      comparison.compare(`${group}/${name}`, found, expected);
    }
    t.diagnostic(comparison.end([group]));
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

/** A part and those inside it with their places: `1` the message, `1_2` its second part. */
function* places(part: Part, place = '1'): Generator<readonly [string, Part]> {
  yield [place, part];
  for (const [index, child] of part.children.entries())
    yield* places(child, `${place}_${index + 1}`);
}

/** Equal but for line ends, which the corpus changed in one message. */
function sameLines(one: Buffer, other: Buffer): boolean {
  const [a, b] = [one, other].map((octets) => octets.toString('latin1').replaceAll('\r\n', '\n'));
  return a === b;
}

const mime4jGroups = ['testmsgs', 'mimetools-testmsgs'];

test('mime4j: structure and decoded octets', { skip: lacking }, (t) => {
  const comparison = new Comparison();
  for (const group of mime4jGroups) {
    const folder = join(suites, 'mime4j', group);
    const files = new Set(readdirSync(folder));
    for (const file of [...files].filter((name) => name.endsWith('.msg'))) {
      const name = file.slice(0, -'.msg'.length);
      const octets = readFileSync(join(folder, file));
      const { root } = scanMessage(octets);
      if (files.has(`${name}.xml`)) {
        const expected = skeleton(readFileSync(join(folder, `${name}.xml`), 'latin1'));
        comparison.compare(`${group}/${name}`, `m${ownSkeleton(root)}/m`, expected);
      }
      for (const [place, part] of places(root)) {
        const decoded = ['txt', 'bin'].map((end) => `${name}_decoded_${place}.${end}`);
        const expected = decoded.find((each) => files.has(each));
        if (expected === undefined) continue;
        const body = octets.subarray(part.bodyStart, part.bodyEnd);
        const found = decodePartOctets(body, part.encoding);
        const same = sameLines(found, readFileSync(join(folder, expected)));
        comparison.compare(`${group}/${name}`, `${place} ${same}`, `${place} true`);
      }
    }
  }
  t.diagnostic(comparison.end(mime4jGroups));
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
