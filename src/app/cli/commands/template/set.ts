import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { fileText } from '#app/cli/commands/template/read-file.ts';
import { leaf } from '#app/cli/leaf.ts';
import { checkTemplate } from '#core/sending/template/template-message.ts';
import { setTemplate } from '#store/operations/sending/templates.ts';

type Options = CommonOptions &
  PlaceOptions & {
    readonly locale: string;
    readonly subject: string;
    readonly text?: string;
    readonly html?: string;
  };

export function templateSet(parent: Command, cli: Cli): void {
  leaf(parent, 'set <name>', {
    summary: 'Keep a template of messages, or replace its variant for one language',
    examples: [
      'template set invoice --subject "Invoice {{ number }}" --text invoice.txt --html invoice.html',
      'template set invoice --locale de --subject "Rechnung {{ number }}" --text rechnung.txt',
      'template set welcome --application Shop --subject "Hello {{ name }}" --text welcome.txt',
    ],
  })
    .requiredOption('--subject <text>', 'with {{ names }} to fill in')
    .option('--locale <tag>', 'language of this variant, as de or pt-br', 'en')
    .option('--text <file>', 'file with the text')
    .option('--html <file>', 'file with the HTML')
    .option('--application <name>', 'of this application only; of the whole tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot keep the template "${name}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        const { locale, subject } = options;
        const bodies = { text: fileText(options.text), html: fileText(options.html) };
        const draft = checkTemplate({ name, locale, subject, ...bodies });
        await store.write(setTemplate, { actor, tenantId, accountId, ...draft });
        const said = `The template "${draft.name}" (${draft.locale}) of ${list} is kept`;
        output.result(said, { name: draft.name, locale: draft.locale, list });
      }),
    );
}
