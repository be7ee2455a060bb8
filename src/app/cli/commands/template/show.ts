import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { timeText } from '#app/cli/views.ts';
import { refuse } from '#base/refusal.ts';
import { findTemplate, type TemplateRefusalCode } from '#store/operations/sending/templates.ts';

export function templateShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <name>', {
    summary: 'Show a template in all its languages',
    examples: ['template show invoice', 'template show welcome --application Shop --json'],
  })
    .option('--application <name>', 'as this application has it; the tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .action((text: string, options: CommonOptions & PlaceOptions) =>
      cli.withStore(options, `Cannot show the template "${text}"`, async ({ store, output }) => {
        const { tenantId, accountId } = await suppressionPlace(store, options);
        const name = text.toLowerCase();
        const variants = await store.read(findTemplate, { tenantId, accountId, name });
        if (variants.length === 0) {
          refuse<TemplateRefusalCode>('template.absent', `There is no template "${name}"`);
        }
        const facts = variants.flatMap((variant): [string, string][] => [
          ['Language', variant.locale],
          ['Subject', variant.subject],
          ...(variant.text === '' ? [] : [['Text', variant.text] satisfies [string, string]]),
          ...(variant.html === '' ? [] : [['HTML', variant.html] satisfies [string, string]]),
        ]);
        output.facts(
          [['Template', name], ...facts],
          variants.map(({ locale, subject, text: plain, html, changedAt }) => {
            return { name, locale, subject, text: plain, html, changed: timeText(changedAt) };
          }),
        );
      }),
    );
}
