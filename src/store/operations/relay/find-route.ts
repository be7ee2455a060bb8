import { formatDestination } from '#store/queue-destination.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

// The narrowest scope wins: the recipient's domain, then the sender's, then the tenant.
const selectSmartHost = statement<{ id: number }>(`
  SELECT smart_host_id AS "id" FROM smart_host
  WHERE tenant_id IN (0, ?1) AND sender_domain IN ('', ?2) AND recipient_domain IN ('', ?3)
  ORDER BY recipient_domain DESC, sender_domain DESC, tenant_id DESC LIMIT 1`);
const selectSource = statement<{ domain: string }>(
  'SELECT domain AS "domain" FROM source_address WHERE domain = ?1',
);

/** Who sends: what decides on the way out, beside the recipient. */
export type RouteSender = { readonly tenantId: number; readonly senderDomain: string };

/** The domain whose own addresses the sender's mail comes from; empty for the server's. */
export function* findSource(tx: Tx, senderDomain: string): Work<string> {
  return (yield* tx.maybe(selectSource, senderDomain))?.domain ?? '';
}

/** The destination of what goes to a domain: its mail servers, or a smart host that takes it. */
export function* findRoute(
  tx: Tx,
  { tenantId, senderDomain }: RouteSender,
  recipient: { readonly domain: string; readonly source: string },
): Work<string> {
  const { domain, source } = recipient;
  const found = yield* tx.maybe(selectSmartHost, tenantId, senderDomain, domain);
  return formatDestination(
    found === undefined
      ? { kind: 'domain', domain, source }
      : { kind: 'smart-host', id: found.id, source },
  );
}
