import type { Clock } from '#base/clock.ts';
import { Refusal } from '#base/refusal.ts';
import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import type { FilingObserver } from '#core/delivery/filing-observer.ts';
import type { MessageDelivery, PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { parseFields } from '#proto/mime/fields.ts';
import type { ClaimedRecipient } from '#store/operations/queue/claim-due.ts';
import { fileHeld } from '#store/operations/queue/file-held.ts';
import { removeSpool } from '#store/spool.ts';
import type { Store } from '#store/store.ts';

export type HeldMailWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly delivery: Pick<MessageDelivery, 'prepareHeld' | 'reportFiled'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Hears of what is in mailboxes now. */
  readonly vacation?: FilingObserver;
};

/** Files a message for people here. Those whom nobody got it for are to be settled as it is said. */
export type FileHeld = (message: ClaimedMessage) => Promise<readonly RecipientResult[]>;

/** A recipient with the mailboxes that it leads to now. */
type Resolved = { readonly claimed: ClaimedRecipient; readonly recipient: EnvelopeRecipient };

/** Files what was held for people here as if it came now, with what the queue keeps of it (RFC 4865 §4). */
export function heldMail(world: HeldMailWorld): FileHeld {
  return async (message) => {
    const octets = await world.store.readBlob(message.facts);
    const resolved: Resolved[] = [];
    const failed: RecipientResult[] = [];
    for (const claimed of message.recipients) {
      try {
        resolved.push({ claimed, recipient: await resolve(world, claimed) });
      } catch (error) {
        failed.push(resultOf(claimed, error));
      }
    }
    return [...failed, ...(await fileAll(world, { message, octets }, resolved))];
  };
}

type Held = { readonly message: ClaimedMessage; readonly octets: Uint8Array };

/** All at once; one by one where that is refused, since one mailbox may be full. */
async function fileAll(
  world: HeldMailWorld,
  held: Held,
  resolved: readonly Resolved[],
): Promise<readonly RecipientResult[]> {
  if (resolved.length === 0) return [];
  try {
    await file(world, held, resolved);
    return [];
  } catch (error) {
    const [only, ...others] = resolved;
    if (only !== undefined && others.length === 0) {
      return isGone(error) ? [] : [resultOf(only.claimed, error)];
    }
    if (!(error instanceof Refusal)) throw error;
  }
  const failed: RecipientResult[] = [];
  for (const one of resolved) failed.push(...(await fileAll(world, held, [one])));
  return failed;
}

/** It was cancelled meanwhile. */
function isGone(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'queue.absent';
}

/** @throws {Refusal} What {@link fileHeld} throws; nothing is filed then. */
async function file(
  { store, delivery, ids, vacation }: HeldMailWorld,
  { message, octets }: Held,
  resolved: readonly Resolved[],
): Promise<void> {
  const { facts, queueId } = message;
  const recipients = resolved.map(({ recipient }) => recipient);
  const envelope = envelopeOf(facts, recipients, ids.next());
  const prepared = await delivery.prepareHeld(envelope, octets);
  try {
    await store.write(
      fileHeld,
      {
        queueId,
        attempts: resolved.map(({ claimed: { recipientNumber, address } }) => {
          return { recipientNumber, address, outcome: 'sent', reply: '', filed: true } as const;
        }),
        reports: prepared.map((one) => ofSameTrace(one, facts)),
      },
      prepared.map(({ draft }) => draft),
    );
  } finally {
    for (const { draft } of prepared) {
      if ('spoolPath' in draft.source) await removeSpool(draft.source.spoolPath);
    }
  }
  const header = headerOf(octets);
  if (vacation !== undefined) tellHeld(vacation, { envelope, header }, prepared);
  await delivery.reportFiled(envelope, header);
}

/** As of mail that came now, for who answers it. */
function tellHeld(
  observer: FilingObserver,
  { envelope, header }: { readonly envelope: Envelope; readonly header: string },
  prepared: readonly PreparedDelivery[],
): void {
  for (const { input } of prepared) {
    const accountIds = input.recipients.map(({ accountId }) => accountId);
    const ids = {
      tenantId: input.trace?.tenantId ?? 0,
      accountId: accountIds[0] ?? 0,
      messageId: 0,
    };
    const addresses = envelope.recipients.map(({ address }) => address);
    const about = { sender: envelope.sender, junk: false, verified: true, addresses };
    observer.filed({ ...ids, ...about, accountIds, fields: parseFields(header) });
  }
}

/** The sender's tenant has a trace of the message, which goes on; others get one of their own. */
function ofSameTrace(
  { input }: PreparedDelivery,
  { tenantId, traceId }: ClaimedMessage['facts'],
): PreparedDelivery['input'] {
  const { trace, queue } = input;
  if (traceId === undefined || trace?.tenantId !== tenantId) return input;
  return {
    ...input,
    trace: undefined,
    queue: queue === undefined ? undefined : { ...queue, traceId },
  };
}

function envelopeOf(
  facts: ClaimedMessage['facts'],
  recipients: readonly EnvelopeRecipient[],
  id: string,
): Envelope {
  const { tenantId, accountId, sender } = facts;
  const login =
    accountId === null ? undefined : { tenantId, accountId, address: sender, credentialId: 0 };
  return {
    id,
    origin: {
      face: 'report',
      helo: '',
      remoteAddress: '',
      tls: undefined,
      protocol: '',
      login,
    },
    sender,
    recipients,
    body: facts.body ?? '8bitmime',
    smtpUtf8: facts.smtpUtf8 === true,
    requireTls: facts.requireTls === true,
    returnContent: facts.returnContent,
    envelopeId: facts.envelopeId,
  };
}

/** @throws {Refusal} Where nobody is there any more. */
async function resolve(
  { recipients }: HeldMailWorld,
  { address, domain, notify, originalRecipient }: ClaimedRecipient,
): Promise<EnvelopeRecipient> {
  const parsed = parseAddress(address) ?? { localPart: address, domain };
  const resolution = await recipients.resolve(parsed);
  if (resolution.kind === 'remote') {
    throw new Refusal('recipient.unknown', `The domain ${domain} is not at this server any more`);
  }
  return { address, domain, resolution, notify, originalRecipient };
}

/** What refusals mean for who sent the message (RFC 3463 §3). Everything else may pass. */
const answers: Readonly<Record<string, readonly [code: number, enhanced: string]>> = {
  'recipient.unknown': [550, '5.1.1'],
  'recipient.disabled': [550, '5.2.1'],
  'recipient.send-only': [550, '5.2.1'],
  'recipient.loop': [550, '5.4.6'],
  'recipient.full': [452, '4.2.2'],
  'mailbox.full': [452, '4.2.2'],
  'tenant.full': [452, '4.2.2'],
};

/** @throws What is no refusal. */
function resultOf({ recipientNumber }: ClaimedRecipient, error: unknown): RecipientResult {
  if (!(error instanceof Refusal)) throw error;
  const [code, enhanced] = answers[error.code] ?? [450, '4.3.0'];
  return {
    recipientNumber,
    outcome: code < 500 ? 'deferred' : 'failed',
    answer: { code, enhanced, lines: [error.message] },
    answered: false,
    server: undefined,
    tls: undefined,
    passesNotify: false,
  };
}

function headerOf(octets: Uint8Array): string {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const end = view.indexOf('\r\n\r\n');
  return view.toString('latin1', 0, end < 0 ? view.length : end + 4);
}
