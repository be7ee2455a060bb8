import { type Command, InvalidArgumentError } from 'commander';

import { type SendLimit, sendWindows, type SetLimits } from '#store/send-limits.ts';

const partShape = /^\d{1,9}$/;
const partNames = ['messages', 'recipients', 'strangers'] as const;

/** What somebody says of each window. */
export type SetLimitOptions = {
  readonly minute?: Partial<SendLimit>;
  readonly hour?: Partial<SendLimit>;
  readonly day?: Partial<SendLimit>;
};

/** Adds `--minute`, `--hour` and `--day`. */
export function withSetLimitOptions(command: Command): Command {
  for (const window of sendWindows()) {
    const about = `messages/recipients/first-time recipients in one ${window}; "unlimited" for no limit, "-" for the usual one`;
    command.option(`--${window} <limits>`, about, parseParts);
  }
  return command;
}

/** What is set from now on: windows that are not said stay. */
export function withSaid(before: SetLimits, said: SetLimitOptions): SetLimits {
  const entries = sendWindows().map((window) => [window, said[window] ?? before[window]] as const);
  return Object.fromEntries(
    entries.filter(([, limit]) => limit !== undefined && Object.keys(limit).length > 0),
  );
}

function parseParts(text: string): Partial<SendLimit> {
  if (text.toLowerCase() === 'unlimited') return { messages: 0, recipients: 0, strangers: 0 };
  const parts = text.split('/');
  if (parts.length > partNames.length || !parts.every(isPart)) {
    throw new InvalidArgumentError('Write 100, 100/200, 100/200/50, -/-/50 or "unlimited".');
  }
  const set = partNames.flatMap((name, at) => {
    const part = parts[at] ?? '-';
    if (part === '-') return [];
    return [[name, part === 'unlimited' ? 0 : Number(part)] as const];
  });
  return Object.fromEntries(set);
}

function isPart(part: string): boolean {
  return part === '-' || part === 'unlimited' || partShape.test(part);
}
