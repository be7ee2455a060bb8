import type { Clock } from '#base/clock.ts';
import { ipVersion } from '#net/networks.ts';
import { ParseError } from '#proto/cursor.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { tlsaText } from '#proto/dane/tlsa.ts';
import { matchesMx } from '#proto/mta-sts/mx-pattern.ts';
import { findDane } from '#relay/dane-records.ts';
import type { DestinationWorld, Server } from '#relay/open-connection.ts';
import { reverseNameStep } from '#relay/rehearsal/reverse-name.ts';
import { rehearseServer } from '#relay/rehearsal/rehearse-server.ts';
import type { RehearsalStep } from '#relay/rehearsal/step.ts';
import { findAddresses, findRoute } from '#relay/route.ts';
import { decideTls } from '#relay/tls-policy.ts';

/** Mail servers of a domain that are called. Our choice: a person waits. */
const serversMax = 5;

/** Addresses of one mail server that are called. Our choice. */
const addressesMax = 4;

export type RehearsalInput = {
  readonly world: DestinationWorld;
  readonly clock: Clock;
  /** Tells the names of our own addresses. */
  readonly resolver: Pick<Resolver, 'ptr' | 'a' | 'aaaa'>;
  /** A domain, a host, or an address. */
  readonly target: string;
  readonly envelope: { readonly from: string; readonly to: string } | undefined;
  /** Hears each step as it is done. */
  readonly heard?: (step: RehearsalStep) => void;
};

export type Rehearsal = {
  readonly steps: readonly RehearsalStep[];
  /** A server would take mail. */
  readonly deliverable: boolean;
};

/** Goes the way of a message without sending one. */
export async function rehearse(input: RehearsalInput): Promise<Rehearsal> {
  const steps: RehearsalStep[] = [];
  const add = (step: RehearsalStep): void => {
    steps.push(step);
    input.heard?.(step);
  };
  let deliverable = false;
  const own = new Set<string>();
  const called = async (address: string): Promise<void> => {
    if (own.has(address)) return;
    own.add(address);
    add(await reverseNameStep(input.resolver, address));
  };
  for (const server of await serversOf(input, add)) {
    const taken = await rehearseOne(input, server, { add, called });
    deliverable ||= taken;
  }
  return { steps, deliverable };
}

type Add = (step: RehearsalStep) => void;

async function serversOf(input: RehearsalInput, add: Add): Promise<readonly Server[]> {
  const { world, target } = input;
  const domain = ipVersion(target) === 0 ? target : `[${target}]`;
  try {
    const route = await findRoute(world.resolver, domain, world);
    if (route.kind === 'address') {
      const { address } = route;
      return [{ domain, host: domain, address, authenticated: false }];
    }
    if (route.kind !== 'hosts') {
      const text = route.answer.lines.join(' ');
      add({ step: 'mx', verdict: 'bad', text, remedy: mxRemedies[route.kind] });
      return [];
    }
    const { hosts, authenticated } = route;
    const signed = authenticated ? 'validated by DNSSEC' : 'not validated by DNSSEC';
    const text = `Mail goes to ${hosts.join(', ')} (${signed})`;
    add({ step: 'mx', verdict: 'good', text, facts: { hosts, authenticated } });
    await sayStsPolicy(input, { domain, hosts }, add);
    const servers: Server[] = [];
    for (const host of hosts.slice(0, serversMax)) {
      servers.push(...(await serversOn(input, { domain, host, authenticated }, add)));
    }
    return servers;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    add({ step: 'mx', verdict: 'bad', text: `"${target}" is no name: ${error.message}` });
    return [];
  }
}

const mxRemedies = {
  failed: 'See whether the domain is spelt right; its owner decides where its mail goes',
  deferred: 'See whether this machine can ask the DNS: --resolver names another server for it',
} as const;

async function sayStsPolicy(
  { world }: RehearsalInput,
  { domain, hosts }: { readonly domain: string; readonly hosts: readonly string[] },
  add: Add,
): Promise<void> {
  const { policy, failure } = (await world.stsPolicies?.policyFor(domain)) ?? {};
  if (failure !== undefined) {
    const { why, result } = failure;
    const remedy = `Its owner has to mend https://mta-sts.${domain}/.well-known/mta-sts.txt`;
    add({
      step: 'mta-sts',
      verdict: 'note',
      text: `The policy cannot be had: ${why}`,
      remedy,
      facts: { result },
    });
    return;
  }
  if (policy === undefined || policy.mode === 'none') {
    add({ step: 'mta-sts', verdict: 'note', text: `${domain} has no MTA-STS policy` });
    return;
  }
  const unnamed = hosts.filter((host) => !matchesMx(host, policy.mx));
  const text = `MTA-STS, ${policy.mode}, for ${policy.mx.join(', ')}`;
  const facts = { policy };
  if (unnamed.length === 0) return add({ step: 'mta-sts', verdict: 'good', text, facts });
  const remedy = `The policy has to name ${unnamed.join(', ')}, or the MX records must not`;
  const verdict = policy.mode === 'enforce' ? 'bad' : 'note';
  return add({ step: 'mta-sts', verdict, text, remedy, facts });
}

async function serversOn(
  { world }: RehearsalInput,
  server: Omit<Server, 'address'>,
  add: Add,
): Promise<readonly Server[]> {
  const { host } = server;
  const addresses = await findAddresses(world.resolver, host);
  if ('kind' in addresses) {
    const text = addresses.answer.lines.join(' ');
    add({ step: 'addresses', host, verdict: 'bad', text, remedy: mxRemedies[addresses.kind] });
    return [];
  }
  add({
    step: 'addresses',
    host,
    verdict: 'good',
    text: addresses.join(', '),
    facts: { addresses },
  });
  const dane = await findDane(world.resolver, server);
  if (dane.kind === 'records') {
    const records = dane.records.map(tlsaText);
    const text = dane.usable
      ? `TLSA records: ${records.join('; ')}`
      : `None of the TLSA records can be used: ${records.join('; ')}`;
    add({ step: 'dane', host, verdict: dane.usable ? 'good' : 'note', text, facts: { records } });
  } else {
    const verdict = dane.kind === 'failed' ? 'bad' : 'note';
    add({ step: 'dane', host, verdict, text: dane.why });
  }
  return addresses.slice(0, addressesMax).map((address) => ({ ...server, address }));
}

async function rehearseOne(
  input: RehearsalInput,
  server: Server,
  ears: { readonly add: Add; readonly called: (address: string) => Promise<void> },
): Promise<boolean> {
  const { world, clock, envelope } = input;
  const { policy } = await decideTls(world, server);
  const { host, address } = server;
  if (policy.refused !== undefined) {
    const text = `This server is not used: ${policy.refused.why}`;
    ears.add({ step: 'connect', host, address, verdict: 'bad', text });
    return false;
  }
  return await rehearseServer({ world, clock, server, policy, envelope, ...ears });
}
