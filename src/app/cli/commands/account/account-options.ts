import { type Command, InvalidArgumentError, Option } from 'commander';

import { parseCount, parseSize } from '#app/cli/arguments.ts';
import { adminNames } from '#app/cli/views.ts';

/** What can be said of an account when it is made and later. */
export type AccountOptions = {
  readonly name?: string;
  readonly language?: string;
  readonly quota?: number;
  readonly messages?: number;
  readonly admin?: (typeof adminNames)[number];
};

const languageShape = /^[a-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}$/;

/** Adds the options of {@link AccountOptions}. */
export function withAccountOptions(command: Command): Command {
  return command
    .option('--name <name>', 'the name of the person')
    .option('--language <tag>', 'language, as en or de', parseLanguage)
    .option('--quota <size>', 'octets of mail, as 5G, or "unlimited"', parseSize)
    .option('--messages <n>', 'messages it may hold, or "unlimited"', parseCount)
    .addOption(new Option('--admin <of>', 'what the account administers').choices([...adminNames]));
}

/** As the operations want it; what nobody said is undefined. */
export function accountChanges({ name, language, quota, messages, admin }: AccountOptions) {
  return {
    displayName: name,
    language,
    bytesMax: quota,
    countMax: messages,
    admin: admin === undefined ? undefined : adminValue(admin),
  };
}

function adminValue(admin: (typeof adminNames)[number]): 0 | 1 | 2 {
  if (admin === 'server') return 2;
  return admin === 'tenant' ? 1 : 0;
}

function parseLanguage(text: string): string {
  if (languageShape.test(text)) return text;
  throw new InvalidArgumentError('Write a language tag, as en, de or pt-BR.');
}
