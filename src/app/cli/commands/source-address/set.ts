import { type Command, InvalidArgumentError } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, domainOf } from '#app/cli/look-up.ts';
import { ipVersion } from '#net/networks.ts';
import { setSourceAddress } from '#store/operations/relay/source-address.ts';

type Options = CommonOptions & {
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly name?: string;
};

export function sourceAddressSet(parent: Command, cli: Cli): void {
  leaf(parent, 'set <domain>', {
    summary:
      'Let the mail of a domain come from addresses of its own; without any, from the usual ones',
    examples: [
      'source-address set example.org --ipv4 192.0.2.7 --ipv6 2001:db8::7 --name out.example.org',
      'source-address set example.org',
    ],
  })
    .option('--ipv4 <address>', 'of this machine', ofVersion(4))
    .option('--ipv6 <address>', 'of this machine', ofVersion(6))
    .option('--name <host>', 'said in EHLO; its address should lead back to it (PTR)')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot set the addresses of "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { name: domain, tenantId } = await domainOf(store, text);
        const { ipv4 = '', ipv6 = '', name } = options;
        const hostName = name === undefined ? '' : domainName(name);
        const line = { domain, ipv4, ipv6, hostName };
        await store.write(setSourceAddress, { actor, tenantId, ...line });
        const from = [ipv4, ipv6, hostName].filter((part) => part !== '').join(', ');
        output.result(
          from === ''
            ? `The mail of ${domain} comes from the addresses of the server`
            : `The mail of ${domain} comes from ${from}`,
          line,
        );
      }),
    );
}

function ofVersion(version: number): (text: string) => string {
  return (text) => {
    if (ipVersion(text) === version) return text;
    throw new InvalidArgumentError('Write an IP address of this machine of that kind.');
  };
}
