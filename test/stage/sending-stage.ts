import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import { ApplicationLog } from '#core/applications/application-log.ts';
import { Applications } from '#core/applications/applications.ts';
import { makeApplication } from '#core/applications/make-application.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { headerFrom } from '#core/policy/header-from.ts';
import { type SendingWorld } from '#core/sending/send-message.ts';
import { Sending } from '#core/sending/sending.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { api } from '#session/http/api/api.ts';
import { MemoryStore } from '#store/memory-store.ts';
import type { SendLimits } from '#store/send-limits.ts';
import type { Store } from '#store/store.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

export type SendingStage = SendingWorld & {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly tenantId: number;
  /** Of a person, and of an application that sends as shop@ and as info@. */
  readonly accounts: { readonly ada: number; readonly ben: number; readonly shop: number };
  /** The application's. */
  readonly password: string;
  readonly sending: Sending;
  readonly api: HttpHandler;
};

/** `/api/v1` on a store in memory: real directory, delivery, application and passwords. */
export async function sendingStage(
  options: { readonly limits?: SendLimits; readonly store?: (store: Store) => Store } = {},
): Promise<SendingStage> {
  const clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  const memory = new MemoryStore(clock);
  const tenantId = await makeTenant(memory, 'example.test');
  await makeTenant(memory, 'other.test');
  const ada = await makeAccount(memory, tenantId, 'ada@example.test');
  const ben = await makeAccount(memory, tenantId, 'ben@example.test', { bytesMax: 1 });
  const shop = await makeApplication(memory, {
    actor: 'test',
    tenantId,
    address: { localPart: 'shop', domain: 'example.test' },
    language: 'en',
    name: 'Shop',
    kind: 'wordpress',
    fromAddresses: ['shop@example.test', 'info@example.test'],
    networks: [],
    limits: options.limits ?? {},
    mailTo: '',
    dkimStream: '',
  });
  const store = options.store?.(memory) ?? memory;
  const log = silentLog;
  const recipients = new Recipients(store);
  const applications = new Applications(store, recipients, new ApplicationLog(store, clock, log));
  const policies = [headerFrom(recipients)];
  const delivery = new MessageDelivery({ store, clock, log, hostName: 'mail.test', policies });
  const traceIds = new TraceIds();
  const common = { store, clock, log, recipients, applications, delivery, traceIds };
  const world = { ...common, random: systemRandom };
  const sending = new Sending(world);
  const authenticator = new Authenticator(store, { clock, log });
  return {
    ...world,
    tenantId,
    accounts: { ada, ben, shop: shop.accountId },
    password: shop.password,
    sending,
    api: api({ log, clock, authenticator, sending }),
  };
}
