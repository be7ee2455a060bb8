import type { CommonOptions, Work } from '#app/cli/cli.ts';
import { findConfig, findData } from '#app/cli/find-data.ts';
import { readSettings } from '#app/read-settings.ts';
import { defaultSettings } from '#app/settings.ts';
import { buildServices, type Services } from '#app/wiring/services.ts';
import { silentLog } from '#base/log.ts';

/** Does something with the services that a server would have, without name servers. */
export async function withServices<Result>(
  { store }: Pick<Work, 'store'>,
  options: CommonOptions,
  use: (services: Services) => Promise<Result>,
): Promise<Result> {
  const config = findConfig(options);
  const settings = config === undefined ? defaultSettings() : readSettings(config);
  const own = { ...settings, dataFolder: findData(options), resolver: undefined };
  const services = buildServices(own, store, silentLog);
  try {
    return await use(services);
  } finally {
    await services.checks.stop();
  }
}
