import assert from 'node:assert/strict';

import { composeEmail } from '#core/mailbox/compose-email.ts';
import { readNewEmail } from '#proto/jmap/email/create-email.ts';
import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { emailObject } from '#proto/jmap/email/email-object.ts';
import { readEmailPatch } from '#proto/jmap/email/email-patch.ts';
import { emailProperty, getDefaults, partProperty } from '#proto/jmap/email/email-request.ts';
import { markedExcerpt, snippetOctetsMax } from '#proto/jmap/email/search-snippet.ts';
import { isJsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { MemoryStore } from '#store/memory-store.ts';

const headerNames = [
  'headers',
  'header:Subject',
  'header:subject:asText:all',
  'header:From:asGroupedAddresses:all',
  'header:References:asMessageIds',
  'header:Date:asDate:all',
  'header:List-Unsubscribe:asURLs',
  'header:X:asAddresses',
];

const request = {
  properties: [
    ...getDefaults,
    ...['bodyStructure', ...headerNames].map(emailProperty).filter((one) => one !== undefined),
  ],
  bodyProperties: ['size', 'type', 'name', 'charset', 'disposition', 'cid', 'language', 'location']
    .concat(['blobId', 'partId', 'headers', 'header:Content-Type'])
    .map(partProperty)
    .filter((one) => one !== undefined),
  fetchTextBodyValues: true,
  fetchHtmlBodyValues: true,
  fetchAllBodyValues: true,
  maxBodyValueBytes: 20,
};

/** A message of whatever octets can be told, in JSON, within its bounds. */
export function fuzzJmapMessage(octets: Uint8Array): void {
  const content = EmailContent.of(octets);
  const told = emailObject(
    { place: undefined, blobId: 'b1', size: octets.length, content, blobIdOf: () => 'b1' },
    request,
  );
  assert.deepEqual(Object.keys(told).length, request.properties.length);
  const { bodyValues } = JSON.parse(JSON.stringify(told));
  for (const value of Object.values(bodyValues)) {
    assert.ok(Buffer.byteLength(Object(value).value) <= 20);
  }
  const excerpt = markedExcerpt(Buffer.from(octets).toString(), ['a', 'ß', '<']) ?? '';
  assert.ok(Buffer.byteLength(excerpt) <= snippetOctetsMax);
}

const store = new MemoryStore();

/**
 * A draft or a patch of whatever JSON: nothing but SetError is thrown, and a message that is made has
 * no field and no part that nobody asked for.
 */
export async function fuzzJmapDraft(octets: Uint8Array): Promise<void> {
  const value = jsonOf(octets);
  if (!isJsonObject(value)) return;
  try {
    readEmailPatch(value);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
  }
  try {
    const email = readNewEmail(value);
    const message = await composeEmail({ store }, 1, email, { now: 0, domain: 'x.test' });
    const content = EmailContent.of(message);
    const asked = new Set(email.fields.map(({ name }) => name.toLowerCase()));
    for (const { name } of content.header()) {
      const lower = name.toLowerCase();
      const ours = lower.startsWith('content-') || /^(date|message-id|mime-version)$/.test(lower);
      // The fields of the outermost part stand in the same header.
      const ofBody = Object.hasOwn(value, 'bodyStructure');
      assert.ok(asked.has(lower) || ours || ofBody, `Nobody asked for ${name}`);
    }
    assert.equal(content.header().filter(({ name }) => /^mime-version$/i.test(name)).length, 1);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
  }
}

function jsonOf(octets: Uint8Array): JsonValue | undefined {
  try {
    return JSON.parse(Buffer.from(octets).toString('utf8'));
  } catch {
    return undefined;
  }
}
