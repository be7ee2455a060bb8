import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { addQueueChange } from '#app/cli/commands/queue/change.ts';

export function queueCancel(parent: Command, cli: Cli): void {
  addQueueChange(parent, cli, {
    change: 'cancel',
    summary: 'Take a message out of the queue; its sender is told nothing',
    verb: 'cancel',
    done: 'Cancelled',
    question: 'be taken out of the queue',
  });
}
