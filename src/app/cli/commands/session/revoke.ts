import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { refuse } from '#base/refusal.ts';
import { endWebSessions } from '#store/operations/web-session/end-web-sessions.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function sessionRevoke(parent: Command, cli: Cli): void {
  leaf(parent, 'revoke', {
    summary: 'Sign a browser out at once, or without an id all browsers of an account',
    examples: ['session revoke ada@example.org 17', 'session revoke ada@example.org'],
  })
    .argument('<address>')
    .argument('[id]', 'as "session list" shows it', idOf('session list'))
    .option('--yes', 'do not ask')
    .action((text: string, sessionId: number | undefined, options: Options) =>
      cli.withStore(options, `Cannot end a session of "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, address } = await accountOf(store, text);
        const what = sessionId === undefined ? 'all browsers' : `the browser ${sessionId}`;
        await confirm(cli.world, `Sign out ${what} of "${address}"?`, options.yes);
        const which = sessionId === undefined ? { except: 0 } : { sessionId };
        const { ended } = await store.write(endWebSessions, { actor, accountId, which });
        if (ended === 0 && sessionId !== undefined) {
          refuse('session.absent', `There is no session ${sessionId}`);
        }
        output.result(`Signed out ${what} of "${address}"`, { address, ended });
      }),
    );
}
