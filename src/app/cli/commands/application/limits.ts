import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import {
  changedLimits,
  type LimitOptions,
  withLimitOptions,
} from '#app/cli/application/application-options.ts';
import { limitsText } from '#app/cli/application/application-view.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';

type Options = CommonOptions & LimitOptions & { readonly tenant?: string };

export function applicationLimits(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'limits <name>', {
    summary: 'Show or change how much an application may send in a minute, an hour and a day',
    examples: [
      'application limits Nextcloud',
      'application limits Nextcloud --hour 100/500 --day 1000',
      'application limits Nextcloud --minute unlimited',
    ],
  });
  withLimitOptions(command)
    .option('--tenant <name>', 'where several tenants have one of that name')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot change the limits of "${name}"`, async (work) => {
        const { store, actor, output } = work;
        const row = await applicationOf(store, name, options.tenant);
        const { minute, hour, day } = options;
        const said = given({ minute, hour, day });
        const limits = changedLimits(row.limits, said);
        if (Object.keys(said).length > 0) {
          await store.write(updateApplication, { actor, accountId: row.accountId, limits });
        }
        output.result(`"${row.name}" may send: ${limitsText(limits)}`, { name: row.name, limits });
      }),
    );
}
