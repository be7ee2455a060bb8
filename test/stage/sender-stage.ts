import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import type { Envelope, Origin } from '#core/delivery/envelope.ts';
import { MessageDelivery, type Outcome } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import type { Authentication } from '#core/policy/authentication.ts';
import { verifyDkim } from '#core/policy/dkim/verify-dkim.ts';
import {
  senderAuthentication,
  type SenderAuthenticationWorld,
} from '#core/policy/sender-authentication.ts';
import { Trace } from '#core/trace/trace.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { readTrace } from '#store/operations/trace/read-trace.ts';
import { makeAda } from '#test/stage/directory.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

/** The host that takes the mail in. */
export const hostName = 'mail.example.test';

/** What came with a message beside its octets. */
export type Arrival = Partial<Origin> & { readonly sender?: string; readonly to?: string };

/** Ada's server, which judges who sends to her by the DNS that a test makes. */
export class SenderStage {
  readonly clock = new ManualClock();
  readonly store = new MemoryStore(this.clock);
  readonly zone = new Map<string, readonly (RecordData | 'timeout')[]>();
  readonly observed: Authentication[] = [];
  readonly #delivery: MessageDelivery;
  #ada = { tenantId: 0, accountId: 0 };
  #count = 0;

  private constructor(world: Partial<SenderAuthenticationWorld>) {
    const { store, clock } = this;
    const resolver = new ZoneResolver(this.zone);
    const verifying = { resolver, clock };
    const policy = senderAuthentication({
      resolver,
      clock,
      hostName,
      verifyDkim: (message) => verifyDkim(message, verifying),
      verifyArc: (message) => verifyArc(message, verifying),
      trustedSealers: [],
      isOwnNetwork: (address) => address.startsWith('10.'),
      enforce: true,
      observe: (authentication) => void this.observed.push(authentication),
      ...world,
    });
    this.#delivery = new MessageDelivery({
      store,
      clock,
      log: silentLog,
      hostName,
      policies: [policy],
    });
  }

  static async open(world: Partial<SenderAuthenticationWorld> = {}): Promise<SenderStage> {
    const stage = new SenderStage(world);
    stage.#ada = await makeAda(stage.store);
    return stage;
  }

  text(name: string, text: string): void {
    this.zone.set(name, [{ type: 'TXT', strings: text.match(/[^]{1,255}/g) ?? [''] }]);
  }

  /** Sends Ada a message, one character per octet. */
  async send(message: string, arrival: Arrival = {}): Promise<Outcome> {
    const { sender = 'bob@remote.test', to = 'ada@example.test', ...origin } = arrival;
    const [localPart = '', domain = ''] = to.split('@');
    const resolution = await new Recipients(this.store).resolve({ localPart, domain });
    const about = { notify: undefined, originalRecipient: undefined };
    const envelope: Envelope = {
      id: `id${++this.#count}`,
      origin: {
        face: 'mx',
        helo: 'mx.remote.test',
        remoteAddress: '192.0.2.1',
        tls: undefined,
        protocol: 'ESMTP',
        login: undefined,
        ...origin,
      },
      sender,
      recipients: [{ address: to, domain, resolution, ...about }],
      body: '8bitmime',
      smtpUtf8: true,
      requireTls: false,
      returnContent: undefined,
      envelopeId: undefined,
    };
    await using body = this.#delivery.open();
    await body.push(Buffer.from(message, 'latin1'));
    const trace = new Trace(this.clock);
    return await this.#delivery.file(envelope, body, { trace, whenFull: 'refuse' });
  }

  /** Sends, and says how that ended: the reply's codes, or the folder. */
  async fate(message: string, arrival: Arrival = {}): Promise<string> {
    const before = await this.counts();
    const outcome = await this.send(message, arrival);
    if (outcome.kind === 'refused') return outcome.reply.slice(0, 2).join(' ');
    const after = await this.counts();
    return [...after].find(([name, count]) => count !== before.get(name))?.[0] ?? 'nowhere';
  }

  /** Messages by the folders' names. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const { accountId } = this.#ada;
    const rows = await this.store.read(listMailboxes, { accountId });
    return new Map(rows.map(({ name, total }) => [name, total]));
  }

  /** The newest message in one of Ada's folders. */
  async newest(folder = 'INBOX'): Promise<string> {
    const { accountId } = this.#ada;
    const rows = await this.store.read(listMailboxes, { accountId });
    const mailboxId = rows.find(({ name }) => name === folder)?.mailboxId ?? 0;
    const page = { accountId, mailboxId, afterUid: 0, limit: 1000 };
    const last = (await this.store.read(loadEntries, page)).at(-1);
    const messageIds = last === undefined ? [] : [last[1]];
    const [row] = await this.store.read(messageBlobs, { accountId, messageIds });
    if (row === undefined) throw new Error(`Nothing in ${folder}`);
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    return Buffer.from(await this.store.readBlob(place)).toString('latin1');
  }

  /** What the policy wrote into the trace of the newest message. */
  async evidence(): Promise<Readonly<Record<string, string | number | boolean>>> {
    const { tenantId } = this.#ada;
    const trace = await this.store.read(readTrace, { tenantId, traceId: `id${this.#count}` });
    return trace?.steps.find(({ step }) => step === 'policy.sender')?.detail ?? {};
  }

  get accountId(): number {
    return this.#ada.accountId;
  }
}
