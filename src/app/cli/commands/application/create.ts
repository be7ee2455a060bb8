import type { Command } from 'commander';

import {
  type ApplicationOptions,
  changedLimits,
  type LimitOptions,
  optionalText,
  withApplicationOptions,
  withLimitOptions,
} from '#app/cli/application/application-options.ts';
import { applicationOf } from '#app/cli/application/application-of.ts';
import { applicationView } from '#app/cli/application/application-view.ts';
import {
  serverNames,
  settingsLanguage,
  settingsOf,
  settingsText,
} from '#app/cli/application/print-settings.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText, domainOf } from '#app/cli/look-up.ts';
import { makeApplication, newApplicationLimits } from '#core/applications/make-application.ts';
import { type Address, parseNewAddress } from '#core/directory/address.ts';
import { findAddress } from '#store/operations/directory/find-address.ts';

type Options = CommonOptions &
  ApplicationOptions &
  LimitOptions & { readonly login?: string; readonly language: string; readonly host?: string };

export function applicationCreate(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'create <name>', {
    summary: 'Make a login that only sends, and show its settings; the password is shown once',
    examples: [
      'application create Nextcloud --kind nextcloud --from cloud@example.org --network 192.0.2.7',
      'application create "Scanner 2nd floor" --kind scanner --from scan@example.org --mail-to it@example.org',
      'application create Shop --kind wordpress --from shop@example.org --hour 200/400 --language de',
    ],
  });
  withLimitOptions(withApplicationOptions(command))
    .option('--login <address>', 'what it logs in as; its first From address where that is free')
    .option('--language <tag>', 'of its settings and reports, as "de"', 'en')
    .option('--host <name>', "the server's name in the settings; the configuration's otherwise")
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot create the application "${name}"`, (work) =>
        create(work, name, options),
      ),
    );
}

async function create(work: Work, name: string, options: Options): Promise<void> {
  const { store, actor, output } = work;
  const [from] = options.from;
  if (from === undefined) {
    throw usageError(
      `Cannot create the application "${name}"`,
      'It has no address to send as',
      'Say --from ADDRESS, once or several times',
    );
  }
  const address = await loginOf(work, name, from, options.login);
  const { tenantId, tenant } = await domainOf(store, address.domain);
  const mailTo = optionalText(options.mailTo) ?? '';
  const { password } = await makeApplication(store, {
    actor,
    tenantId,
    address,
    language: options.language,
    name,
    kind: options.kind ?? 'other',
    fromAddresses: options.from,
    networks: options.network.filter((network) => network !== 'any'),
    limits: changedLimits(newApplicationLimits, options),
    mailTo: mailTo === '' ? '' : addressText(mailTo),
    dkimStream: optionalText(options.dkimStream) ?? '',
  });
  const row = await applicationOf(store, name, tenant);
  const language = settingsLanguage(options.language);
  const settings = settingsOf(row, serverNames(options), { password, language });
  const pinned = row.networks.length > 0 ? '' : ' from everywhere: --network pins it';
  output.result(
    `Created the application "${name}"; it logs in as ${row.address}${pinned}\nPassword: ${password}\n\n${settingsText(settings)}`,
    { ...applicationView(row), password, settings },
  );
}

/** What was said; else the first From address where nobody has it; else made of the name. */
async function loginOf(
  { store }: Work,
  name: string,
  from: string,
  said: string | undefined,
): Promise<Address> {
  if (said !== undefined) return parseNewAddress(said);
  const first = parseNewAddress(from);
  const { domain, localPart } = first;
  const found = await store.read(findAddress, {
    domain,
    localParts: [localPart],
    fallback: false,
  });
  if (found.kind === 'unknown' || ('matched' in found && found.matched !== localPart)) return first;
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
  return parseNewAddress(`${slug === '' ? 'application' : slug}@${domain}`);
}
