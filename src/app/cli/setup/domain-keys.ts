import type { Cli } from '#app/cli/cli.ts';
import { dkimZoneRecord } from '#app/cli/dkim/dkim-view.ts';
import { domainOf } from '#app/cli/look-up.ts';
import type { DnsRecord } from '#app/cli/setup/dns-records.ts';
import { openSecretBox } from '#app/load-secret-key.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { listDkimKeys } from '#store/operations/dkim/dkim-keys.ts';
import type { Store } from '#store/store.ts';

/** Records of the domain's keys; makes the first pair (RFC 6376 §3.6.2.1). */
export async function domainKeys(
  { actor, world }: Cli,
  store: Store,
  { domain, dataFolder }: { readonly domain: string; readonly dataFolder: string },
): Promise<readonly DnsRecord[]> {
  const present = await store.read(listDkimKeys, { domain });
  const { tenantId } = await domainOf(store, domain);
  const owner = { tenantId, domain, stream: '' };
  const secrets = () => openSecretBox(dataFolder);
  const maker = { store, secrets, actor, now: world.clock.now() };
  const keys = present.length === 0 ? await preparePair(maker, owner) : present;
  return keys.filter(({ state }) => state !== dkimKeyState.removed).map(dkimZoneRecord);
}
