import type { AuthenticationSettings } from '#app/settings.ts';
import { SettingsError, type Table } from '#app/toml-table.ts';
import { Networks } from '#net/networks.ts';

/** [sender_authentication]: how mail from outside is judged, where there is a resolver. */
export function authenticationOf(root: Table): AuthenticationSettings {
  const table = root.table('sender_authentication');
  const enforce = table.flag('enforce') ?? true;
  const trustedSealers = table.texts('trusted_sealers') ?? [];
  const ownNetworks = table.texts('own_networks') ?? [];
  table.finish();
  try {
    void new Networks(ownNetworks);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`sender_authentication.own_networks: ${why}`, { cause: error });
  }
  return { enforce, trustedSealers, ownNetworks };
}
