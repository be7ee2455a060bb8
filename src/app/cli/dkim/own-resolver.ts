import { findConfig, type DataOptions } from '#app/cli/find-data.ts';
import { readSettings } from '#app/read-settings.ts';
import { openResolver } from '#app/wiring/resolver.ts';
import type { Clock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** The resolver to ask: the one named, else that of the configuration, else the system's. */
export function ownResolver(
  options: DataOptions & { readonly resolver?: string },
  clock: Clock,
): Resolver {
  const world = { clock, log: silentLog };
  if (options.resolver !== undefined) return openResolver({ servers: [options.resolver] }, world);
  const file = findConfig(options);
  const { resolver } = file === undefined ? {} : readSettings(file);
  return openResolver(resolver ?? { servers: [] }, world);
}
