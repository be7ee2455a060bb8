import type { Services } from '#app/wiring/services.ts';
import type { WatchStep } from '#core/applications/watch/watch-step.ts';
import type { HandshakeObserver } from '#net/listener.ts';
import type { ConnectionNames } from '#net/socket-connection.ts';

/** Tells whoever watches submissions of handshakes; costs nothing while nobody does. */
export function handshakeObserver({
  tap,
  clock,
}: Pick<Services, 'tap' | 'clock'>): HandshakeObserver {
  const note = ({ id, remote }: ConnectionNames, step: WatchStep): void => {
    const about = { connection: id, remoteAddress: remote.address, face: 'submission' };
    tap.note({ ...step, at: clock.now(), ...about });
  };
  return {
    opened: (names) => {
      if (tap.active) note(names, { kind: 'connected', port: names.local.port, tls: true });
    },
    failed: (names, failure) => {
      if (tap.active) note(names, { kind: 'tls-failed', ...failure });
    },
  };
}
