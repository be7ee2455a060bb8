import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { MessageDelivery, PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { type Address, parseAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { ReportLanguage } from '#core/queue/failure-words.ts';
import type { Judged } from '#core/queue/judge-attempt.ts';
import type { ClaimedMessage, Reporter } from '#core/queue/outbound-queue.ts';
import { expiresAt } from '#core/queue/retry-schedule.ts';
import {
  buildStatusReport,
  recipientsToTell,
  type ReportedRecipient,
  type ReportKind,
  statusReportEnvelope,
} from '#core/queue/status-report.ts';
import { withoutReturnPath } from '#core/queue/without-return-path.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { accountLanguage } from '#store/operations/directory/account-language.ts';
import { listDomains } from '#store/operations/directory/list-domains.ts';
import type { Store } from '#store/store.ts';

export type SenderReportsWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly delivery: Pick<MessageDelivery, 'prepare'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Ours. */
  readonly hostName: string;
  /** As `Europe/Berlin`, for the times that people read. */
  readonly timeZone: string;
};

const kinds: readonly ReportKind[] = ['failed', 'delayed', 'relayed'];

/** Tells senders what became of their mail, in their language (RFC 3461 §5.2, RFC 5321 §6.1). */
export function senderReports(world: SenderReportsWorld): Reporter {
  return async (message, told) => {
    const { sender } = message.facts;
    const address = parseAddress(sender);
    if (address === undefined) return [];
    const reports: PreparedDelivery[] = [];
    for (const kind of kinds) {
      const recipients = recipientsToTell(
        kind,
        sender,
        told
          .filter(({ tell }) => tell === kind)
          .map((one) => ({ ...one.recipient, asked: one.asked, one })),
      ).map(({ one }) => one);
      if (recipients.length === 0) continue;
      reports.push(...(await makeReport(world, kind, { message, told: recipients, address })));
    }
    return reports;
  };
}

type Telling = {
  readonly message: ClaimedMessage;
  readonly told: readonly Judged[];
  readonly address: Address;
};

/** A sender that is no more gets none: nobody else is to read of it (RFC 5321 §6.1). */
async function makeReport(
  world: SenderReportsWorld,
  kind: ReportKind,
  { message, told, address }: Telling,
): Promise<readonly PreparedDelivery[]> {
  const { store, clock, delivery, ids, log, hostName, timeZone } = world;
  const { facts, queueId } = message;
  try {
    const to = await world.recipients.resolve(address);
    const octets = withoutReturnPath(await store.readBlob(facts));
    const now = clock.now();
    const report = {
      kind,
      reportId: ids.next(),
      message: {
        sender: facts.sender,
        envelopeId: facts.envelopeId,
        returnContent: facts.returnContent,
        requireTls: facts.requireTls === true,
        queuedAt: facts.queuedAt,
        deliverBy: facts.deliverBy?.at,
        header: headerOf(octets),
        octets,
      },
      recipients: told.map((one) => reportedRecipient(one, now)),
      language: await languageOf(world, facts.accountId),
      timeZone,
      hostName,
      domain: await domainOf(world, address.domain, facts.tenantId),
      at: now,
      retriesUntil: kind === 'delayed' ? lastRetry(told) : undefined,
    };
    const envelope = statusReportEnvelope(report, to);
    return await delivery.prepare(envelope, buildStatusReport(report));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code.startsWith('store.')) throw error;
    log.info('report refused', { queueId, code: error.code });
    return [];
  }
}

function reportedRecipient({ recipient, result, expired }: Judged, now: number): ReportedRecipient {
  const { address, originalRecipient } = recipient;
  const { answer, answered, server, givenUp } = result;
  return {
    address,
    originalRecipient,
    remoteHost: server?.split(' ')[0],
    reply: answered ? answer : undefined,
    status: answer.enhanced,
    reason: answer.lines.join(' '),
    expired,
    givenUp,
    lastAttemptAt: now,
    time: timeOf({ recipient, result, expired }, now),
  };
}

function timeOf(
  { recipient, result, expired }: Pick<Judged, 'recipient' | 'result' | 'expired'>,
  now: number,
): ReportedRecipient['time'] {
  const { deliverBy } = recipient;
  if (deliverBy === undefined) return undefined;
  if (result.outcome === 'sent') return result.passesBy === true ? 'watched' : 'lost';
  return expired && deliverBy.mode === 'return' && now >= deliverBy.at ? 'over' : undefined;
}

function lastRetry(told: readonly Judged[]): number {
  return Math.min(
    ...told.map(({ recipient: { queuedAt: since, deliverBy, releaseAt = 0 } }) => {
      const queuedAt = Math.max(since, releaseAt);
      const returnAt = deliverBy?.mode === 'return' ? deliverBy.at : undefined;
      return expiresAt({ queuedAt, previousAttemptAt: 0, now: 0, returnAt });
    }),
  );
}

async function languageOf(
  { store }: SenderReportsWorld,
  accountId: number | null,
): Promise<ReportLanguage> {
  if (accountId === null) return 'en';
  const language = await store.read(accountLanguage, accountId);
  return language?.startsWith('de') === true ? 'de' : 'en';
}

/** The sender's where it is ours, else one of the tenant that forwarded the message. */
async function domainOf(
  { store, hostName }: SenderReportsWorld,
  name: string,
  tenantId: number,
): Promise<string> {
  const domains = await store.read(listDomains, { tenantId });
  return domains.find((domain) => domain.name === name)?.name ?? domains[0]?.name ?? hostName;
}

function headerOf(octets: Uint8Array): string {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const end = view.indexOf('\r\n\r\n');
  return view.toString('latin1', 0, end < 0 ? view.length : end + 4);
}
