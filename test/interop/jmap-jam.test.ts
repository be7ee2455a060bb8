/** jmap-jam, a JMAP client that is not ours, on a server by HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Listener } from '#net/listener.ts';
import { sampleBody } from '#test/conversations/imap/stage.ts';
import { httpListener } from '#test/stage/http-listener.ts';
import { jmapStage } from '#test/stage/jmap-stage.ts';

type Members = Readonly<Record<string, unknown>>;

/** What of the client is used here: its own types do not compile as strictly as ours. */
type Jam = {
  readonly session: Promise<{ readonly username: string }>;
  readonly getPrimaryAccount: () => Promise<string>;
  readonly request: (call: readonly [name: string, args: Members]) => Promise<readonly unknown[]>;
  readonly requestMany: (draft: (calls: Calls) => Members) => Promise<readonly unknown[]>;
  readonly uploadBlob: (accountId: string, body: string) => Promise<{ readonly blobId: string }>;
  readonly downloadBlob: (blob: Members) => Promise<Response>;
};

/** Calls of one request that refer to one another. */
type Calls = Readonly<
  Record<'Email', Readonly<Record<'query' | 'get', (args: Members) => Drafted>>>
>;

type Drafted = { readonly $ref: (path: string) => unknown };

type JamModule = {
  readonly JamClient: new (options: {
    readonly sessionUrl: string;
    readonly bearerToken: string;
  }) => Jam;
};

const { JamClient }: JamModule = await import(import.meta.resolve('jmap-jam'));

const stage = await jmapStage({ bodies: [1, 2, 3].map(sampleBody) });
let listener: Listener | undefined;
let jam: Jam;

before(async () => {
  listener = await httpListener(stage.handler);
  const sessionUrl = `http://127.0.0.1:${listener.local.port}/.well-known/jmap`;
  jam = new JamClient({ sessionUrl, bearerToken: 'ada' });
});

after(() => listener?.destroy());

test('The session is found by its well-known address (RFC 8620 §2.2)', async () => {
  const session = await jam.session;
  assert.equal(session.username, 'ada@example.test');
  assert.equal(await jam.getPrimaryAccount(), `a${stage.ada}`);
});

/** The answer to one call. */
async function ask(name: string, args: Members) {
  const [answer] = await jam.request([name, { accountId: await jam.getPrimaryAccount(), ...args }]);
  return Object(answer);
}

async function inbox(): Promise<{ readonly id: string; readonly totalEmails: number }> {
  const { list } = await ask('Mailbox/get', {});
  return list.find(({ role }: { readonly role: unknown }) => role === 'inbox');
}

test('Mailboxes, a query and what it found, in requests of one and of several calls (RFC 8621 §2.1, §4.4)', async () => {
  const accountId = await jam.getPrimaryAccount();
  const { id: inMailbox, totalEmails } = await inbox();
  assert.equal(totalEmails, 3);
  const [answers] = await jam.requestMany(({ Email }) => {
    const sort = [{ property: 'subject', isAscending: false }];
    const query = Email.query({ accountId, filter: { inMailbox }, sort });
    const emails = Email.get({ accountId, ids: query.$ref('/ids'), properties: ['subject'] });
    return { query, emails };
  });
  const { query, emails } = Object(answers);
  assert.equal(query.ids.length, 3);
  assert.deepEqual(
    emails.list.map(({ subject }: { readonly subject: unknown }) => subject),
    ['Message 3', 'Message 2', 'Message 1'],
  );
});

test('What is uploaded is imported, changed and downloaded (RFC 8620 §6, RFC 8621 §4.6, §4.8)', async () => {
  const accountId = await jam.getPrimaryAccount();
  const body = sampleBody(4);
  const { blobId } = await jam.uploadBlob(accountId, body);
  const mailboxIds = { [(await inbox()).id]: true };
  const { created } = await ask('Email/import', {
    emails: { k: { blobId, mailboxIds, keywords: { $seen: true } } },
  });
  const { id } = created.k;
  const { updated } = await ask('Email/set', { update: { [id]: { 'keywords/$flagged': true } } });
  assert.deepEqual(Object.keys(updated), [id]);
  const { list } = await ask('Email/get', { ids: [id] });
  const [email] = list;
  assert.deepEqual(email.keywords, { $seen: true, $flagged: true });
  const file = { mimeType: 'message/rfc822', fileName: 'a.eml' };
  const answer = await jam.downloadBlob({ accountId, blobId: email.blobId, ...file });
  assert.equal(await answer.text(), body);
});

test('An error is one for the client, too (RFC 8620 §3.6.2)', async () => {
  await assert.rejects(ask('Email/get', { accountId: 'a999' }), (error: unknown) => {
    assert.match(JSON.stringify(error), /accountNotFound/u);
    return true;
  });
});
