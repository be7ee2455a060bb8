import { resolve } from 'node:path';

import type { Settings } from '#app/settings.ts';
import { SettingsError, type Table } from '#app/toml-table.ts';
import { parseUpstream } from '#net/dns/upstream.ts';
import { ipVersion } from '#net/networks.ts';

/** The port on which servers take mail from one another (RFC 5321 §4.5.4.2). */
const smtpPort = 25;

/** [resolver] and [relay]: what asks and dials other hosts exists only where it is asked for. */
export function outboundOf(root: Table, folder: string): Pick<Settings, 'resolver' | 'relay'> {
  const { names } = root;
  const resolver = root.table('resolver');
  const relay = root.table('relay');
  const servers = resolver.texts('servers') ?? [];
  for (const server of servers) checkServer(server);
  const port = relay.integer('port', 0xffff) ?? smtpPort;
  const addresses = relay.texts('addresses') ?? [];
  const authorities = relay.text('authorities');
  for (const table of [resolver, relay]) table.finish();
  if (!names.includes('resolver')) {
    if (!names.includes('relay')) return { resolver: undefined, relay: undefined };
    throw new SettingsError(
      '[relay] needs to know who answers its questions: add a table [resolver]',
    );
  }
  const sources = { addresses: checkedSources(addresses), port };
  return {
    resolver: { servers },
    relay: names.includes('relay')
      ? {
          ...sources,
          authorities: authorities === undefined ? undefined : resolve(folder, authorities),
        }
      : undefined,
  };
}

function checkServer(server: string): void {
  try {
    parseUpstream(server);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`resolver.servers: ${why}`, { cause: error });
  }
}

/** At most one address of each kind. */
function checkedSources(addresses: readonly string[]): readonly string[] {
  const kinds = addresses.map((address) => ipVersion(address));
  if (kinds.includes(0) || new Set(kinds).size < kinds.length) {
    throw new SettingsError(
      'relay.addresses takes at most one IPv4 and one IPv6 address of this machine',
    );
  }
  return addresses;
}
