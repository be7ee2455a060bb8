import type { Connection } from '#net/connection.ts';
import { dial, type Dialer } from '#net/dial.ts';

/** Five minutes of silence are 150 ms. */
const factor = 2_000;

/** Dials with little patience: silence ends a connection 2,000 times as soon as otherwise. */
export const hastyDial: Dialer = async (target) => hasty(await dial(target));

function hasty(connection: Connection): Connection {
  return {
    id: connection.id,
    remote: connection.remote,
    local: connection.local,
    get tls() {
      return connection.tls;
    },
    read: () => connection.read(),
    write: (data) => connection.write(data),
    flush: () => connection.flush(),
    startTls: () => connection.startTls(),
    setIdleLimit: (ms) => connection.setIdleLimit(Math.ceil(ms / factor)),
    farewell: () => connection.farewell(),
    close: () => connection.close(),
  };
}
