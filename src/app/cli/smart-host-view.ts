import type { SmartHost } from '#store/operations/relay/smart-host.ts';

/** What `--json` shows of a smart host; its password never. */
export function smartHostView(found: SmartHost, tenant: string | undefined) {
  const { smartHostId, host, port, tls, username, senderDomain, recipientDomain } = found;
  return {
    id: smartHostId,
    host,
    port,
    tls,
    username: username || null,
    tenant: tenant ?? null,
    senderDomain: senderDomain || null,
    recipientDomain: recipientDomain || null,
  };
}
