import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import {
  serverNames,
  settingsLanguage,
  settingsOf,
  settingsText,
} from '#app/cli/application/print-settings.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly language?: string;
  readonly host?: string;
};

export function applicationShowSettings(parent: Command, cli: Cli): void {
  leaf(parent, 'settings <name>', {
    summary: 'Show what is to be typed where: the fields of its page, commands, lines to copy',
    examples: ['application settings Nextcloud', 'application settings Nextcloud --language de'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .option('--language <tag>', 'as "de"; its own otherwise')
    .option('--host <name>', "the server's name; the configuration's otherwise")
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot show the settings of "${name}"`, async (work) => {
        const row = await applicationOf(work.store, name, options.tenant);
        const language = settingsLanguage(options.language ?? row.language);
        const settings = settingsOf(row, serverNames(options), { language });
        work.output.result(settingsText(settings), settings);
      }),
    );
}
