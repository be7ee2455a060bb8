import { acceptedEvent } from '#core/applications/accepted-event.ts';
import type { Login } from '#core/auth/login-context.ts';
import { groupByTenant } from '#core/delivery/delivery-group.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { tlsRequiredNo } from '#core/delivery/tls-required.ts';
import { sendingOf } from '#core/limits/sending-of.ts';
import { queueDraft } from '#core/queue/queue-draft.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { DeliverInput } from '#store/operations/message/deliver.ts';
import type { QueueDraft } from '#store/operations/queue/insert-queued.ts';
import type { Store } from '#store/store.ts';

type Sent = {
  readonly envelope: Envelope;
  readonly context: { readonly fields: readonly RawField[] };
  readonly digest: number | undefined;
};

/** What a message counts for in the limits of who sends it, and what their log says of it. */
export async function countedOf(
  store: Store,
  login: Login,
  sent: Sent,
): Promise<Pick<DeliverInput, 'sending' | 'ifHeld' | 'event'>> {
  const { envelope } = sent;
  const sending = await sendingOf(store, login, envelope);
  const counted = { sending, ifHeld: await heldDraft(login, sent) };
  return login.application === true
    ? { ...counted, event: acceptedEvent(login, envelope) }
    : counted;
}

/** The whole message as it waits where the sender's mail is held; none where nobody here gets it. */
async function heldDraft(
  { tenantId, accountId }: Login,
  { envelope, context, digest }: Sent,
): Promise<QueueDraft | undefined> {
  if (envelope.recipients.every(({ resolution }) => resolution.kind === 'remote')) return undefined;
  const [group] = await groupByTenant(envelope, () => Promise.resolve(tenantId), true);
  const outgoing = {
    recipients: [...(group?.queued.values() ?? [])],
    digest,
    traceId: envelope.id,
    tlsRequiredNo: tlsRequiredNo(context.fields, envelope.requireTls),
  };
  return queueDraft(envelope, { tenantId, accountId }, outgoing);
}
