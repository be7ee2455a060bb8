import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { type DkimOptions, keyOwner, signedApplication } from '#app/cli/dkim/dkim-keys-of.ts';
import { showKeys } from '#app/cli/dkim/show-keys.ts';
import { leaf } from '#app/cli/leaf.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';
import type { Store } from '#store/store.ts';

export function dkimCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <domain>', {
    summary: 'Make the first keys of a domain, or of an application, and show their records',
    examples: ['dkim create example.org', 'dkim create example.org --application shop'],
  })
    .option('--application <name>', 'keys of its own for an application')
    .action((text: string, options: DkimOptions) =>
      cli.withStore(options, `Cannot make keys for "${text}"`, async (work) => {
        const { store, output, clock, secrets, actor } = work;
        await nameKeys(store, text, { ...options, actor });
        const owner = await keyOwner(store, text, options);
        const maker = { store, secrets, actor, now: clock.now() };
        showKeys(output, await preparePair(maker, owner));
      }),
    );
}

/** Lets the application's mail be signed by keys of its name, unless it names others already. */
async function nameKeys(
  store: Store,
  text: string,
  { application, actor }: DkimOptions & { readonly actor: string },
): Promise<void> {
  if (application === undefined) return;
  const { accountId, name, dkimStream } = await signedApplication(store, text, application);
  if (dkimStream !== '') return;
  await store.write(updateApplication, { actor, accountId, dkimStream: name });
}
