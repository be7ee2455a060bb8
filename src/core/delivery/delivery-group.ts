import { Refusal } from '#base/refusal.ts';
import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import type { LocalDelivery } from '#core/directory/recipients.ts';
import { forwardRecipient, remoteRecipient } from '#core/queue/queue-draft.ts';
import type { DeliveryRecipient } from '#store/operations/message/delivery-plan.ts';
import { storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import type { QueueRecipient } from '#store/operations/queue/insert-queued.ts';
import { role } from '#store/role.ts';

/** What one tenant gets of a message: filed and queued in one operation. */
export type DeliveryGroup = {
  readonly tenantId: number;
  /** By account: one that is reached twice gets the message once. */
  readonly filings: Map<number, DeliveryRecipient>;
  /** By address. */
  readonly queued: Map<string, QueueRecipient>;
  /** A domain of ours whose aliases forward: `queued` goes out in its name. */
  forwardingDomain: string | undefined;
  /** Recipients of the envelope that led here. */
  readonly shares: Map<EnvelopeRecipient, Share>;
};

/** Where one recipient of the envelope leads within a tenant. */
export type Share = { readonly accounts: Set<number>; queued: boolean };

/**
 * Sorts the recipients by tenant, the sender's first: with its part the message is counted.
 * `tenantOf` names the tenant of a domain of ours. What is `held` waits in the queue for people here, too
 * (RFC 4865 §4); where it goes then is looked up then.
 */
export async function groupByTenant(
  envelope: Envelope,
  tenantOf: (domain: string) => Promise<number>,
  held = false,
): Promise<DeliveryGroup[]> {
  const groups = new Map<number, DeliveryGroup>();
  for (const recipient of envelope.recipients) {
    const { resolution } = recipient;
    if (resolution.kind === 'remote') {
      const { login } = envelope.origin;
      if (login === undefined) throw new Error('Relaying without a login');
      addQueued(groupOf(groups, login.tenantId), recipient, remoteRecipient(recipient));
      continue;
    }
    if (held && envelope.origin.login !== undefined) {
      const group = groupOf(groups, envelope.origin.login.tenantId);
      addQueued(group, recipient, { ...remoteRecipient(recipient), local: true });
      continue;
    }
    for (const delivery of resolution.deliveries) {
      addFiling(groupOf(groups, delivery.tenantId), recipient, delivery);
    }
    if (resolution.forwards.length === 0) continue;
    const tenantId = resolution.deliveries[0]?.tenantId ?? (await tenantOf(recipient.domain));
    for (const address of resolution.forwards) {
      const queued = forwardRecipient(recipient, address);
      if (queued === undefined) continue;
      const group = groupOf(groups, tenantId);
      group.forwardingDomain ??= recipient.domain;
      addQueued(group, recipient, queued);
    }
  }
  const own = envelope.origin.login?.tenantId;
  return [...groups.values()].toSorted(
    (one, other) => Number(other.tenantId === own) - Number(one.tenantId === own),
  );
}

/** The filing in the folder for junk, whatever its name; in INBOX where there is none. */
export function junkFiling(filing: DeliveryRecipient): DeliveryRecipient {
  return { ...filing, folder: undefined, role: role.junk };
}

function groupOf(groups: Map<number, DeliveryGroup>, tenantId: number): DeliveryGroup {
  let group = groups.get(tenantId);
  if (group === undefined) {
    group = {
      tenantId,
      filings: new Map(),
      queued: new Map(),
      shares: new Map(),
      forwardingDomain: undefined,
    };
    groups.set(tenantId, group);
  }
  return group;
}

function shareOf({ shares }: DeliveryGroup, recipient: EnvelopeRecipient): Share {
  let share = shares.get(recipient);
  if (share === undefined) {
    share = { accounts: new Set(), queued: false };
    shares.set(recipient, share);
  }
  return share;
}

function addQueued(
  group: DeliveryGroup,
  recipient: EnvelopeRecipient,
  queued: QueueRecipient,
): void {
  shareOf(group, recipient).queued = true;
  if (!group.queued.has(queued.address)) group.queued.set(queued.address, queued);
}

/** The detail of `user+detail` names a folder to use when it is there (RFC 5233 §4). */
function addFiling(
  group: DeliveryGroup,
  recipient: EnvelopeRecipient,
  { accountId, folder }: LocalDelivery,
): void {
  shareOf(group, recipient).accounts.add(accountId);
  if (group.filings.has(accountId)) return;
  const path = folder === undefined ? undefined : detailPath(folder);
  group.filings.set(accountId, { accountId, folder: path, flags: 0, keywords: [] });
}

/** Undefined for a detail that no mailbox can be named after. */
function detailPath(detail: string): readonly string[] | undefined {
  try {
    return storedPath([detail]);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
