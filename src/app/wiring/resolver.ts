import type { ResolverSettings } from '#app/settings.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { systemUpstreams } from '#net/dns/resolv-conf.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import { parseUpstream, type Upstream } from '#net/dns/upstream.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Who resolves for us. */
export function upstreamsOf({ servers }: ResolverSettings): readonly Upstream[] {
  return servers.length === 0 ? systemUpstreams() : servers.map(parseUpstream);
}

/** The resolver of one thread; each has a cache of its own. */
export function openResolver(
  settings: ResolverSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Resolver {
  return new StubResolver({
    upstreams: upstreamsOf(settings),
    clock,
    random: systemRandom,
    log,
    limits: defaultResolverLimits,
  });
}
