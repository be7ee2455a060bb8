import { type Command, Option } from 'commander';

import { type HostPort, parseHostPort } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, tenantOf } from '#app/cli/look-up.ts';
import { readPassword } from '#app/cli/read-password.ts';
import { smartHostSecretName } from '#core/queue/ways-out.ts';
import {
  addSmartHost,
  type SmartHostScope,
  type SmartHostTls,
} from '#store/operations/relay/smart-host.ts';

type Options = CommonOptions & {
  readonly tls: SmartHostTls;
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly tenant?: string;
  readonly from?: string;
  readonly to?: string;
};

export function smartHostAdd(parent: Command, cli: Cli): void {
  leaf(parent, 'add <server>', {
    summary: 'Send by another server, all mail or that of a tenant, a domain or to a domain',
    examples: [
      'smart-host add smtp.provider.example:587 --user customer',
      'smart-host add relay.example.net:465 --tls implicit --user u --password-stdin --tenant acme',
      'smart-host add 10.0.0.5 --tls none --to internal.example.org',
    ],
  })
    .addOption(
      new Option('--tls <how>', 'starttls and implicit check the certificate')
        .choices(['starttls', 'implicit', 'opportunistic', 'none'])
        .default('starttls'),
    )
    .option('--user <name>', 'log in by this name; the password is asked for')
    .option('--password-stdin', 'read the password from standard input')
    .option('--tenant <name>', 'for mail of this tenant only')
    .option('--from <domain>', 'for senders of this domain only')
    .option('--to <domain>', 'for recipients of this domain only')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot add the smart host ${text}`, async (work) => {
        const { store, actor, output } = work;
        const server = parseHostPort(text);
        const scope = await scopeOf(work, options);
        const password = await sealedPassword(cli, work, { options, scope });
        const { tls, user: username = '' } = options;
        const line = { ...server, tls, username };
        const id = await store.write(addSmartHost, { actor, ...scope, ...line, password });
        output.result(`Added the smart host ${id}: ${words(server, scope)}`, {
          id,
          ...line,
          ...scope,
        });
      }),
    );
}

async function scopeOf({ store }: Work, { tenant, from, to }: Options): Promise<SmartHostScope> {
  return {
    tenantId: tenant === undefined ? 0 : (await tenantOf(store, tenant)).tenantId,
    senderDomain: from === undefined ? '' : domainName(from),
    recipientDomain: to === undefined ? '' : domainName(to),
  };
}

async function sealedPassword(
  cli: Cli,
  { secrets }: Work,
  { options, scope }: { readonly options: Options; readonly scope: SmartHostScope },
): Promise<Uint8Array> {
  if (options.user === undefined) return new Uint8Array(0);
  const { password } = await readPassword(cli.world, options);
  return secrets().seal(Buffer.from(password), smartHostSecretName(scope));
}

function words(
  { host, port }: HostPort,
  { senderDomain, recipientDomain }: SmartHostScope,
): string {
  const from = senderDomain === '' ? '' : ` from ${senderDomain}`;
  const to = recipientDomain === '' ? '' : ` to ${recipientDomain}`;
  return `${host}:${port} takes mail${from}${to}`;
}
