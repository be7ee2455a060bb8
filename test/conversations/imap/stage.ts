import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { type Clock, systemClock } from '#base/clock.ts';
import { type Log, silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { Mail } from '#core/mailbox/mail.ts';
import type { ImapContext } from '#session/imap/context.ts';
import type { ImapLimits } from '#session/imap/limits.ts';
import type { BlobDraft } from '#store/blob.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';

/** The one person who can log in. */
export const person = { login: 'ada@example.test', password: 'secret' };

export type Stage = { readonly context: ImapContext; readonly accountId: number };

/** An IMAP context over a store in memory, with one account and `bodies` in its INBOX. */
export async function imapStage(
  options: {
    readonly bodies?: readonly string[];
    readonly limits?: Partial<ImapLimits>;
    readonly log?: Log;
    readonly clock?: Clock;
  } = {},
): Promise<Stage> {
  const { bodies = [], limits = {}, log = silentLog, clock = systemClock } = options;
  const store = new MemoryStore(clock);
  const accountId = await makeAccount(store);
  if (bodies.length > 0) await fill(store, accountId, bodies);
  const mail = new Mail(store, clock);
  const login = { accountId, address: person.login };
  const context: ImapContext = {
    hostName: 'mail.example.test',
    clock,
    log,
    mail,
    startTls: true,
    limits,
    authenticator: {
      mechanisms: (tls) => (tls === undefined ? [] : ['PLAIN']),
      verify: async (attempt) =>
        attempt.login === person.login && attempt.password === person.password
          ? login
          : refuse('login.denied'),
      begin: (mechanism) => {
        if (mechanism !== 'PLAIN') return refuse('sasl.mechanism');
        return {
          step: async (response) => {
            if (response === undefined) return { kind: 'challenge', data: new Uint8Array(0) };
            const right = `\0${person.login}\0${person.password}`;
            if (Buffer.from(response).toString() !== right) return refuse('login.denied');
            return { kind: 'done', login };
          },
        };
      },
    },
  };
  return { context, accountId };
}

/** The body of message `number` as the conversations know it. */
export function sampleBody(number: number): string {
  return [
    'From: Ada <ada@example.test>',
    'To: Ben <ben@example.test>',
    `Subject: Message ${number}`,
    'Date: Mon, 2 Feb 2026 10:00:00 +0100',
    `Message-ID: <${number}@example.test>`,
    '',
    `Text of ${number}`,
    '',
  ].join('\r\n');
}

async function makeAccount(store: MemoryStore): Promise<number> {
  const actor = 'test';
  const { tenantId } = await store.write(createTenant, {
    actor,
    name: 'Example',
    bytesMax: 0,
    accountsMax: 0,
  });
  const { domainId } = await store.write(createDomain, { actor, tenantId, name: 'example.test' });
  const { accountId } = await store.write(createAccount, {
    actor,
    tenantId,
    address: { localPart: 'ada', domain: 'example.test' },
    displayName: 'Ada',
    language: 'en',
    admin: 0,
    bytesMax: 0,
    countMax: 0,
  });
  return domainId > 0 ? accountId : 0;
}

/** Puts bodies into the INBOX of an account. */
export async function fill(
  store: MemoryStore,
  accountId: number,
  bodies: readonly string[],
): Promise<void> {
  const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
  await store.write(
    appendMessages,
    {
      accountId,
      mailboxId,
      messages: bodies.map((_, index) => ({
        flags: 0,
        keywords: [],
        receivedAt: Date.UTC(2026, 1, 2, 9, 0, index),
        sentAt: Date.UTC(2026, 1, 2, 9),
        references: [],
        attributes: 0,
      })),
    },
    bodies.map(draftOf),
  );
}

/** A body on its way into a store; one character stands for one octet. */
export function draftOf(body: string): BlobDraft {
  const bytes = Uint8Array.from(Buffer.from(body, 'latin1'));
  return {
    source: { bytes },
    length: bytes.length,
    crc32: crc32(bytes),
    sha256: createHash('sha256').update(bytes).digest(),
    record: undefined,
  };
}
