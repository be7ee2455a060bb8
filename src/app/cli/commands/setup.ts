import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { type Command, InvalidArgumentError } from 'commander';

import { type Cli, type CommonOptions, openData } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { configFiles } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName } from '#app/cli/look-up.ts';
import { type PasswordOptions, withPasswordOptions } from '#app/cli/read-password.ts';
import {
  type DnsRecord,
  dnsRecords,
  transportRecords,
  zoneLines,
} from '#app/cli/setup/dns-records.ts';
import { type FirstAdmin, makeFirstAdmin } from '#app/cli/setup/first-admin.ts';
import { domainKeys } from '#app/cli/setup/domain-keys.ts';
import { makeOwnCertificate, ownCertificateFiles } from '#app/cli/setup/own-certificate.ts';
import { setupListeners, writeConfig } from '#app/cli/setup/write-config.ts';
import { readSettings } from '#app/read-settings.ts';
import { defaultSettings, type Settings } from '#app/settings.ts';
import type { Clock } from '#base/clock.ts';
import { ownStsPolicy } from '#core/transport/own-sts-policy.ts';

type Options = CommonOptions &
  PasswordOptions & {
    readonly hostname?: string;
    readonly admin: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly address: readonly string[];
    readonly portBase?: number;
  };

/** The largest base with which every listener's port still exists. */
const portBaseMax = 64_000;

export function setup(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'setup <domain>', {
    summary:
      'Prepare a server for a domain: configuration, data directory, certificate, first admin',
    examples: [
      'setup example.org',
      'setup example.org --hostname mx.example.org --admin ada',
      'setup example.org --certificate /etc/ssl/mail.pem --key /etc/ssl/private/mail.key',
      'setup example.org --config ./postamt.toml --data ./data --address 127.0.0.1 --port-base 20000',
    ],
  });
  withPasswordOptions(command)
    .option('--hostname <name>', 'the name of this server (default: mail.DOMAIN)')
    .option('--admin <name>', 'local part of the first administrator', 'admin')
    .option('--certificate <file>', 'certificate of the host with its chain, PEM')
    .option('--key <file>', 'its private key, PEM')
    .option(
      '--address <address>',
      'listen on this address only; may be said several times',
      add,
      [],
    )
    .option('--port-base <n>', 'ports are this plus the well-known one; 0: free ones', parseBase)
    .addHelpText(
      'after',
      '\nWhat is there already is kept, so the command may be run again. Without --certificate an' +
        '\nauthority of its own makes one, which other servers accept and mail programs ask about;' +
        '\nrun the command again in its last 30 of 397 days, then "kill -HUP" the server.',
    )
    .action((text: string, options: Options) =>
      cli.attempt(`Cannot set up "${text}"`, async () => {
        const domain = domainName(text);
        const configFile = resolve(options.config ?? configFiles[1]);
        const isNew = !existsSync(configFile);
        const settings = prepare(domain, configFile, options, cli.world.clock);
        const store = await openData(settings.dataFolder);
        try {
          const { actor, world } = cli;
          const wanted = { ...options, actor, domain, localPart: options.admin };
          const admin = await makeFirstAdmin(store, world, wanted);
          const keys = await domainKeys(cli, store, { domain, dataFolder: settings.dataFolder });
          const { hostname, mtaSts } = settings;
          const policy = await ownStsPolicy(store, { policy: mtaSts, hostname }, domain);
          const certificate = firstCertificate(settings);
          const records = [
            ...dnsRecords(domain, hostname),
            ...keys,
            ...transportRecords(domain, hostname, { certificate, policy }),
          ];
          const done = { domain, configFile, isNew, settings, admin, records };
          cli.output(options).result(summary(done), facts(done));
        } finally {
          await store.close();
        }
      }),
    );
}

type Done = {
  readonly domain: string;
  readonly configFile: string;
  /** False when it was there. */
  readonly isNew: boolean;
  readonly settings: Settings;
  readonly admin: FirstAdmin;
  readonly records: readonly DnsRecord[];
};

/** Makes configuration, folder and certificate, or takes those that are there. */
function prepare(domain: string, configFile: string, options: Options, clock: Clock): Settings {
  if (!existsSync(configFile)) {
    const hostname = domainName(options.hostname ?? `mail.${domain}`);
    const dataFolder = resolve(options.data ?? defaultSettings().dataFolder);
    const { certificate, key } = certificateFiles(options) ?? ownCertificateFiles(dataFolder);
    writeConfig(configFile, {
      hostname,
      dataFolder,
      certificate,
      key,
      addresses: options.address,
      portBase: options.portBase,
    });
  }
  const settings = readSettings(configFile);
  if (options.data !== undefined && resolve(options.data) !== settings.dataFolder) {
    throw usageError(
      `Cannot set up "${domain}"`,
      `${configFile} is there and names the data directory ${settings.dataFolder}`,
      'Leave out --data, or choose another --config',
    );
  }
  mkdirSync(settings.dataFolder, { recursive: true, mode: 0o700 });
  const own = ownCertificateFiles(settings.dataFolder);
  if (settings.certificates.some(({ certificate }) => certificate === own.certificate)) {
    makeOwnCertificate(settings.dataFolder, settings.hostname, clock.now());
  }
  return settings;
}

function certificateFiles({ certificate, key }: Options) {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate !== undefined && key !== undefined) {
    return { certificate: resolve(certificate), key: resolve(key) };
  }
  throw usageError('Cannot set up TLS', 'A certificate and its key belong together', 'Give both');
}

function summary({ domain, configFile, isNew, settings, admin, records }: Done): string {
  const { address, secret } = admin;
  const ports = settings.points
    .filter(({ port }) => port > 0)
    .map(({ name, port }) => `${port} (${name})`);
  const firewall = `Let the firewall pass TCP to: ${[...new Set(ports)].join(', ')}`;
  return [
    `Postamt is set up for ${domain}`,
    '',
    `Configuration  ${configFile}${isNew ? '' : ' (as it was)'}`,
    `Data           ${settings.dataFolder}`,
    `Administrator  ${address}`,
    ...(secret === undefined ? ['Password       as it was'] : []),
    ...(secret?.generated === true ? [`Password       ${secret.password}`] : []),
    '',
    'Put these records into the DNS of the domain:',
    ...zoneLines(records).map((line) => `  ${line}`),
    '',
    ...(records.some(({ type }) => type === 'TLSA') ? [tlsaAdvice, ''] : []),
    ...(ports.length === 0 ? [] : [firewall, '']),
    ...(settings.relay === undefined
      ? ['No mail goes out: the configuration has no [relay]', '']
      : []),
    `Start the server with: postamt serve --config ${configFile}`,
  ].join('\n');
}

const tlsaAdvice =
  'TLSA counts only where the zone is signed with DNSSEC. There, publish the record of a new certificate\n' +
  'before it is used, or other servers will send us nothing: run this command again to see it.';

/** PEM of the certificate that other servers see; undefined while there is none. */
function firstCertificate({ certificates: [first] }: Settings): string | undefined {
  if (first === undefined || !existsSync(first.certificate)) return undefined;
  return readFileSync(first.certificate, 'utf8');
}

function facts({ domain, configFile, settings, admin, records }: Done) {
  const { address, secret } = admin;
  return {
    domain,
    hostname: settings.hostname,
    config: configFile,
    data: settings.dataFolder,
    certificates: settings.certificates,
    admin: secret?.generated === true ? { address, password: secret.password } : { address },
    records,
    listeners: setupListeners,
  };
}

function add(address: string, before: readonly string[]): readonly string[] {
  return [...before, address];
}

function parseBase(text: string): number {
  const base = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (base <= portBaseMax) return base;
  throw new InvalidArgumentError(`Write a whole number from 0 to ${portBaseMax}.`);
}
