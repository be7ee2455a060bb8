import { type Clock, systemClock } from '#base/clock.ts';
import { type Log, silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { Mail } from '#core/mailbox/mail.ts';
import type { ImapContext } from '#session/imap/context.ts';
import type { ImapLimits } from '#session/imap/limits.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { makeAda } from '#test/stage/directory.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';
import { plainExchange } from '#test/stage/plain-exchange.ts';

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
  const { tenantId, accountId } = await makeAda(store);
  if (bodies.length > 0) await fillInbox(store, accountId, bodies);
  const mail = new Mail(store, clock);
  const login = { tenantId, accountId, address: person.login, credentialId: 1 };
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
      begin: (mechanism) => plainExchange(mechanism, person, login),
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
