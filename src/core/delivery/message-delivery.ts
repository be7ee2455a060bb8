import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import {
  BodyCollector,
  type BodyRefusalCode,
  type CollectedBody,
  type HeaderEdit,
} from '#core/delivery/body-collector.ts';
import { countedOf } from '#core/delivery/counted-sending.ts';
import { type DeliveryGroup, groupByTenant, junkFiling } from '#core/delivery/delivery-group.ts';
import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { type FilingObserver, tellObservers } from '#core/delivery/filing-observer.ts';
import { FilingResults } from '#core/delivery/filing-results.ts';
import { editHeader, type HeaderFacts, readHeader } from '#core/delivery/header-edit.ts';
import { filedStep, traceOf } from '#core/delivery/message-trace.ts';
import { messageFacts } from '#core/delivery/message-facts.ts';
import { retransmissionDigest } from '#core/delivery/retransmission-digest.ts';
import type { Signer } from '#core/delivery/signer.ts';
import {
  buildSuccessReport,
  reportedRecipients,
  reportEnvelope,
  type ReportSource,
} from '#core/delivery/success-report.ts';
import { tlsRequiredNo } from '#core/delivery/tls-required.ts';
import { withSubmission } from '#core/delivery/with-submission.ts';
import { parseAddress } from '#core/directory/address.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { type Filter, filterFiling } from '#core/filter/filter.ts';
import type { Authentication } from '#core/policy/authentication.ts';
import { judge, type Policy, type PolicyContext } from '#core/policy/policy.ts';
import type { StoredRewriting } from '#core/policy/srs/stored-rewriting.ts';
import { queueDraft } from '#core/queue/queue-draft.ts';
import { Trace } from '#core/trace/trace.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { BlobDraft } from '#store/blob.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { deliver, type DeliverInput } from '#store/operations/message/deliver.ts';
import type { SendCompletion } from '#store/operations/sending/send-keys.ts';
import type { SubmissionDraft } from '#store/operations/submission/insert-submission.ts';
import { tenantOfDomain } from '#store/operations/queue/tenant-of-domain.ts';
import { encodeSteps, rowNames } from '#store/operations/trace/pack-steps.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import type { SendRefusalCode } from '#store/send-limits.ts';
import { copySpool, removeSpool } from '#store/spool.ts';
import type { Store, StoreRefusalCode } from '#store/store.ts';

export type DeliveryWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Ours, as it stands in Received and as loops are known by. */
  readonly hostName: string;
  /** Asked in this order. */
  readonly policies?: readonly Policy[];
  readonly filters?: readonly Filter[];
  /** Sign what leaves, in this order. */
  readonly signers?: readonly Signer[];
  /** Rewrites the senders of what aliases forward; without it they stay. */
  readonly rewriting?: Pick<StoredRewriting, 'senderFor'>;
  /** Hear of what was filed. */
  readonly observers?: readonly FilingObserver[];
  /** Hears of an account whose mail is held while nobody was told. Must return at once. */
  readonly held?: (accountId: number) => void;
};

/** Why a message is not taken in. */
export type DeliveryRefusalCode =
  | BodyRefusalCode
  | Extract<MailRefusalCode, 'account.absent' | 'mailbox.full' | 'tenant.full' | 'mailbox.absent'>
  | SendRefusalCode
  | StoreRefusalCode;

/** What became of a message that was taken in. */
export type Outcome =
  | {
      readonly kind: 'filed';
      /** Refusal codes of the recipients that nobody got it for; only with `whenFull: 'report'`. */
      readonly failures: ReadonlyMap<EnvelopeRecipient, string>;
      /** What waits for other servers. */
      readonly queueIds: readonly number[];
      readonly submissionId: number | undefined;
    }
  | { readonly kind: 'refused'; readonly reply: Reply };

export type FilingOptions = {
  readonly trace: Trace;
  readonly whenFull: 'refuse' | 'report';
  /** Kept in the operation that files the message first. */
  readonly completion?: SendCompletion | undefined;
  /** Kept likewise. The message is sent anew, even if the same one went out a moment ago. */
  readonly submission?: SubmissionDraft | undefined;
};

/** What a store operation files, with its body. */
export type PreparedDelivery = { readonly input: DeliverInput; readonly draft: BlobDraft };

/** Characters of a refused message's Message-ID that are kept. Our choice. */
const tracedMessageIdMax = 500;

/** Files and queues what comes in: header, policies, filters, one operation per tenant, trace. */
export class MessageDelivery {
  readonly #world: DeliveryWorld;
  readonly #policies: readonly Policy[];
  readonly #filters: readonly Filter[];
  readonly #recipients: Recipients;

  constructor(world: DeliveryWorld) {
    this.#world = world;
    this.#recipients = new Recipients(world.store);
    this.#policies = world.policies ?? [];
    this.#filters = world.filters ?? [];
  }

  /** Where the octets of a message go while they arrive. */
  open(): BodyCollector {
    return new BodyCollector(this.#world.store);
  }

  /**
   * Files a message for its local recipients and queues it for the others. When this resolves with
   * `filed`, everything is durable.
   *
   * @throws {Refusal} `mailbox.full`, `tenant.full`, `account.absent`, `store.full`, `store.failed`,
   *   `store.closed`: nothing, or with several tenants not all, was kept; the peer tries again and
   *   what was kept is known again by its digest.
   */
  async file(envelope: Envelope, body: BodyCollector, options: FilingOptions): Promise<Outcome> {
    const { clock, hostName } = this.#world;
    const { trace } = options;
    const header = body.header();
    const facts = readHeader(header, hostName);
    const refused = {
      envelope,
      trace,
      messageIdHeader: facts.messageId?.slice(0, tracedMessageIdMax),
    };
    if (facts.looped) {
      return await this.#refuse(refused, [554, '5.4.6', 'The message goes round']);
    }
    const context = {
      envelope,
      fields: facts.fields,
      header,
      body: () => body.bodyOctets(),
      length: body.length,
    };
    const policies = envelope.origin.face === 'report' ? [] : this.#policies;
    const judgement = await judge(policies, context, trace);
    const { refusal, fields } = judgement;
    if (refusal !== undefined) return await this.#refuse(refused, refusal);

    const at = clock.now();
    const edit = editHeader({ header, facts, envelope, hostName, at, policyFields: fields });
    const signed = leaves(envelope)
      ? await this.#sign(context, judgement.authentication, edit, trace)
      : edit;
    const collected = await body.finish(signed);
    const repeated = options.submission === undefined;
    const known = retransmissionDigest({
      messageId: facts.messageId,
      sender: envelope.sender,
      length: body.length,
      crc32: body.crc32,
    });
    const digest = repeated ? known : undefined;
    const { junk } = judgement;
    const verified = judgement.authentication?.dmarc.result === 'pass';
    const delivery = { envelope, context, collected, digest, at, verified, junk, ...options };
    const results = await this.#fileGroups(delivery);
    const failures = results.failures();
    const waits = results.withheld || this.#isHeld(envelope);
    const delivered = waits ? [] : reportedRecipients(envelope, failures);
    if (delivered.length > 0) await this.#report({ envelope, delivered, header, hostName, at });
    const { queueIds, submissionId } = results;
    return { kind: 'filed', failures, queueIds, submissionId };
  }

  /** Lets the signers put their fields before a message that leaves, the last one foremost. */
  async #sign(
    { envelope, header, body }: PolicyContext,
    authentication: Authentication | undefined,
    edit: HeaderEdit,
    trace: Trace,
  ): Promise<HeaderEdit> {
    let { front } = edit;
    for (const signer of this.#world.signers ?? []) {
      const whole = front + (edit.header ?? header);
      const fields = await signer.sign({ envelope, authentication, header: whole, body });
      if (fields.length > 0) trace.add(`sign.${signer.name}`, { fields: fields.length });
      front = fields.join('') + front;
    }
    return { ...edit, front };
  }

  /** Keeps the trace of a message that is not let in, so that the verdict can be explained. */
  async #refuse(refused: Refused, reply: Reply): Promise<Outcome> {
    const { envelope, trace, messageIdHeader } = refused;
    const { store, log } = this.#world;
    const [code, enhanced, text = ''] = reply;
    trace.add('refused', { code, enhanced, text });
    try {
      const groups = await this.#groups(envelope);
      for (const [number, group] of groups.entries()) {
        const trail = traceOf(envelope, group, number);
        await store.write(recordTrace, {
          ...trail,
          messageIdHeader,
          status: code < 500 ? 'deferred' : 'refused',
          steps: encodeSteps(trace.steps, rowNames(trail)),
        });
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.info('trace not kept', { id: envelope.id, code: error.code });
    }
    return { kind: 'refused', reply };
  }

  /**
   * Makes of a report what a store operation files, a part for each tenant that it concerns.
   *
   * @throws {Refusal} `store.full`, `store.failed`.
   */
  async prepare(envelope: Envelope, octets: Uint8Array): Promise<readonly PreparedDelivery[]> {
    const { clock, hostName } = this.#world;
    await using body = this.open();
    await body.push(octets);
    const header = body.header();
    const facts = readHeader(header, hostName);
    const at = clock.now();
    const edit = editHeader({ header, facts, envelope, hostName, at, policyFields: [] });
    return await this.#prepare(envelope, body, { edit, facts, at, whenFull: 'report' });
  }

  /**
   * The same of a message that has waited here for mailboxes here, as it is stored: signed and
   * counted already. A mailbox that is full refuses all of it.
   *
   * @throws {Refusal} `store.full`, `store.failed`.
   */
  async prepareHeld(envelope: Envelope, octets: Uint8Array): Promise<readonly PreparedDelivery[]> {
    await using body = this.open();
    await body.push(octets);
    const facts = readHeader(body.header(), this.#world.hostName);
    const at = this.#world.clock.now();
    return await this.#prepare(envelope, body, { edit: undefined, facts, at, whenFull: 'refuse' });
  }

  /** Tells the sender of success where that was asked for; for what {@link prepareHeld} has made. */
  async reportFiled(envelope: Envelope, header: string): Promise<void> {
    const { clock, hostName } = this.#world;
    const delivered = reportedRecipients(envelope, new Map());
    if (delivered.length === 0) return;
    await this.#report({ envelope, delivered, header, hostName, at: clock.now() });
  }

  /** @param how.edit Undefined for what stays as it is. */
  async #prepare(
    envelope: Envelope,
    body: BodyCollector,
    how: {
      readonly edit: HeaderEdit | undefined;
      readonly facts: HeaderFacts;
      readonly at: number;
      readonly whenFull: 'refuse' | 'report';
    },
  ): Promise<readonly PreparedDelivery[]> {
    const { edit, facts, at, whenFull } = how;
    const header = body.header();
    const trace = new Trace(this.#world.clock);
    const context = {
      envelope,
      fields: facts.fields,
      header,
      body: () => body.bodyOctets(),
      length: body.length,
    };
    const signed =
      edit !== undefined && leaves(envelope)
        ? await this.#sign(context, undefined, edit, trace)
        : edit;
    const collected = await body.finish(signed ?? { front: '', header: undefined });
    const delivery = {
      envelope,
      context,
      collected,
      digest: undefined,
      at,
      trace,
      whenFull,
      verified: true,
      junk: false,
    } as const;
    const drafts = [collected.draft];
    const groups = await this.#groups(envelope);
    await addCopies(drafts, groups.length, this.#world.store);
    const prepared: PreparedDelivery[] = [];
    for (const [number, group] of groups.entries()) {
      const draft = drafts[number];
      if (draft === undefined) continue;
      prepared.push({ input: await this.#input(delivery, group, number), draft });
    }
    return prepared;
  }

  #groups(envelope: Envelope): Promise<DeliveryGroup[]> {
    const { store } = this.#world;
    const tenantOf = (domain: string) => store.read(tenantOfDomain, domain);
    return groupByTenant(envelope, tenantOf, this.#isHeld(envelope));
  }

  #isHeld({ releaseAt = 0 }: Envelope): boolean {
    return releaseAt > this.#world.clock.now();
  }

  /** Tells the sender of success. The message is filed: a report that fails changes nothing. */
  async #report(source: ReportSource): Promise<void> {
    const { clock, log } = this.#world;
    const { id, sender } = source.envelope;
    const address = parseAddress(sender);
    if (address === undefined) return;
    try {
      const envelope = reportEnvelope(source, await this.#recipients.resolve(address));
      await using body = this.open();
      await body.push(buildSuccessReport(source));
      await this.file(envelope, body, { trace: new Trace(clock), whenFull: 'refuse' });
    } catch (error) {
      if (error instanceof Refusal) log.info('report refused', { id, code: error.code });
      else log.error('report failed', { id, error });
    }
  }

  async #fileGroups(delivery: OpenDelivery): Promise<FilingResults> {
    const { store } = this.#world;
    const { collected } = delivery;
    const results = new FilingResults();
    const drafts = [collected.draft];
    try {
      const groups = await this.#groups(delivery.envelope);
      await addCopies(drafts, groups.length, store);
      for (const [number, group] of groups.entries()) {
        const part = { number, count: groups.length };
        const whole = await this.#input(delivery, group, number);
        const input = withSubmission(whole, delivery.submission, part);
        await this.#fileGroup({ group, input, draft: drafts[number], delivery }, results);
        if (results.withheld) break; // It is in the queue for the other tenants, too.
      }
    } finally {
      // The store has copied what it filed.
      for (const { source } of drafts)
        if ('spoolPath' in source) await removeSpool(source.spoolPath);
    }
    return results;
  }

  /** One tenant's part, in one operation. @throws {Refusal} Unless failures are to be reported. */
  async #fileGroup(filing: GroupDelivery, results: FilingResults): Promise<void> {
    const { group, input, draft, delivery } = filing;
    const failed = new Map<number, string>();
    try {
      const delivered = await this.#world.store.write(
        deliver,
        input,
        draft === undefined ? [] : [draft],
      );
      results.withheld = delivered.withheld === true;
      results.submissionId ??= delivered.submissionId;
      if (delivered.queueId !== undefined) results.queueIds.push(delivered.queueId);
      if (delivered.held?.told === false) this.#world.held?.(delivered.held.accountId);
      const { context, verified, junk, envelope } = delivery;
      const about = { fields: context.fields, verified, junk, sender: envelope.sender };
      tellObservers(this.#world.observers ?? [], { ...about, group, input, delivered });
      for (const [index, result] of delivered.recipients.entries()) {
        const recipient = input.recipients[index];
        if (!result.ok && recipient !== undefined) failed.set(recipient.accountId, result.code);
      }
    } catch (error) {
      if (input.whenFull !== 'report' || !(error instanceof Refusal)) throw error;
      return results.refused(group, error.code);
    }
    results.kept(group, failed);
  }

  async #input(
    delivery: OpenDelivery,
    group: DeliveryGroup,
    number: number,
  ): Promise<DeliverInput> {
    const { envelope, context, collected, trace, whenFull, digest, at, junk } = delivery;
    const recipients = [];
    for (const wanted of group.filings.values()) {
      const filing = junk ? junkFiling(wanted) : wanted;
      recipients.push(await filterFiling(this.#filters, filing, context, trace));
    }
    const { login } = envelope.origin;
    const own = login?.tenantId === group.tenantId ? login.accountId : null;
    const owner = { tenantId: group.tenantId, accountId: own };
    const facts = messageFacts(collected.structure, at);
    const trail = traceOf(envelope, group, number);
    // One message is counted once, with the first tenant's part.
    const sender = number === 0 && envelope.origin.face !== 'report' ? login : undefined;
    return {
      ...facts,
      digest,
      recipients,
      queue: queueDraft(await this.#outgoing(envelope, group), owner, {
        recipients: [...group.queued.values()],
        digest,
        traceId: trail.traceId,
        tlsRequiredNo: tlsRequiredNo(context.fields, envelope.requireTls),
      }),
      whenFull,
      ...(number === 0 ? { completion: delivery.completion } : {}),
      ...(sender === undefined ? {} : await countedOf(this.#world.store, sender, delivery)),
      ...(login?.application === true
        ? { application: { accountId: login.accountId, traceId: envelope.id } }
        : {}),
      trace: {
        ...trail,
        status: group.queued.size > 0 ? 'queued' : 'delivered',
        messageIdHeader: facts.messageIdHeader,
        steps: encodeSteps(
          [...trace.steps, filedStep(recipients, group.queued.size, { collected, at })],
          rowNames(trail),
        ),
      },
    };
  }

  /** Mail of others that aliases forward goes out in our name, or SPF would fail at the next server. */
  async #outgoing(envelope: Envelope, { forwardingDomain }: DeliveryGroup): Promise<Envelope> {
    const { rewriting } = this.#world;
    const { login } = envelope.origin;
    if (rewriting === undefined || login !== undefined || forwardingDomain === undefined) {
      return envelope;
    }
    return { ...envelope, sender: await rewriting.senderFor(envelope.sender, forwardingDomain) };
  }
}

type OpenDelivery = {
  readonly envelope: Envelope;
  readonly context: PolicyContext;
  readonly collected: CollectedBody;
  readonly digest: number | undefined;
  readonly at: number;
  readonly trace: Trace;
  readonly whenFull: 'refuse' | 'report';
  readonly completion?: SendCompletion | undefined;
  readonly submission?: SubmissionDraft | undefined;
  /** The author's domain is proven. */
  readonly verified: boolean;
  /** A policy wants it in the folder for that. */
  readonly junk: boolean;
};

type Refused = {
  readonly envelope: Envelope;
  readonly trace: Trace;
  readonly messageIdHeader: string | undefined;
};

type GroupDelivery = {
  readonly group: DeliveryGroup;
  readonly input: DeliverInput;
  readonly draft: BlobDraft | undefined;
  readonly delivery: OpenDelivery;
};

/** Whether some of it goes to another server. */
function leaves({ recipients }: Envelope): boolean {
  return recipients.some(
    ({ resolution }) => resolution.kind === 'remote' || resolution.forwards.length > 0,
  );
}

/** One body for each tenant; the usual one tenant gets the body itself, which is not copied. */
async function addCopies(drafts: BlobDraft[], count: number, store: Store): Promise<void> {
  const [draft] = drafts;
  if (draft === undefined) return;
  while (drafts.length < count) {
    if ('bytes' in draft.source) {
      drafts.push({ ...draft, source: { bytes: draft.source.bytes.slice() } });
    } else {
      const spoolPath = store.spoolPath();
      await copySpool(draft.source.spoolPath, spoolPath);
      drafts.push({ ...draft, source: { spoolPath } });
    }
  }
}
