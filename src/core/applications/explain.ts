import { english } from '#core/applications/explain-english.ts';
import { german } from '#core/applications/explain-german.ts';
import type { Finding, FindingFacts, Words } from '#core/applications/explanation.ts';
import type { TlsFailure, WatchStep } from '#core/applications/watch/watch-step.ts';

/** What an explanation needs to know besides the attempt. */
export type ExplainContext = Pick<FindingFacts, 'host' | 'login' | 'fromAddresses'> & {
  /** A language tag: German where it is `de`, else English. */
  readonly language: string;
};

/** What explain looks at: steps, and where the peer and we stand. */
export type ExplainEvent = WatchStep & { readonly remoteAddress: string; readonly face: string };

export type Explanation = Words & {
  readonly finding: Finding;
  /** Whether the message was taken, so far as it came. */
  readonly ok: boolean;
};

type Found = { readonly finding: Finding; readonly what?: string; readonly words?: string };

type Step<Kind extends WatchStep['kind']> = Extract<WatchStep, { kind: Kind }>;

const good: ReadonlySet<Finding> = new Set(['running', 'accepted', 'delivered', 'deferred']);

/** What became of one attempt, its events in their order, in plain words. */
export function explain(events: readonly ExplainEvent[], context: ExplainContext): Explanation {
  const { finding, what = '', words = '' } = diagnose(events);
  const remoteAddress = events.at(-1)?.remoteAddress ?? '';
  const texts = context.language.startsWith('de') ? german : english;
  const said = texts[finding]({ ...context, remoteAddress, what, words });
  return { finding, ok: good.has(finding), ...said };
}

function diagnose(events: readonly ExplainEvent[]): Found {
  if (events.length === 0) return { finding: 'nothing' };
  const last = events.findLast(({ kind }) => decisive.has(kind));
  if (last?.kind === 'delivery') {
    return { finding: last.outcome, what: last.recipient, words: last.words };
  }
  if (last?.kind === 'accepted') return { finding: 'accepted' };
  if (last?.kind === 'refused') return refusedAt(last, events);
  if (last?.kind === 'login-failed') {
    return { finding: `login-${last.reason}`, what: last.login };
  }
  return last?.kind === 'tls-failed' ? tlsFailed(last, events) : undecided(events);
}

/** Steps after which the outcome is known. */
const decisive: ReadonlySet<WatchStep['kind']> = new Set([
  'delivery',
  'accepted',
  'refused',
  'login-failed',
  'tls-failed',
]);

function refusedAt({ stage, what }: Step<'refused'>, events: readonly ExplainEvent[]): Found {
  const words = lastReply(events)?.text.replaceAll('\n', '; ') ?? '';
  if (stage === 'sender') return { finding: 'sender', what };
  if (stage === 'limit') return { finding: 'limit', words };
  if (stage === 'recipient') return { finding: 'suppressed', what, words };
  return what === 'from' ? { finding: 'author' } : { finding: 'refused', words };
}

function tlsFailed(
  { failure, detail }: Step<'tls-failed'>,
  events: readonly ExplainEvent[],
): Found {
  const atPort25 = failure === 'other' ? onPort25(events) : undefined;
  return atPort25 ?? { finding: tlsFindings[failure], words: detail };
}

const tlsFindings: Readonly<Record<TlsFailure, Finding>> = {
  'plain-on-tls': 'plain-on-tls',
  'tls-on-plain': 'tls-on-plain',
  silent: 'silent',
  version: 'tls-version',
  cipher: 'tls-cipher',
  'unknown-authority': 'unknown-authority',
  expired: 'certificate-expired',
  certificate: 'certificate',
  other: 'tls-other',
};

/** Nothing was refused outright: what the client did, or did not, tells why it stopped. */
function undecided(events: readonly ExplainEvent[]): Found {
  const over = events.at(-1)?.kind === 'closed';
  const tls = events.findLast((event): event is ExplainEvent & Step<'tls'> => event.kind === 'tls');
  const commands = events.filter((event) => event.kind === 'command').map(({ text }) => text);
  const connected = events.find((event) => event.kind === 'connected');
  if (commands.length === 0 && tls === undefined && connected?.tls === true) {
    return { finding: 'silent' };
  }
  const afterTls = tls === undefined ? events : events.slice(events.lastIndexOf(tls));
  const spoken = afterTls.some(({ kind }) => kind === 'command');
  if (tls !== undefined && !spoken && over) {
    return tls.nameKnown === false
      ? { finding: 'name-mismatch', what: tls.serverName ?? '' }
      : { finding: 'left-after-tls' };
  }
  const atPort25 = onPort25(events);
  if (atPort25 !== undefined) return atPort25;
  return byReply(events, tls !== undefined) ?? leftOrRunning(events, over);
}

function byReply(events: readonly ExplainEvent[], secure: boolean): Found | undefined {
  const at = events.findLastIndex((event) => event.kind === 'reply' && event.code >= 400);
  const reply = events[at];
  if (reply?.kind !== 'reply') return undefined;
  const { code, enhanced, text } = reply;
  const words = `${code} ${enhanced} ${text.replaceAll('\n', '; ')}`;
  if (code === 538) return { finding: 'no-tls' };
  if (code === 530) return { finding: secure ? 'no-login' : 'no-tls' };
  const before = events.slice(0, at).findLast((event) => event.kind === 'command');
  const command = before?.text.toUpperCase() ?? '';
  if (command.startsWith('RCPT')) return { finding: 'recipient', words };
  // Without TLS no mechanism that shows the password is offered.
  if (command.startsWith('AUTH') && !secure) return { finding: 'no-tls' };
  return { finding: 'refused', words };
}

function leftOrRunning(events: readonly ExplainEvent[], over: boolean): Found {
  if (!over) return { finding: 'running' };
  const reply = lastReply(events);
  const secure = events.some(({ kind }) => kind === 'tls');
  const greeted = events.some((event) => event.kind === 'command');
  // A client that wants to log in and sees no AUTH offered leaves.
  if (!secure && greeted) return { finding: 'no-tls' };
  return { finding: 'left', words: reply === undefined ? '' : `${reply.code} ${reply.text}` };
}

function onPort25(events: readonly ExplainEvent[]): Found | undefined {
  return events.some(({ face }) => face === 'mx') ? { finding: 'wrong-port' } : undefined;
}

/** The last reply that is no goodbye (RFC 5321 §4.1.1.10). */
function lastReply(events: readonly ExplainEvent[]): Step<'reply'> | undefined {
  return events.findLast(
    (event): event is ExplainEvent & Step<'reply'> => event.kind === 'reply' && event.code !== 221,
  );
}
