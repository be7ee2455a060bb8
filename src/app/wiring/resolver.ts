import type { ResolverSettings } from '#app/settings.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { systemUpstreams } from '#net/dns/resolv-conf.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import { parseUpstream } from '#net/dns/upstream.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** The resolver of one thread; each has a cache of its own. */
export function openResolver(
  { servers }: ResolverSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Resolver {
  const upstreams = servers.length === 0 ? systemUpstreams() : servers.map(parseUpstream);
  return new StubResolver({
    upstreams,
    clock,
    random: systemRandom,
    log,
    limits: defaultResolverLimits,
  });
}
