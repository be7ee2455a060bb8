import { listDomains } from '#store/operations/directory/list-domains.ts';
import type { Store } from '#store/store.ts';

/** Labels of a host name that are looked at. */
const labelsMax = 10;

/** The domain of ours that the host is in; the host name where it is in none. */
export async function reporterDomain(store: Store, hostName: string): Promise<string> {
  const labels = hostName.toLowerCase().split('.');
  for (let from = 0; from < Math.min(labels.length - 1, labelsMax); from++) {
    const name = labels.slice(from).join('.');
    if ((await store.read(listDomains, { name })).length > 0) return name;
  }
  return hostName.toLowerCase();
}
