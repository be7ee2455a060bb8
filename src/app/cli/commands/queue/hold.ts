import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { addQueueChange } from '#app/cli/commands/queue/change.ts';

export function queueHold(parent: Command, cli: Cli): void {
  addQueueChange(parent, cli, {
    change: 'hold',
    summary: 'Keep a message in the queue until it is released',
    verb: 'hold',
    done: 'Held',
  });
}
