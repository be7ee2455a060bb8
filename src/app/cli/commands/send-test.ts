import { setTimeout as sleep } from 'node:timers/promises';

import type { Command } from 'commander';

import { parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { testEnvelope, testMessage } from '#app/cli/test-message.ts';
import { timelineFacts, timelineView } from '#app/cli/trace-view.ts';
import { withServices } from '#app/cli/with-services.ts';
import { Trace } from '#core/trace/trace.ts';
import { findServerAdministrator } from '#store/operations/directory/find-address.ts';
import { readTrace, type Trace as KeptTrace } from '#store/operations/trace/read-trace.ts';
import type { Store } from '#store/store.ts';

type Options = CommonOptions & { readonly from?: string; readonly wait: number };

/** Seconds that the command follows the message unless told otherwise. */
const waitSecondsUsual = 60;

/** Milliseconds between two looks at the trace. */
const lookMs = 250;

/** States in which nothing more happens soon. */
const settled: ReadonlySet<string> = new Set([
  'delivered',
  'bounced',
  'refused',
  'deferred',
  'held',
]);

/** Sends a message as a person would and tells what becomes of it. */
export function sendTest(program: Command, cli: Cli): void {
  leaf(program, 'send-test <to>', {
    summary: 'Send a test message and follow it, step by step, until the other server has it',
    examples: [
      'send-test someone@example.com',
      'send-test someone@example.com --from ada@example.org --wait 300',
      'send-test ben@example.org --json',
    ],
  })
    .option('--from <address>', "send in this account's name (default: an administrator)")
    .option('--wait <seconds>', 'how long to follow it', parseCount, waitSecondsUsual)
    .action((to: string, options: Options) =>
      cli.withStore(options, `Cannot send a test message to ${to}`, async (work) => {
        const traceId = await send(work, to, options);
        const trace = await follow(work, traceId, options.wait);
        work.output.facts(timelineFacts(trace, 'en'), timelineView(trace, 'en'));
        if (trace.status === 'bounced' || trace.status === 'refused') cli.exitCode = 1;
      }),
    );
}

type Sent = { readonly tenantId: number; readonly id: string };

async function send(work: Work, to: string, options: Options): Promise<Sent> {
  const { store, clock } = work;
  return await withServices(work, options, async (services) => {
    const { settings } = services;
    const from = await senderOf(store, options.from);
    const envelope = await testEnvelope(services, from, to);
    const { id } = envelope;
    await using body = services.delivery.open();
    await body.push(testMessage({ from: from.address, to, id, at: clock.now(), settings }));
    const trace = new Trace(clock);
    const outcome = await services.delivery.file(envelope, body, { trace, whenFull: 'refuse' });
    if (outcome.kind === 'refused') throw refused(outcome.reply);
    return { tenantId: from.tenantId, id };
  });
}

function refused([code, enhanced, text = '']: readonly [number, string, ...string[]]): CliError {
  return new CliError('Cannot send the test message', {
    why: `It was refused: ${code} ${enhanced} ${text}`,
    advice: 'Send it in the name of another account with --from',
  });
}

async function senderOf(store: Store, from: string | undefined) {
  if (from !== undefined) return await accountOf(store, from);
  const administrator = await store.read(findServerAdministrator, undefined);
  if (administrator !== undefined) return administrator;
  throw new CliError('Cannot send a test message', {
    why: 'There is no administrator of the server to send it',
    advice: 'Say who sends it with --from ADDRESS',
  });
}

/** Waits until the message is somewhere, or for as long as asked. */
async function follow(
  { store, clock }: Work,
  { tenantId, id: traceId }: Sent,
  seconds: number,
): Promise<KeptTrace> {
  const end = clock.elapsed() + seconds * 1_000;
  for (;;) {
    const trace = await store.read(readTrace, { tenantId, traceId });
    const over = clock.elapsed() >= end;
    if (trace !== undefined && (over || isSettled(trace))) return trace;
    if (over) {
      throw new CliError('Cannot follow the test message', {
        why: `Its trace ${traceId} is not there`,
        advice: 'Look for it with "postamt trace"',
      });
    }
    await sleep(lookMs);
  }
}

/** Filed here and nothing queued, or settled by another server. */
function isSettled({ status }: KeptTrace): boolean {
  return settled.has(status) || status === 'accepted';
}
