import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import { type Command, InvalidArgumentError } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { exitCode, usageError } from '#app/cli/cli-error.ts';
import { type DataOptions, findConfig } from '#app/cli/find-data.ts';
import { withExamples } from '#app/cli/leaf.ts';
import { hasColours } from '#app/cli/world.ts';
import { readSettings } from '#app/read-settings.ts';
import { openResolver, upstreamsOf } from '#app/wiring/resolver.ts';
import { silentLog } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { forgottenStsPolicies } from '#core/transport/sts-cache.ts';
import { dial } from '#net/dial.ts';
import type { Upstream } from '#net/dns/upstream.ts';
import { upstreamTrust } from '#net/dns/upstream-trust.ts';
import { httpsGet } from '#net/https-get.ts';
import { rehearse } from '#relay/rehearsal/rehearsal.ts';
import type { RehearsalStep } from '#relay/rehearsal/step.ts';
import { StsPolicies } from '#relay/sts-policies.ts';

type Options = DataOptions & {
  readonly json?: boolean;
  readonly resolver?: string;
  readonly port?: number;
  readonly from?: string;
  readonly to?: string;
  readonly helo?: string;
  readonly authorities?: string;
};

/** The largest port number. */
const portMax = 0xffff;

export function dialSmtp(parent: Command, cli: Cli): void {
  const command = parent
    .command('smtp <target>')
    .description('Rehearse a delivery to a domain, host or address; sends no mail')
    .option('--resolver <address>', 'ask this DNS server, as 127.0.0.1 or 127.0.0.1:5353')
    .option('--port <n>', 'of the mail servers (default: 25)', parsePort)
    .option('--from <address>', 'with --to: ask the servers whether they would take mail')
    .option('--to <address>', 'with --from: to this recipient')
    .option('--helo <name>', 'our name (default: that of the configuration or of this machine)')
    .option('--authorities <file>', 'trust these certificates, PEM, instead of the usual ones')
    .option('--config <file>', 'postamt.toml; otherwise ./ or /etc/postamt/')
    .option('--json', 'one JSON document instead of text');
  withExamples(command, [
    'dial smtp example.com',
    'dial smtp mx1.example.com --json',
    'dial smtp example.com --from ada@example.org --to bob@example.com',
  ])
    .addHelpText('after', '\nExit code 0 when a server would take mail, 1 when none would.')
    .action((target: string, options: Options) =>
      cli.attempt(`Cannot rehearse a delivery to "${target}"`, () =>
        run(cli, target.toLowerCase(), options),
      ),
    );
}

async function run(cli: Cli, target: string, options: Options): Promise<void> {
  const { clock, stdout, environment } = cli.world;
  const json = options.json === true;
  const colours = hasColours(stdout, environment);
  const own = ownSettings(options);
  const { local, text } = upstreamTrust(own.upstreams);
  const log = silentLog;
  const servers = own.upstreams.map(upstreamText);
  const resolver = openResolver({ servers }, { clock, log });
  const authorities =
    options.authorities === undefined
      ? {}
      : { authorities: readFileSync(options.authorities, 'utf8') };
  const cache = forgottenStsPolicies();
  const first: RehearsalStep = { step: 'resolver', verdict: local ? 'good' : 'note', text };
  const heard = (step: RehearsalStep): void => {
    if (!json) stdout.write(`${lineOf(step, colours)}\n`);
  };
  heard(first);
  const { steps, deliverable } = await rehearse({
    world: {
      resolver,
      stsPolicies: new StsPolicies({ resolver, get: httpsGet, cache, clock, log, ...authorities }),
      dial,
      clock,
      random: systemRandom,
      log,
      hostName: options.helo ?? own.hostName,
      nextId: () => 'rehearsal',
      ...(options.port === undefined ? {} : { port: options.port }),
      ...authorities,
    },
    resolver,
    clock,
    target,
    envelope: envelopeOf(options),
    heard,
  });
  if (!deliverable) cli.exitCode = exitCode.failed;
  const verdict = deliverable
    ? `Mail to ${target} would be taken`
    : `Mail to ${target} would not be taken now`;
  cli.output(options).result(verdict, { target, deliverable, steps: [first, ...steps] });
}

/** What the configuration says, where there is one. */
function ownSettings(options: Options): {
  readonly hostName: string;
  readonly upstreams: readonly Upstream[];
} {
  const config = findConfig(options);
  const settings = config === undefined ? undefined : readSettings(config);
  const named = options.resolver === undefined ? settings?.resolver?.servers : [options.resolver];
  const upstreams = upstreamsOf({ servers: named ?? [] });
  return { hostName: settings?.hostname ?? hostname(), upstreams };
}

function envelopeOf({ from, to }: Options): { from: string; to: string } | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from !== undefined && to !== undefined) return { from, to };
  throw usageError('Cannot ask for a recipient', '--from and --to belong together', 'Give both');
}

function upstreamText({ address, port }: Upstream): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const marks = { good: '✓', note: '!', bad: '✗' } as const;

const colourOf = { good: 32, note: 33, bad: 31 } as const;

/** `✓ step  host [address]  sentence`, and below what to do about it. */
function lineOf(
  { step, verdict, text, remedy, host, address, ms }: RehearsalStep,
  colours: boolean,
): string {
  const mark = marks[verdict];
  const painted = colours ? `\u001b[${colourOf[verdict]}m${mark}\u001b[39m` : mark;
  const where = [
    host?.startsWith('[') === true ? undefined : host,
    address === undefined ? undefined : `[${address}]`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  const time = ms === undefined ? '' : ` (${ms} ms)`;
  const lines = [`${painted} ${step.padEnd(12)} ${where === '' ? '' : `${where}: `}${text}${time}`];
  if (remedy !== undefined) lines.push(`  ${' '.repeat(12)} Do: ${remedy}`);
  return lines.join('\n');
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= portMax) return port;
  throw new InvalidArgumentError(`Write a port from 1 to ${portMax}.`);
}
