import { type Log, silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { PushSubscriptions } from '#core/push/push-subscriptions.ts';
import { StateWatches } from '#core/push/state-watches.ts';
import { openVapidKey, type VapidKey } from '#core/push/vapid.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { capabilities } from '#session/http/jmap/capabilities.ts';
import { jmap } from '#session/http/jmap/jmap.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { setCredential } from '#store/operations/directory/set-credential.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { fillInbox } from '#test/stage/fill-inbox.ts';

/** A method call or a response: name, arguments, call id. */
export type Call = readonly [name: string, args: Readonly<Record<string, unknown>>, id: string];

/** JMAP over a store in memory, without a network. Who logs in shows a token: `ada` or `ben`. */
export type JmapStage = {
  readonly store: MemoryStore;
  readonly clock: ManualClock;
  readonly services: JmapServices;
  /** By which push services know this server. */
  readonly vapid: VapidKey;
  readonly handler: HttpHandler;
  readonly tenantId: number;
  /** Account ids; as JMAP ids `a` and the number. */
  readonly ada: number;
  readonly ben: number;
  /** Messages of Ada's INBOX. */
  readonly messageIds: readonly number[];
  /** Any request, with Ada's login unless it has one of its own. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Method calls in one request that uses everything; the responses. */
  readonly call: (calls: readonly Call[], as?: string) => Promise<readonly Call[]>;
};

/** Where requests come from. */
const peer = { remote: { address: '192.0.2.1', port: 1 }, secure: true };

export async function jmapStage(
  options: { readonly bodies?: readonly (string | Uint8Array)[]; readonly log?: Log } = {},
): Promise<JmapStage> {
  const { bodies = [], log = silentLog } = options;
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const store = new MemoryStore(clock);
  const tenantId = await makeTenant(store, 'example.test');
  const ada = await makeAccount(store, tenantId, 'ada@example.test');
  const ben = await makeAccount(store, tenantId, 'ben@example.test');
  const messageIds = bodies.length === 0 ? [] : await fillInbox(store, ada, bodies);
  const recipients = new Recipients(store);
  const hostName = 'mail.example.test';
  const logins: Readonly<Record<string, Login>> = {
    ada: await loginOf(store, { tenantId, accountId: ada, address: 'ada@example.test' }),
    ben: await loginOf(store, { tenantId, accountId: ben, address: 'ben@example.test' }),
  };
  const vapid = await openVapidKey(store, new SecretBox(new Uint8Array(32)));
  const services: JmapServices = {
    clock,
    log,
    mail: new Mail(store, clock),
    delivery: new MessageDelivery({ store, clock, log, hostName, policies: [] }),
    recipients,
    authenticator: {
      verify: async () => refuse('login.denied'),
      verifyToken: async ({ token }) => logins[token] ?? refuse('login.denied'),
    },
    states: new StateWatches({ store, clock, log }),
    push: {
      subscriptions: new PushSubscriptions(store, { clock, random: systemRandom }),
      applicationServerKey: vapid.publicKey,
    },
    ids: new TraceIds(),
    hostName,
  };
  const handler = jmap(services);
  const fetch: JmapStage['fetch'] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization')) headers.set('authorization', 'Bearer ada');
    return await handler(new Request(`https://${hostName}${path}`, { ...init, headers }), peer);
  };
  const call: JmapStage['call'] = async (methodCalls, as = 'ada') => {
    const answer = await fetch('/jmap/api', {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      body: JSON.stringify({ using: [...capabilities.keys()], methodCalls }),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    return Object(JSON.parse(text)).methodResponses;
  };
  return { store, clock, services, vapid, handler, tenantId, ada, ben, messageIds, fetch, call };
}

/** A login whose password is real as far as the store knows. */
async function loginOf(store: MemoryStore, login: Omit<Login, 'credentialId'>): Promise<Login> {
  const { accountId } = login;
  const password = { actor: 'test', accountId, hash: 'none', scram: '' };
  const { credentialId } = await store.write(setCredential, password);
  return { ...login, credentialId };
}
