import type { WatchedEvent } from '#core/applications/watch/attempt-watch.ts';
import type { Explanation } from '#core/applications/explain.ts';

/** One step of an attempt as a line, or several for a long reply. */
export function stepText(event: WatchedEvent): string {
  const time = new Date(event.at).toISOString().slice(11, 19);
  const whose = event.attributed ? '' : ' (whose attempt it is cannot be told)';
  return `${time}  ${wordsOf(event)}${event.kind === 'connected' ? whose : ''}`;
}

/** What came of it. */
export function explanationText({ ok, reason, remedy }: Explanation): string {
  return [`${ok ? '=> OK: ' : '=> '}${reason}`, ...(remedy === '' ? [] : [`   ${remedy}`])].join(
    '\n',
  );
}

function wordsOf(event: WatchedEvent): string {
  switch (event.kind) {
    case 'connected': {
      const tls = event.tls ? 'TLS from the first octet' : 'TLS by STARTTLS';
      return `${event.remoteAddress} connects to port ${event.port} (${tls})`;
    }
    case 'tls': {
      const name = event.serverName ?? 'no name';
      const known = event.nameKnown === false ? ', which is not on the certificate' : '';
      return `TLS stands: ${event.protocol}, ${event.cipher}, asked for ${name}${known}`;
    }
    case 'tls-failed':
      return `TLS failed: ${event.failure} (${event.detail})`;
    case 'command':
      return `C: ${event.text}`;
    case 'reply':
      return `S: ${event.code} ${`${event.enhanced} ${event.text.replaceAll('\n', ' | ')}`.trim()}`;
    case 'login':
      return `Logged in as ${event.login} with ${event.mechanism}`;
    case 'login-failed':
      return `Login of "${event.login}" failed: ${event.reason}`;
    case 'refused':
      return `Refused (${event.stage}): ${event.what}`;
    case 'accepted':
      return `Accepted for ${event.recipients} recipients, trace ${event.traceId}`;
    case 'delivery':
      return `${event.recipient}: ${event.outcome}: ${event.words}`;
    case 'quiet':
      return 'It says nothing';
    case 'closed':
      return 'The connection is closed';
    default:
      return '';
  }
}
