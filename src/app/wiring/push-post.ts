import { readFileSync } from 'node:fs';

import type { RelaySettings } from '#app/settings.ts';
import type { PostPush } from '#core/push/push-sender.ts';
import { httpsPost, keptConnections } from '#net/https-post.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Posts to push services, whose URLs strangers name: never to a network of our own. */
export function pushPost(
  resolver: Resolver,
  { authorities: file }: Pick<RelaySettings, 'authorities'>,
): PostPush {
  const authorities = file === undefined ? undefined : readFileSync(file, 'utf8');
  const world = { resolver, authorities, connections: keptConnections() };
  return (request) => httpsPost(world, { ...request, allowPrivate: false });
}
