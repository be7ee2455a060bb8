import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { countNames, limitView, senderView } from '#app/cli/limit/limit-view.ts';
import { scopeAbout, scopeOf, tenantAbout } from '#app/cli/limit/scope-of.ts';
import { limitsInForce } from '#core/limits/limits-in-force.ts';
import { findSenderState } from '#store/operations/limits/find-sender.ts';
import { sendScopeKind } from '#store/send-limits.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function limitShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show', {
    summary: 'Show how much may be sent, what of it is used, and whether mail is held',
    examples: ['limit show ada@example.org', 'limit show example.org', 'limit show --tenant Acme'],
  })
    .argument('[name]', scopeAbout)
    .option('--tenant <name>', tenantAbout)
    .action((text: string | undefined, options: Options) =>
      cli.withStore(options, 'Cannot show the limits', async ({ store, output, clock }) => {
        const { kind, id, name } = await scopeOf(store, text, options.tenant);
        const limits = (await limitsInForce(store, { kind, id }, clock.now())).map(limitView);
        const sender =
          kind === sendScopeKind.account
            ? senderView(await store.read(findSenderState, id))
            : undefined;
        const facts = limits.map(
          ({ window, counts, max, set, used }) =>
            [
              `${countNames[counts]} a ${window}`.replace('a hour', 'an hour'),
              `${used} of ${max ?? 'unlimited'}${set ? ' (set)' : ''}`,
            ] as const,
        );
        const state = sender === undefined ? [] : [['sending', sender.state] as const];
        output.facts([['name', name], ...state, ...facts], { name, limits, ...sender });
      }),
    );
}
