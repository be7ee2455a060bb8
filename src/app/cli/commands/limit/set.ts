import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given, needsChange } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import {
  type SetLimitOptions,
  withSaid,
  withSetLimitOptions,
} from '#app/cli/limit/limit-options.ts';
import { scopeAbout, scopeOf, tenantAbout } from '#app/cli/limit/scope-of.ts';
import { findSetLimits } from '#store/operations/limits/find-sender.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';

type Options = CommonOptions & SetLimitOptions & { readonly tenant?: string };

export function limitSet(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'set', {
    summary: 'Set how much may be sent in a minute, an hour and a day',
    examples: [
      'limit set ada@example.org --hour 200/1000/100 --day 1000',
      'limit set example.org --day 5000/20000',
      'limit set --tenant Acme --day -/-/500',
      'limit set news@example.org --hour unlimited',
    ],
  })
    .argument('[name]', scopeAbout)
    .option('--tenant <name>', tenantAbout);
  withSetLimitOptions(command).action((text: string | undefined, options: Options) =>
    cli.withStore(options, 'Cannot set the limits', async ({ store, actor, output }) => {
      const { minute, hour, day } = options;
      const said = given({ minute, hour, day });
      needsChange(said, '--minute, --hour or --day');
      const { kind, id, name } = await scopeOf(store, text, options.tenant);
      const limits = withSaid(await store.read(findSetLimits, { kind, id }), said);
      await store.write(setSendLimit, { actor, kind, id, limits });
      output.result(`Set the limits of "${name}"`, { name, limits });
    }),
  );
}
