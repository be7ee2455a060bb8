import { type Command, InvalidArgumentError } from 'commander';

import { addressText } from '#app/cli/look-up.ts';
import { Refusal } from '#base/refusal.ts';
import { networksMax, normalNetwork } from '#core/applications/network-pins.ts';
import {
  type ApplicationKind,
  fromAddressesMax,
} from '#store/operations/application/application-row.ts';
import type { SendLimit, SendLimits } from '#store/send-limits.ts';

const kinds = [
  'nextcloud',
  'scanner',
  'erp',
  'wordpress',
  'gitlab',
  'other',
] as const satisfies ApplicationKind[];

const limitShape = /^(\d{1,9})(?:\/(\d{1,9}))?$/;

/** What an administrator may say of an application. */
export type ApplicationOptions = {
  readonly from: readonly string[];
  readonly network: readonly string[];
  readonly mailTo?: string;
  readonly dkimStream?: string;
  readonly kind?: ApplicationKind;
};

export type LimitOptions = {
  readonly minute?: SendLimit;
  readonly hour?: SendLimit;
  readonly day?: SendLimit;
};

/** Adds `--from`, `--network`, `--mail-to`, `--dkim-stream` and `--kind`. */
export function withApplicationOptions(command: Command): Command {
  return command
    .option('--from <address>', 'an address that it sends as; may be said again', parseFrom, [])
    .option('--network <cidr>', 'where it may log in from; may be said again', parseNetwork, [])
    .option('--mail-to <address>', 'who gets what is sent to its address; "none" refuses it')
    .option('--dkim-stream <name>', 'DKIM keys of its own; "none" for the domain\'s')
    .option('--kind <kind>', `one of ${kinds.join(', ')}`, parseKind);
}

/** Adds `--minute`, `--hour` and `--day`. */
export function withLimitOptions(command: Command): Command {
  return command
    .option('--minute <limit>', limitAbout('minute'), parseLimit)
    .option('--hour <limit>', limitAbout('hour'), parseLimit)
    .option('--day <limit>', limitAbout('day'), parseLimit);
}

function limitAbout(window: string): string {
  return `messages, or messages/recipients, in one ${window}; "unlimited" for none`;
}

/** The limits with those that were said; one that is unlimited goes. */
export function changedLimits(before: SendLimits, options: LimitOptions): SendLimits {
  const { minute, hour, day } = { ...before, ...options };
  const set = Object.entries({ minute, hour, day }).filter(
    ([, limit]) => limit !== undefined && limit.messages + limit.recipients > 0,
  );
  return Object.fromEntries(set);
}

/** A word of which `none` says that there is to be nothing. */
export function optionalText(text: string | undefined): string | undefined {
  return text?.toLowerCase() === 'none' ? '' : text;
}

function parseKind(text: string): ApplicationKind {
  const found = kinds.find((kind) => kind === text.toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Known are ${kinds.join(', ')}.`);
}

function parseFrom(text: string, before: readonly string[]): readonly string[] {
  return added(before, checked(addressText, text), fromAddressesMax);
}

function parseNetwork(text: string, before: readonly string[]): readonly string[] {
  if (text.toLowerCase() === 'any') return ['any'];
  return added(before, checked(normalNetwork, text), networksMax);
}

/** Messages, and recipients behind a slash. */
function parseLimit(text: string): SendLimit {
  if (text.toLowerCase() === 'unlimited') return { messages: 0, recipients: 0 };
  const [, messages, recipients = '0'] = limitShape.exec(text) ?? [];
  if (messages !== undefined) {
    return { messages: Number(messages), recipients: Number(recipients) };
  }
  throw new InvalidArgumentError('Write 100, 100/200 (messages/recipients) or "unlimited".');
}

function added(before: readonly string[], one: string, max: number): readonly string[] {
  const all = [...new Set([...before, one])];
  if (all.length > max) throw new InvalidArgumentError(`At most ${max} of them.`);
  return all;
}

function checked(read: (text: string) => string, text: string): string {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Refusal) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
