import { join } from 'node:path';

import {
  type ControlAnswer,
  type ControlRequest,
  controlSocketName,
  controlVersion,
  decodeRequest,
  encodeMessage,
} from '#app/control/messages.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import { listenLocal, type LocalListener, type LocalPeer } from '#net/local-socket.ts';
import { writeOperations } from '#store/catalogue.ts';
import type { Store } from '#store/store.ts';

const operations = new Map(writeOperations.map((operation) => [operation.name, operation]));

/**
 * Lets commands write while the server holds the data directory. A server without the socket still
 * serves mail, so a failure is only logged.
 */
export async function serveControl(
  folder: string,
  store: Store,
  log: Log,
): Promise<LocalListener | undefined> {
  try {
    return await listenLocal(
      join(folder, controlSocketName),
      (peer) => void serve(peer, store, log),
    );
  } catch (error) {
    log.warn('No control socket: commands work only while the server is stopped', { error });
    return undefined;
  }
}

async function serve(peer: LocalPeer, store: Store, log: Log): Promise<void> {
  try {
    peer.send(encodeMessage({ version: controlVersion, pid: process.pid }));
    for await (const frame of peer.frames) {
      peer.send(encodeMessage(await answer(decodeRequest(frame), store)));
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
