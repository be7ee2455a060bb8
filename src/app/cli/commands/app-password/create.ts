import { type Command, InvalidArgumentError } from 'commander';

import { type Expiry, expiryTime, parseExpiry } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { timeText } from '#app/cli/views.ts';
import type { LoginProtocol } from '#core/auth/login-context.ts';
import { createAppPassword } from '#core/auth/set-password.ts';

type Options = CommonOptions & {
  readonly scope: readonly LoginProtocol[];
  readonly expires?: Expiry;
};

const protocols = ['imap', 'pop3', 'smtp', 'jmap', 'http'] as const satisfies LoginProtocol[];

export function appPasswordCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <address> <name>', {
    summary: 'Make a password for one device or program; it is printed once',
    examples: [
      'app-password create ada@example.org "Ada\'s phone"',
      'app-password create ada@example.org printer --scope smtp --expires 2027-12-31',
      'app-password create ada@example.org "new laptop" --scope imap,smtp --expires 90d --json',
    ],
  })
    .option('--scope <protocols>', `what it opens, of ${protocols.join(', ')}`, parseScopes, [])
    .option('--expires <when>', 'a day, as 2027-01-31, or a time from now, as 90d', parseExpiry)
    .action((text: string, name: string, options: Options) =>
      cli.withStore(options, `Cannot create an app password for "${text}"`, async (work) => {
        const { store, actor, output, clock } = work;
        const { accountId, address } = await accountOf(store, text);
        const { scope: scopes, expires } = options;
        const expiresAt = expires === undefined ? null : expiryTime(expires, clock.now());
        const request = { actor, accountId, name, scopes, expiresAt };
        const { credentialId, password } = await createAppPassword(store, request);
        output.result(`Created the app password "${name}" of "${address}"\nPassword: ${password}`, {
          id: credentialId,
          address,
          name,
          scopes,
          expiresAt: expiresAt === null ? null : timeText(expiresAt),
          password,
        });
      }),
    );
}

function parseScopes(text: string, before: readonly LoginProtocol[]): readonly LoginProtocol[] {
  const scopes = text.split(',').map((word) => {
    const found = protocols.find((protocol) => protocol === word.trim().toLowerCase());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Known are ${protocols.join(', ')}.`);
  });
  return [...new Set([...before, ...scopes])];
}
