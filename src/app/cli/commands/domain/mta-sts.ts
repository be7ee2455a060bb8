import { type Command, InvalidArgumentError } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { findConfig } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainOf } from '#app/cli/look-up.ts';
import { transportRecords, zoneLines } from '#app/cli/setup/dns-records.ts';
import { certificateFaults } from '#app/cli/setup/policy-certificates.ts';
import { formatSpan, parseSpan } from '#app/cli/span.ts';
import { readSettings } from '#app/read-settings.ts';
import { defaultSettings, type Settings } from '#app/settings.ts';
import { ownStsPolicy } from '#core/transport/own-sts-policy.ts';
import { isMxPattern } from '#proto/mta-sts/mx-pattern.ts';
import { mxPatternsMax, type StsPolicy, stsMaxAgeSecondsMax } from '#proto/mta-sts/sts-policy.ts';
import { findOwnStsPolicy, setOwnStsPolicy } from '#store/operations/transport/own-sts-policy.ts';
import type { Store } from '#store/store.ts';

const modes = ['none', 'testing', 'enforce', 'default'] as const;

type Options = CommonOptions & {
  readonly mode?: (typeof modes)[number];
  /** Milliseconds. */
  readonly maxAge?: number;
  readonly mx: readonly string[];
  readonly force?: boolean;
};

export function domainMtaSts(parent: Command, cli: Cli): void {
  leaf(parent, 'mta-sts <domain>', {
    summary: 'Show or change what senders are to ask of the mail servers of one domain (MTA-STS)',
    examples: [
      'domain mta-sts example.org',
      'domain mta-sts example.org --mode testing',
      'domain mta-sts example.org --mode enforce --max-age 14d',
      'domain mta-sts example.org --mode default',
    ],
  })
    .option('--mode <mode>', `${modes.join(', ')}: the last as postamt.toml says`, parseMode)
    .option('--max-age <time>', 'how long senders remember it, as 7d', parseMaxAge)
    .option('--mx <name>', 'a mail server, or *.example.org; may be said again', parseMx, [])
    .option('--force', 'enforce also where certificates are not for all names')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot change the policy of "${text}"`, async (work) => {
        const { store, actor, output, clock } = work;
        const { name: domain } = await domainOf(store, text);
        const settings = settingsOf(options);
        const before = await policyOf(store, settings, domain);
        await change(store, { actor, domain, options, settings, now: clock.now() });
        const policy = await policyOf(store, settings, domain);
        const records = transportRecords(domain, settings.hostname, {
          certificate: undefined,
          policy,
        });
        const lines = [...policyText(domain, policy), ...farewell(before, policy)];
        const zone = records.length === 0 ? [] : ['', 'Publish:', ...zoneLines(records)];
        output.result([...lines, ...zone].join('\n'), { domain, policy: policy ?? null, records });
      }),
    );
}

type Change = {
  readonly actor: string;
  readonly domain: string;
  readonly options: Options;
  readonly settings: Settings;
  readonly now: number;
};

/** Keeps what the options say, on top of what was decided before. */
async function change(store: Store, { actor, domain, options, ...world }: Change): Promise<void> {
  const { mode, maxAge, mx, force } = options;
  if (mode === undefined && maxAge === undefined && mx.length === 0) return;
  if (mode === 'default') {
    await store.write(setOwnStsPolicy, { actor, domain, policy: undefined });
    return;
  }
  const { row } = await store.read(findOwnStsPolicy, { domain });
  const { settings, now } = world;
  const policy = {
    mode: mode ?? row?.mode ?? settings.mtaSts?.mode ?? 'testing',
    mx: mx.length > 0 ? mx.join('\n') : (row?.mx ?? ''),
    maxAgeSeconds: maxAge === undefined ? (row?.maxAgeSeconds ?? 0) : maxAge / 1_000,
  };
  if (policy.mode === 'enforce' && force !== true) demandCertificates(settings, domain, mx, now);
  await store.write(setOwnStsPolicy, { actor, domain, policy });
}

/** @throws {CliError} `mta-sts.certificate` where senders would surely be turned away. */
function demandCertificates(
  settings: Settings,
  domain: string,
  mx: readonly string[],
  now: number,
): void {
  const names = mx.length > 0 ? mx : (settings.mtaSts?.mx ?? [settings.hostname.toLowerCase()]);
  const policy: StsPolicy = { mode: 'enforce', mx: names, maxAgeSeconds: 0 };
  const faults = certificateFaults(settings, { domain, policy }, now);
  if (faults.length === 0) return;
  throw new CliError(`Cannot enforce the policy of "${domain}"`, {
    why: `Senders that obey it would send nothing. ${faults.join('. ')}`,
    advice:
      'Add such a certificate to postamt.toml first; "--mode testing" only reports failures, --force does it anyway',
    code: 'mta-sts.certificate',
  });
}

async function policyOf(store: Store, settings: Settings, domain: string) {
  const { mtaSts: policy, hostname } = settings;
  return await ownStsPolicy(store, { policy, hostname }, domain);
}

function settingsOf(options: Options): Settings {
  const file = findConfig(options);
  return file === undefined ? defaultSettings() : readSettings(file);
}

function policyText(domain: string, policy: StsPolicy | undefined): readonly string[] {
  if (policy === undefined) return [`${domain} has no policy: senders may do without TLS`];
  const { mode, mx, maxAgeSeconds } = policy;
  return [
    `Domain    ${domain}`,
    `Mode      ${mode}`,
    `Servers   ${mx.join(', ')}`,
    `Remember  ${formatSpan(maxAgeSeconds * 1_000)}`,
  ];
}

/** Senders remember an enforced policy: it has to be taken back before it may vanish (RFC 8461 §8.3). */
function farewell(before: StsPolicy | undefined, after: StsPolicy | undefined): readonly string[] {
  if (before === undefined || before.mode === 'none') return [];
  const span = formatSpan(before.maxAgeSeconds * 1_000);
  if (after === undefined) {
    return [`Senders remember the policy before for ${span}: take --mode none until then`];
  }
  return after.mode === 'none' ? [`Leave it and its record so for ${span}, then take it away`] : [];
}

function parseMode(text: string): (typeof modes)[number] {
  const mode = modes.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new InvalidArgumentError(`Use one of ${modes.join(', ')}.`);
}

function parseMaxAge(text: string): number {
  const ms = parseSpan(text);
  if (ms / 1_000 <= stsMaxAgeSecondsMax) return ms;
  throw new InvalidArgumentError('Senders remember a policy for a year at most.');
}

function parseMx(text: string, before: readonly string[]): readonly string[] {
  const name = text.toLowerCase();
  if (isMxPattern(name) && before.length < mxPatternsMax) return [...before, name];
  throw new InvalidArgumentError('Write a mail server as mail.example.org or *.example.org.');
}
