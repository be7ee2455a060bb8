import { readFileSync } from 'node:fs';

import type { RelaySettings } from '#app/settings.ts';
import type { PostWebhook } from '#core/webhooks/webhook-sender.ts';
import { httpsPost, keptConnections } from '#net/https-post.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Posts to receivers, with the certificates that are trusted for other servers. */
export function webhookPost(
  resolver: Resolver,
  { authorities: file }: Pick<RelaySettings, 'authorities'>,
): PostWebhook {
  const authorities = file === undefined ? undefined : readFileSync(file, 'utf8');
  const world = { resolver, authorities, connections: keptConnections() };
  return (request) => httpsPost(world, request);
}
