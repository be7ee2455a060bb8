import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { addQueueChange } from '#app/cli/commands/queue/change.ts';

export function queueRelease(parent: Command, cli: Cli): void {
  addQueueChange(parent, cli, {
    change: 'release',
    summary: 'Let a held message be tried again as its time comes',
    verb: 'release',
    done: 'Released',
  });
}
