import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import type { Authentication } from '#core/policy/authentication.ts';
import { ReportReader } from '#core/reports/received/report-reader.ts';
import { dmarcReports, tlsReports } from '#core/reports/sent/daily-reports.ts';
import { DmarcTally } from '#core/reports/sent/dmarc-tally.ts';
import { ReportPoster } from '#core/reports/sent/report-poster.ts';
import { ReportSender } from '#core/reports/sent/report-sender.ts';
import { TlsTally } from '#core/reports/sent/tls-tally.ts';
import { TraceIds } from '#core/trace/trace-ids.ts';
import type { Lookup, Resolver } from '#proto/dns/resolver.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

/** Stands for the one that signs. */
const signer = { name: 'test', sign: async () => ['X-Signed: yes\r\n'] };

/** Two domains of ours: `mail.example.test` reports, `other.test` gets reports. */
export class ReportStage {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 24, 12));
  readonly store = new MemoryStore(this.clock);
  /** TXT records by name; `undefined` for a server that does not answer. */
  readonly texts = new Map<string, readonly string[] | undefined>();
  /** Names that were asked for. */
  readonly asked = new Set<string>();
  readonly #world = { store: this.store, clock: this.clock, log: silentLog };
  readonly dmarcTally = new DmarcTally(this.#world);
  readonly tlsTally = new TlsTally(this.#world);
  readonly reader = new ReportReader(this.#world);
  readonly dmarc: ReportSender;
  readonly tls: ReportSender;
  readonly poster: ReportPoster;
  /** What was posted. */
  readonly posts: { readonly url: string; readonly body: Uint8Array; readonly type: string }[] = [];
  /** What posts are answered. */
  postStatus = 201;
  accountId = 0;

  private constructor() {
    const hostName = 'mail.example.test';
    const world = {
      ...this.#world,
      hostName,
      resolver: this.#resolver(),
      delivery: new MessageDelivery({ ...this.#world, hostName, signers: [signer] }),
      recipients: new Recipients(this.store),
      ids: new TraceIds(),
      observers: [this.reader],
    };
    this.dmarc = new ReportSender(world, dmarcReports);
    this.tls = new ReportSender(world, tlsReports);
    this.poster = new ReportPoster({
      ...this.#world,
      post: (url, body, type) => {
        this.posts.push({ url, body, type });
        return Promise.resolve({ status: this.postStatus, text: 'no answer' });
      },
    });
  }

  static async open(): Promise<ReportStage> {
    const stage = new ReportStage();
    await makeTenant(stage.store, 'example.test');
    const tenantId = await makeTenant(stage.store, 'other.test');
    stage.accountId = await makeAccount(stage.store, tenantId, 'boss@other.test');
    return stage;
  }

  /** Counts a message from elsewhere. */
  receive(ip: string, authentication: Authentication, sender: string): void {
    const origin = {
      face: 'mx',
      helo: '',
      remoteAddress: ip,
      tls: undefined,
      protocol: 'ESMTP',
      login: undefined,
    } as const;
    this.dmarcTally.count(authentication, { origin, sender });
  }

  /** What the boss of `other.test` has in INBOX. */
  async inbox(): Promise<readonly Buffer[]> {
    const { store, accountId } = this;
    const { mailboxId } = await store.read(mailboxByPath, { accountId, path: ['INBOX'] });
    const page = { accountId, mailboxId, afterUid: 0, limit: 100 };
    const messageIds = (await store.read(loadEntries, page)).map(([, messageId]) => messageId);
    const bodies = [];
    for (const row of await store.read(messageBlobs, { accountId, messageIds })) {
      const [, blobId, segment, offset, storedLength, length, sha256] = row;
      const place = { blobId, segment, offset, storedLength, length, sha256 };
      bodies.push(Buffer.from(await store.readBlob(place)));
    }
    return bodies;
  }

  #resolver(): Pick<Resolver, 'txt'> {
    return {
      txt: async (name): Promise<Lookup<'TXT'>> => {
        this.asked.add(name);
        const facts = { ttlSeconds: 60, authenticated: false };
        if (!this.texts.has(name)) return { outcome: 'no-such-name', ...facts };
        const texts = this.texts.get(name);
        if (texts === undefined) return { outcome: 'timeout' };
        const records = texts.map((text) => ({ type: 'TXT' as const, strings: [text] }));
        return { outcome: 'found', name, records, ...facts };
      },
    };
  }
}

/** What was found of a message from `author`; `some` of it otherwise. */
export function found(author: string, some: Partial<Authentication['dmarc']> = {}): Authentication {
  const passed = some.result !== 'fail';
  return {
    spf: [{ scope: 'mailfrom', domain: author, result: passed ? 'pass' : 'fail', reason: '' }],
    dkim: passed
      ? [
          {
            result: 'pass',
            domain: author,
            selector: 's1',
            algorithm: 'ed25519-sha256',
            identity: `@${author}`,
            reason: '',
            signatureStart: 'abc',
          },
        ]
      : [],
    arc: {
      result: 'none',
      instances: 0,
      sealer: '',
      sealers: [],
      oldestResults: '',
      reason: '',
    },
    dmarc: {
      result: 'pass',
      domain: author,
      policyDomain: author,
      organizationalDomain: author,
      policy: 'reject',
      spfAligned: passed,
      dkimAligned: passed,
      testing: false,
      disposition: 'none',
      overrideReason: '',
      reason: '',
      ...some,
    },
  };
}
