/** The parts, names and addresses of a message as JMAP tells them, beside Python's own library. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { emailObject } from '#proto/jmap/email/email-object.ts';
import { type EmailPart, typeOf } from '#proto/jmap/email/email-part.ts';
import { emailProperty, partDefaults } from '#proto/jmap/email/email-request.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';
import { succeed } from '#test/interop/program.ts';

const suites = join(import.meta.dirname, '../../../shared/suites/mime');
const lacking = existsSync(suites) ? false : `There is no ${suites}`;

/** Where we differ from Python on purpose. */
const different: ReadonlySet<string> = new Set([
  // Octets beyond ASCII in a header, which Python does not guess.
  'mail-parser/legacy/010.eml subject',
  'mail-parser/legacy/010.eml to',
  'mail-parser/legacy/017.eml to',
  'mail-parser/legacy/020.eml subject',
  'mail-parser/legacy/020.eml to',
  'mail-parser/legacy/022.eml subject',
  'mail-parser/legacy/022.eml to',
  'mail-parser/legacy/026.eml structure',
  'mail-parser/legacy/027.eml subject',
  'mail-parser/legacy/027.eml to',
  // Blanks between encoded words; a name that stands in a comment; encoded words in file names.
  'mail-parser/legacy/009.eml to',
  'mime4j/mimetools-testmsgs/not-mime.msg from',
  'mime4j/mimetools-testmsgs/russian.msg structure',
  'mime4j/mimetools-testmsgs/multi-2evil.msg structure',
  // Backslashes in file names quote, as RFC 5322 §3.2.4 has it.
  'mail-parser/legacy/035.eml structure',
  'mail-parser/legacy/039.eml structure',
  // Python decodes uuencode, and gives up on base64 with odd ends and on text that is none.
  'mail-parser/legacy/017.eml structure',
  'mail-parser/rfc/000.eml structure',
  'mail-parser/thirdparty/005.eml structure',
  'mime4j/mimetools-testmsgs/twopart.msg structure',
  // Broken multiparts: boundaries that lack, or are those of others, or stand where none should.
  'mail-parser/malformed/001.eml structure',
  'mail-parser/malformed/003.eml structure',
  'mail-parser/malformed/006.eml structure',
  'mail-parser/malformed/008.eml structure',
  'mail-parser/malformed/011.eml structure',
  'mail-parser/malformed/013.eml structure',
  'mail-parser/malformed/016.eml structure',
  'mime4j/mimetools-testmsgs/badbound.msg structure',
  'mime4j/mimetools-testmsgs/double-bound.msg structure',
  'mime4j/mimetools-testmsgs/multi-clen.msg structure',
  'mime4j/testmsgs/missing-inner-start-boundary.msg structure',
  'mime4j/testmsgs/multipartemptypart.msg structure',
  'mime4j/testmsgs/multipartnopart.msg structure',
  'mime4j/testmsgs/very-long-boundary.msg structure',
  'mime4j/testmsgs/weird-boundary.msg structure',
  // Headers that do not end.
  'mime4j/mimetools-testmsgs/hdr-fakeout.msg structure',
  'mime4j/testmsgs/malformedHeader-nocrlfcrlf.msg structure',
  'mime4j/testmsgs/malformedHeaderStartsBody-nocrlfcrlf.msg structure',
  'mime4j/testmsgs/malformedHeaderStartsBody-noheader.msg structure',
]);

function structureOf(part: EmailPart, octets: Buffer): unknown {
  if (part.subParts !== undefined) {
    return [typeOf(part), part.subParts.map((one) => structureOf(one, octets))];
  }
  const { charset, disposition, fileName, contentId, encoding, bodyStart, bodyEnd } = part.part;
  const body = decodePartOctets(octets.subarray(bodyStart, bodyEnd), encoding);
  const text = body.toString('latin1').replaceAll('\r\n', '\n');
  return [
    typeOf(part),
    charset.toLowerCase() || null,
    disposition || null,
    fileName || null,
    contentId || null,
    part.part.type === 'message' ? null : createHash('sha256').update(text, 'latin1').digest('hex'),
  ];
}

function people(list: unknown): unknown {
  if (list === null) return null;
  return Object(list).map(({ name, email }: Record<string, unknown>) => [name, email]);
}

function told(octets: Buffer): Record<string, unknown> {
  const content = EmailContent.of(octets);
  const names = ['subject', 'from', 'to'];
  const properties = names.map(emailProperty).filter((property) => property !== undefined);
  const object = emailObject(
    { place: undefined, blobId: 'b1', size: 0, content, blobIdOf: () => null },
    {
      properties,
      bodyProperties: partDefaults,
      fetchTextBodyValues: false,
      fetchHtmlBodyValues: false,
      fetchAllBodyValues: false,
      maxBodyValueBytes: 0,
    },
  );
  return {
    structure: structureOf(content.parts, octets),
    subject: object['subject'],
    from: people(object['from']),
    to: people(object['to']),
  };
}

test(
  'Python sees the same parts, names and addresses (RFC 8621 §4.1.3, §4.1.4)',
  { skip: lacking },
  async (t) => {
    const files = readdirSync(suites, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(eml|msg)$/.test(name))
      .toSorted();
    const messages = files.map((file) => readFileSync(join(suites, file)));
    const input = messages.map((octets) => `${octets.toString('hex')}\n`).join('');
    const script = join(import.meta.dirname, 'email-structure.py');
    const { output } = await succeed({ program: '/usr/bin/python3', args: [script], input });
    const lines = output.trimEnd().split('\n');
    let equal = 0;
    for (const [index, file] of files.entries()) {
      const python = JSON.parse(lines[index] ?? '{}');
      const ours = told(messages[index] ?? Buffer.alloc(0));
      for (const key of ['structure', 'subject', 'from', 'to']) {
        if (different.has(`${file} ${key}`)) continue;
        assert.deepEqual(ours[key], python[key], `${file} ${key}`);
        equal++;
      }
    }
    t.diagnostic(`${equal} equal`);
  },
);
