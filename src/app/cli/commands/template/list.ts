import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { shortTime, timeText } from '#app/cli/views.ts';
import { listTemplates } from '#store/operations/sending/templates.ts';

export function templateList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List templates of messages with their languages',
    examples: ['template list', 'template list --application Shop --json'],
  })
    .option('--application <name>', 'of this application; of the whole tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .action((options: CommonOptions & PlaceOptions) =>
      cli.withStore(options, 'Cannot list the templates', async ({ store, output }) => {
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        const rows = await store.read(listTemplates, { tenantId, accountId });
        const views = rows.map(({ name, locale, subject, changedAt }) => {
          return { name, locale, subject, changed: timeText(changedAt) };
        });
        output.table(
          views,
          [
            { heading: 'NAME', of: ({ name }) => name },
            { heading: 'LANGUAGE', of: ({ locale }) => locale },
            { heading: 'CHANGED', of: ({ changed }) => shortTime(changed) },
            { heading: 'SUBJECT', of: ({ subject }) => subject },
          ],
          { none: `There are no templates of ${list}`, values: views },
        );
      }),
    );
}
