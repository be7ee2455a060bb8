/** FETCH and Email/get say the same of a message, whatever the message. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { decodeWords } from '#proto/mime/encoded-word.ts';
import { oddMail } from '#test/corpora/mime/odd-mail.ts';
import { type Fetched, ImapTalk } from '#test/jmap/imap-talk.ts';
import type { ImapValue } from '#test/jmap/imap-values.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const suites = join(import.meta.dirname, '../../../shared/suites/mime');

/** The public corpora where they are there, and ours. */
function corpus(): ReadonlyMap<string, Buffer> {
  const messages = new Map<string, Buffer>();
  for (const { what, message } of oddMail) messages.set(what, Buffer.from(message, 'latin1'));
  if (!existsSync(suites)) return messages;
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(eml|msg)$/.test(name)).toSorted()) {
    messages.set(file, readFileSync(join(suites, file)));
  }
  return messages;
}

/** A part as both sides tell it. */
type Told = {
  readonly type: string;
  readonly octets: number;
  readonly encoding: string;
  readonly cid: string | null;
  readonly disposition: string | null;
  readonly parts: readonly Told[];
};

/** A multipart has a part in IMAP, even where there is none (RFC 9051 §9, body-type-mpart). */
const nothing: Told = {
  type: 'text/plain',
  octets: 0,
  encoding: '7',
  cid: null,
  disposition: null,
  parts: [],
};

const lower = (value: ImapValue | undefined): string =>
  typeof value === 'string' ? value.toLowerCase() : '';

function ofImap(value: ImapValue | undefined): Told {
  assert.ok(Array.isArray(value));
  const parts: ImapValue[] = value.filter((one: ImapValue) => Array.isArray(one));
  if (Array.isArray(value[0])) {
    const end = value.findIndex((one: ImapValue) => !Array.isArray(one));
    return {
      type: `multipart/${lower(value[end])}`,
      octets: 0,
      encoding: '7',
      cid: null,
      disposition: dispositionOf(value[end + 2]),
      parts: parts.slice(0, end).map(ofImap),
    };
  }
  const [type, subtype, , id, , encoding, octets] = value;
  const isMessage = lower(type) === 'message' && /^(rfc822|global)$/.test(lower(subtype));
  const extension = 7 + (isMessage && Array.isArray(value[7]) ? 3 : lower(type) === 'text' ? 1 : 0);
  return {
    type: `${lower(type)}/${lower(subtype)}`,
    octets: Number(octets),
    encoding: letterOf(lower(encoding)),
    cid: typeof id === 'string' ? id.replace(/^<|>$/g, '') || null : null,
    disposition: dispositionOf(value[extension + 1]),
    parts: [],
  };
}

function dispositionOf(value: ImapValue | undefined): string | null {
  return Array.isArray(value) ? lower(value[0]) || null : null;
}

function letterOf(encoding: string): string {
  return encoding === 'base64' ? 'b' : encoding === 'quoted-printable' ? 'q' : '7';
}

type JmapPart = {
  readonly type: string;
  readonly blobId: string | null;
  readonly cid: string | null;
  readonly disposition: string | null;
  readonly subParts?: readonly JmapPart[];
};

function ofJmap({ type, blobId, cid, disposition, subParts }: JmapPart): Told {
  const [, from, to, encoding] = /-(\d+)-(\d+)-(\w)$/.exec(blobId ?? '') ?? [];
  const octets = blobId === null ? 0 : Number(to) - Number(from);
  const parts = subParts?.length === 0 ? [nothing] : (subParts ?? []).map(ofJmap);
  // IMAP does not tell the Content-ID of a multipart.
  const id = blobId === null ? null : cid;
  return { type, octets, encoding: encoding ?? '7', cid: id, disposition, parts };
}

/** A list of the envelope without its groups. */
function peopleOf(value: ImapValue | undefined): readonly { name: string | null; email: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: ImapValue) => {
    const [name = null, , local = null, domain = null] = Array.isArray(one) ? one : [];
    if (typeof local !== 'string' || domain === null) return [];
    const email = domain === '' ? local : `${local}@${String(domain)}`;
    return { name: decoded(name)?.trim() || null, email: decodeWords(email) };
  });
}

function decoded(value: ImapValue | undefined): string | null {
  return typeof value === 'string' ? decodeWords(value).normalize('NFC') : null;
}

const properties = [
  'size',
  'receivedAt',
  'keywords',
  'preview',
  'subject',
  'from',
  'to',
  'cc',
  'bcc',
  'messageId',
  'bodyStructure',
];

async function emailsOf(stage: JmapStage): Promise<readonly Record<string, unknown>[]> {
  const bodyProperties = ['type', 'blobId', 'cid', 'disposition'];
  const args = { accountId: 'a1', ids: null, properties, bodyProperties };
  const [response] = await stage.call([['Email/get', args, 'c']]);
  return Object(response?.[1]).list;
}

const items = 'FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE EMAILID PREVIEW';

test('FETCH and Email/get agree on every message of the corpora (RFC 8621 §4.1)', async (t) => {
  const messages = corpus();
  const stage = await jmapStage({ bodies: [...messages.values()] });
  await using imap = await new ImapTalk(stage).open();
  await imap.command(String.raw`UID STORE 2:4 +FLAGS (\Seen \Flagged Urgent)`);
  const fetched = await imap.fetch('1:*', items);
  const emails = new Map((await emailsOf(stage)).map((email) => [email['id'], email]));
  assert.equal(fetched.size, messages.size);
  for (const [index, name] of [...messages.keys()].entries()) {
    const imapSays = fetched.get(index + 1) ?? {};
    const email = emails.get(String(imapSays['EMAILID'])) ?? {};
    assert.deepEqual(jmapSide(email), imapSide(imapSays), name);
  }
  t.diagnostic(`${messages.size} messages`);
});

function imapSide(fetched: Fetched): Record<string, unknown> {
  const [, subject, from, , , to, cc, bcc, , id] = Object(fetched['ENVELOPE']);
  const flags: string[] = Object(fetched['FLAGS']);
  return {
    size: Number(fetched['RFC822.SIZE']),
    receivedAt: Date.parse(String(fetched['INTERNALDATE'])),
    keywords: flags.map((flag) => flag.toLowerCase().replace('\\', '$')).toSorted(),
    preview: Buffer.from(String(fetched['PREVIEW']), 'latin1').toString(),
    subject: decoded(subject),
    from: peopleOf(from),
    to: peopleOf(to),
    cc: peopleOf(cc),
    bcc: peopleOf(bcc),
    hasId: typeof id === 'string' && id !== '',
    structure: ofImap(fetched['BODYSTRUCTURE']),
  };
}

function jmapSide(email: Record<string, unknown>): Record<string, unknown> {
  const { messageId } = email;
  return {
    size: email['size'],
    receivedAt: Date.parse(String(email['receivedAt'])),
    keywords: Object.keys(Object(email['keywords'])).toSorted(),
    preview: email['preview'],
    subject: email['subject'],
    from: email['from'] ?? [],
    to: email['to'] ?? [],
    cc: email['cc'] ?? [],
    bcc: email['bcc'] ?? [],
    hasId: messageId !== null,
    structure: ofJmap(Object(email['bodyStructure'])),
  };
}
