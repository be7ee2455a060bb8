import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { type DkimOptions, keyOwner, keysInUse } from '#app/cli/dkim/dkim-keys-of.ts';
import { ownResolver } from '#app/cli/dkim/own-resolver.ts';
import { leaf } from '#app/cli/leaf.ts';
import { refuse } from '#base/refusal.ts';
import { keyPublication } from '#core/signing-keys/key-published.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { activateDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import type { DkimKey, DkimRefusalCode } from '#store/operations/dkim/dkim-keys.ts';

type Options = DkimOptions & { readonly force?: boolean; readonly resolver?: string };

export function dkimActivate(parent: Command, cli: Cli): void {
  leaf(parent, 'activate <domain>', {
    summary: 'Sign with the new keys now, when their records are in the DNS; the old ones retire',
    examples: ['dkim activate example.org', 'dkim activate example.org --force'],
  })
    .option('--application <name>', 'those of an application')
    .option('--resolver <address>', 'ask this DNS server, as 127.0.0.1 or 127.0.0.1:5353')
    .option('--force', 'do not ask the DNS')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot activate the keys of "${text}"`, async (work) => {
        const { store, output, actor, clock } = work;
        const owner = await keyOwner(store, text, options);
        const prepared = (await keysInUse(store, owner)).filter(
          ({ state }) => state === dkimKeyState.prepared,
        );
        if (prepared.length === 0) {
          refuse<DkimRefusalCode>('dkim-key.absent', `"${owner.domain}" has no new keys`);
        }
        if (options.force !== true) await demandRecords(ownResolver(options, clock), prepared);
        const { domain } = owner;
        const selectors = prepared.map(({ selector }) => selector);
        await store.write(activateDkimKeys, { actor, domain, selectors });
        const told = `Mail of ${domain} is signed by ${selectors.join(' and ')}`;
        output.result(told, { domain, selectors });
      }),
    );
}

async function demandRecords(resolver: Resolver, keys: readonly DkimKey[]): Promise<void> {
  for (const key of keys) {
    const found = await keyPublication(resolver, key);
    if (found === 'published') continue;
    throw new CliError(`Cannot activate the keys of "${key.domain}"`, {
      why: `The record of ${key.selector} is not in the DNS (${found})`,
      advice: `"postamt dkim show ${key.domain}" shows it; --force does not ask`,
      code: 'dkim-key.unpublished',
    });
  }
}
