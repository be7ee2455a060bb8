import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { fileText } from '#app/cli/commands/template/read-file.ts';
import { leaf } from '#app/cli/leaf.ts';
import type { TemplateValues } from '#core/sending/template/render-template.ts';
import { fillTemplate } from '#core/sending/template/template-message.ts';
import { findTemplate } from '#store/operations/sending/templates.ts';

type Options = CommonOptions &
  PlaceOptions & {
    readonly locale: string;
    readonly values?: string;
    readonly set: readonly (readonly [name: string, value: string])[];
  };

export function templateRender(parent: Command, cli: Cli): void {
  leaf(parent, 'render <name>', {
    summary: 'Show what a template makes of values',
    examples: [
      'template render welcome --set name=Ada',
      'template render invoice --locale de --values order.json',
    ],
  })
    .option('--locale <tag>', 'in this language, or what suits it best', 'en')
    .option('--values <file>', 'JSON object with the values')
    .option('--set <name=value>', 'one value; again for more', parseSetting, [])
    .option('--application <name>', 'as this application has it; the tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot fill the template "${text}"`, async ({ store, output }) => {
        const { tenantId, accountId } = await suppressionPlace(store, options);
        const name = text.toLowerCase();
        const { locale } = options;
        const values = { ...readValues(options.values), ...Object.fromEntries(options.set) };
        const variants = await store.read(findTemplate, { tenantId, accountId, name });
        const filled = fillTemplate(variants, { name, locale, values });
        output.facts(
          [
            ['Language', filled.locale],
            ['Subject', filled.subject],
            ...(filled.text === undefined ? [] : [['Text', filled.text] as const]),
            ...(filled.html === undefined ? [] : [['HTML', filled.html] as const]),
          ],
          filled,
        );
      }),
    );
}

function parseSetting(
  text: string,
  before: Options['set'],
): readonly (readonly [string, string])[] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError(`Cannot take "${text}"`, 'It has no name', 'Write name=value');
  return [...before, [text.slice(0, at), text.slice(at + 1)]];
}

function readValues(path: string | undefined): TemplateValues {
  if (path === undefined) return {};
  try {
    const value: unknown = JSON.parse(fileText(path));
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw usageError(`Cannot read "${path}"`, 'It is no JSON object', 'Write {"name": "value"}');
}
