import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { addQueueChange } from '#app/cli/commands/queue/change.ts';

export function queueRetry(parent: Command, cli: Cli): void {
  addQueueChange(parent, cli, {
    change: 'retry',
    summary: 'Try a message at once, whenever its next attempt was due',
    verb: 'retry',
    done: 'Due now:',
  });
}
