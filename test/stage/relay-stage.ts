import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemClock } from '#base/clock.ts';
import { systemRandom } from '#base/random.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { senderReports } from '#core/queue/sender-reports.ts';
import type { WaysOut } from '#core/queue/ways-out.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import { dial } from '#net/dial.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import { deliverToDestination } from '#relay/deliver-to-destination.ts';
import type { DestinationWorld } from '#relay/open-connection.ts';
import { Relay } from '#relay/relay.ts';
import type { Store } from '#store/store.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { QueueDraft } from '#store/operations/queue/insert-queued.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { encodeSteps } from '#store/operations/trace/pack-steps.ts';
import { listQueue, type QueuedRow } from '#store/operations/queue/list-queue.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';
import type { FakeInternet } from '#test/stage/fake-internet.ts';

/** As stored: the relay takes the Return-Path off. */
const usualText = 'Subject: Gruss\r\n\r\n.Text\r\n';

/** Milliseconds that a test waits for the relay to come to rest. */
const restMsMax = 20_000;

type StageWorld = Partial<DestinationWorld> & {
  /** Smart hosts and addresses of domains; none when absent. */
  readonly ways?: (store: Store) => WaysOut;
};

/**
 * The relay with all that is behind it, before a fake Internet: real sockets and DNS, while the
 * queue goes by a clock that the test moves.
 */
export class RelayStage {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  readonly store = new MemoryStore(this.clock);
  readonly relay: Relay;
  tenantId = 0;
  ada = 0;
  #sent = 0;

  private constructor(internet: FakeInternet, { ways, ...world }: StageWorld) {
    const { clock, store } = this;
    const log = silentLog;
    const hostName = 'mail.example.test';
    const ids = new TraceIds();
    const recipients = new Recipients(store);
    const delivery = new MessageDelivery({ store, clock, log, hostName });
    const timeZone = 'Europe/Berlin';
    const reports = { store, clock, log, delivery, recipients, ids, hostName, timeZone };
    const queue = new OutboundQueue(store, {
      clock,
      random: systemRandom,
      report: senderReports(reports),
    });
    const destinations: DestinationWorld = {
      resolver: new StubResolver({
        upstreams: [internet.dns.upstream],
        clock: systemClock,
        random: systemRandom,
        log,
        limits: defaultResolverLimits,
      }),
      dial,
      clock,
      random: systemRandom,
      log,
      hostName,
      nextId: () => ids.next(),
      port: internet.port,
      ...(ways === undefined ? {} : { waysOut: ways(store) }),
      ...world,
    };
    this.relay = new Relay({
      queue,
      clock,
      log,
      deliver: (load) => deliverToDestination(destinations, load),
    });
  }

  /** With `ada@example.test`, who reads German. */
  static async open(internet: FakeInternet, world: StageWorld = {}): Promise<RelayStage> {
    const stage = new RelayStage(internet, world);
    stage.tenantId = await makeTenant(stage.store, 'example.test');
    stage.ada = await makeAccount(stage.store, stage.tenantId, 'ada@example.test', {
      language: 'de',
    });
    return stage;
  }

  /** Queues a message of Ada's, with a trace. @param text One character per octet. */
  async send(
    addresses: readonly string[],
    options: Partial<QueueDraft> = {},
    text = usualText,
  ): Promise<void> {
    const sender = 'ada@example.test';
    const { tenantId } = this;
    const traceId = `trace${++this.#sent}`;
    const recipients = addresses.map((address) => {
      return { address, domain: address.slice(address.indexOf('@') + 1) };
    });
    const queue = {
      tenantId,
      accountId: this.ada,
      sender,
      recipients,
      traceId,
      ...options,
    };
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    const trace = { traceId, tenantId, sender, recipients: addresses, steps: encodeSteps([]) };
    const input = { ...facts, recipients: [], queue, trace, whenFull: 'refuse' as const };
    await this.store.write(deliver, input, [draftOf(`Return-Path: <${sender}>\r\n${text}`)]);
  }

  /** The tries of the message that was sent last, as `bob@one.test sent: 250 2.0.0 Stored`. */
  async attempts(): Promise<readonly string[]> {
    const asked = { tenantId: this.tenantId, traceId: `trace${this.#sent}` };
    const trace = await this.store.read(readTrace, asked);
    return (trace?.steps ?? [])
      .filter(({ step }) => step === 'relay.attempt')
      .map(({ detail }) => `${detail.recipient} ${detail.outcome}: ${detail.reply}`);
  }

  /** Lets the relay do all that is due, until nothing is under way. */
  async settle(): Promise<void> {
    const end = systemClock.elapsed() + restMsMax;
    await this.relay.look();
    for (let idle = 0; idle < 3;) {
      if (systemClock.elapsed() > end) throw new Error('The relay does not come to rest');
      await new Promise((resolve) => setImmediate(resolve));
      if (this.relay.connections > 0) idle = 0;
      else if (++idle < 3) await this.relay.look();
    }
  }

  queued(): Promise<readonly QueuedRow[]> {
    return this.store.read(listQueue, {});
  }

  /** What is in Ada's INBOX, the oldest first. */
  async inbox(): Promise<readonly string[]> {
    const { store, ada: accountId } = this;
    const box = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
    if (box === undefined) return [];
    const { mailboxId } = box;
    const entries = await store.read(loadEntries, {
      accountId,
      mailboxId,
      afterUid: 0,
      limit: 100,
    });
    const messageIds = entries.map(([, messageId]) => messageId);
    const rows = await store.read(messageBlobs, { accountId, messageIds });
    const bodies = [];
    for (const [, blobId, segment, offset, storedLength, length, sha256] of rows) {
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      bodies.push(Buffer.from(await store.readBlob(place)).toString('latin1'));
    }
    return bodies;
  }
}
