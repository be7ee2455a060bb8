import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import { ConnectionEnd, type ConnectionEndReason } from '#net/connection.ts';
import { replyText, type ServerReply } from '#proto/smtp/reply-reader.ts';
import type { Server } from '#relay/open-connection.ts';
import type { RouteFailure } from '#relay/route.ts';
import { ServerRefused } from '#relay/smtp-client.ts';
import { UntrustedServer } from '#relay/tls-policy.ts';

/** What is known of the server that answers. */
export type Seen = Pick<RecipientResult, 'server' | 'tls' | 'passesNotify' | 'passesBy'>;

/** What became of each recipient by what a server said, in their order. */
export function resultsOf(
  { recipients }: ClaimedMessage,
  answers: readonly ServerReply[],
  seen: Seen,
): RecipientResult[] {
  return recipients.map(({ recipientNumber }, index) => {
    const answer = answers[index] ?? { code: 450, enhanced: '4.3.0', lines: ['No answer'] };
    return { recipientNumber, outcome: outcomeOf(answer), answer, answered: true, ...seen };
  });
}

/** The same for all recipients of a message. */
export function resultsOfFailure(
  { recipients }: ClaimedMessage,
  { kind: outcome, answer, answered = false, server, tls }: RouteFailure,
): RecipientResult[] {
  return recipients.map(({ recipientNumber }) => {
    return { recipientNumber, outcome, answer, answered, server, tls, passesNotify: false };
  });
}

/** How servers say that they take more recipients another time (RFC 3463 §3.6, X.5.3). */
const tooMany = /\b[45]\.5\.3\b|too many recipients/i;

function outcomeOf(answer: ServerReply): RecipientResult['outcome'] {
  const { code } = answer;
  if (code >= 200 && code < 300) return 'sent';
  // RFC 5321 §4.5.3.1.10: 552 for too many recipients is meant for now only.
  return code >= 500 && !(code === 552 && tooMany.test(replyText(answer))) ? 'failed' : 'deferred';
}

/** Why a server takes nothing more, from what was thrown. */
export function failureOf(server: Server, error: unknown, tls?: string): RouteFailure {
  const seen = { server: nameOf(server), tls };
  if (error instanceof UntrustedServer) {
    return { ...seen, kind: 'deferred', answer: error.answer, untrusted: true };
  }
  if (error instanceof ServerRefused) {
    const kind = error.reply.code >= 500 ? 'failed' : 'deferred';
    return { ...seen, kind, answer: error.reply, answered: true };
  }
  const why = error instanceof Error ? wordsOf(error) : String(error);
  const answer = { code: 450, enhanced: '4.4.2', lines: [`${nameOf(server)}: ${why}`] };
  return { ...seen, kind: 'deferred', answer };
}

const endings = {
  gone: 'The server broke the connection off',
  idle: 'The server did not answer in time',
  draining: 'Mail is not sent while this server stops',
} as const satisfies Record<ConnectionEndReason, string>;

/** For the administrator, and in a report for the sender. */
function wordsOf(error: Error): string {
  return error instanceof ConnectionEnd ? endings[error.reason] : error.message;
}

/** As `mx.example.net [192.0.2.1]`. */
export function nameOf({ host, address }: Server): string {
  return `${host} [${address}]`;
}
