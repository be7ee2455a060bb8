import { join } from 'node:path';

import {
  type ControlAnswer,
  type ControlRequest,
  controlSocketName,
  controlVersion,
  decodeRequest,
  encodeMessage,
} from '#app/control/messages.ts';
import { streamAttempts, watchRequestName } from '#app/control/watch-attempts.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { AttemptWatch, Watched } from '#core/applications/watch/attempt-watch.ts';
import { listenLocal, type LocalListener, type LocalPeer } from '#net/local-socket.ts';
import { writeOperations } from '#store/catalogue.ts';
import type { Store } from '#store/store.ts';

const operations = new Map(writeOperations.map((operation) => [operation.name, operation]));

/** What the control socket opens to commands. */
export type ControlWorld = {
  readonly store: Store;
  readonly watch: Pick<AttemptWatch, 'watch'>;
  readonly log: Log;
};

/**
 * Lets commands write while the server holds the data directory. A server without the socket still
 * serves mail, so a failure is only logged.
 */
export async function serveControl(
  folder: string,
  world: ControlWorld,
): Promise<LocalListener | undefined> {
  try {
    return await listenLocal(join(folder, controlSocketName), (peer) => void serve(peer, world));
  } catch (error) {
    world.log.warn('No control socket: commands work only while the server is stopped', { error });
    return undefined;
  }
}

async function serve(peer: LocalPeer, { store, watch, log }: ControlWorld): Promise<void> {
  try {
    peer.send(encodeMessage({ version: controlVersion, pid: process.pid }));
    for (;;) {
      const next = await peer.frames.next();
      if (next.done === true) return;
      const request = decodeRequest(next.value);
      if (request.name === watchRequestName) {
        // The peer is this program run by the same user: what is inside is as good as our own.
        await streamAttempts(peer, () => watch.watch(request.input as Watched));
        return;
      }
      peer.send(encodeMessage(await answer(request, store)));
    }
  } catch (error) {
    log.warn('The control socket had to break off', { error });
  } finally {
    peer.close();
  }
}

async function answer(request: ControlRequest, store: Store): Promise<ControlAnswer> {
  const operation = operations.get(request.name);
  try {
    if (operation === undefined) throw new Error(`The server knows no operation ${request.name}`);
    const output = await store.write(operation, request.input as never, request.drafts);
    return { ok: true, output };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, code: error instanceof Refusal ? error.code : undefined, message, stack };
  }
}
