import { Networks } from '#net/networks.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import type { RehearsalStep } from '#relay/rehearsal/step.ts';

/** Addresses that others do not see: a router puts its own in their place (RFC 1918 §3, RFC 4193 §3). */
const hidden = new Networks([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
]);

const remedy =
  'Let the provider set the reverse name of the address to the name of this server: many servers refuse mail without';

/** What others find when they ask who has our address: many want a name that leads back. */
export async function reverseNameStep(
  resolver: Pick<Resolver, 'ptr' | 'a' | 'aaaa'>,
  address: string,
): Promise<RehearsalStep> {
  const common = { step: 'reverse-name', address } as const;
  if (hidden.includes(address)) {
    const text = `We call from ${address}, behind a router: see to the reverse name of its address`;
    return { ...common, verdict: 'note', text };
  }
  const answer = await resolver.ptr(address);
  const [record] = answer.outcome === 'found' ? answer.records : [];
  if (record === undefined) {
    return {
      ...common,
      verdict: 'note',
      text: `Our address ${address} has no reverse name`,
      remedy,
    };
  }
  const name = record.target;
  const forward = address.includes(':') ? await resolver.aaaa(name) : await resolver.a(name);
  const leadsBack =
    forward.outcome === 'found' && forward.records.some((one) => one.address === address);
  const text = `Our address ${address} is called ${name}`;
  if (leadsBack) return { ...common, verdict: 'good', text };
  return { ...common, verdict: 'note', text: `${text}, which does not lead back`, remedy };
}
