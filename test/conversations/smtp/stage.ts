import type { Policy } from '#core/policy/policy.ts';
import { type Clock, systemClock } from '#base/clock.ts';
import { type Log, silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { headerFrom } from '#core/policy/header-from.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import type { SmtpContext } from '#session/smtp/context.ts';
import type { SmtpLimits } from '#session/smtp/limits.ts';
import type { LocalStore } from '#store/engine/local-store.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { plainExchange } from '#test/stage/plain-exchange.ts';

const actor = 'test';

/** The one person who can log in: `AUTH PLAIN AGFkYUBleGFtcGxlLnRlc3QAc2VjcmV0`. */
export const person = { login: 'ada@example.test', password: 'secret' };

export type SmtpStage = {
  readonly context: SmtpContext;
  readonly store: LocalStore;
  /** Ada, Ben (whose mailbox is full after one octet), and Zoe of another tenant. */
  readonly accounts: { readonly ada: number; readonly ben: number; readonly zoe: number };
  readonly tenants: { readonly example: number; readonly other: number };
};

/** An SMTP context on a store in memory: real directory, real delivery, one login. */
export async function smtpStage(
  options: {
    readonly limits?: Partial<SmtpLimits>;
    readonly log?: Log;
    readonly clock?: Clock;
    /** An empty one; one in memory when absent. */
    readonly store?: LocalStore;
    /** Asked after the usual ones. */
    readonly policies?: readonly Policy[];
  } = {},
): Promise<SmtpStage> {
  const { limits = {}, log = silentLog, clock = systemClock } = options;
  const store = options.store ?? new MemoryStore(clock);
  const example = await makeTenant(store, 'example.test');
  const other = await makeTenant(store, 'other.test');
  const ada = await makeAccount(store, example, 'ada@example.test');
  const ben = await makeAccount(store, example, 'ben@example.test', { bytesMax: 1 });
  const zoe = await makeAccount(store, other, 'zoe@other.test');
  const recipients = new Recipients(store);
  const policies = [headerFrom(recipients), ...(options.policies ?? [])];
  const world = { store, clock, log, hostName: 'mail.example.test', policies };
  const context: SmtpContext = {
    hostName: 'mail.example.test',
    clock,
    log,
    limits,
    startTls: true,
    recipients,
    delivery: new MessageDelivery(world),
    ids: new TraceIds(),
    authenticator: plainFor({ tenantId: example, accountId: ada, credentialId: 1 }),
  };
  return { context, store, accounts: { ada, ben, zoe }, tenants: { example, other } };
}

/** Makes a list of Ada, who is here, and of somebody elsewhere. */
export async function makeList(stage: SmtpStage): Promise<void> {
  await stage.store.write(createAlias, {
    actor,
    tenantId: stage.tenants.example,
    group: true,
    address: { localPart: 'list', domain: 'example.test' },
    targets: ['ada@example.test', 'far@remote.test'],
  });
}

function plainFor(ids: {
  readonly tenantId: number;
  readonly accountId: number;
  readonly credentialId: number;
}): SmtpContext['authenticator'] {
  const login = { ...ids, address: person.login };
  return {
    mechanisms: (tls) => (tls === undefined ? [] : ['PLAIN']),
    begin: (mechanism, { tls }) => {
      if (tls === undefined) return refuse('login.plaintext');
      return plainExchange(mechanism, person, login);
    },
  };
}
