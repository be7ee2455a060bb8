import { join } from 'node:path';

import {
  controlSocketName,
  controlVersion,
  decodeAnswer,
  decodeHello,
  encodeMessage,
} from '#app/control/messages.ts';
import { Refusal } from '#base/refusal.ts';
import { dialLocal, type LocalPeer } from '#net/local-socket.ts';
import type { BlobDraft } from '#store/blob.ts';
import { ReadingStore } from '#store/engine/reading-store.ts';
import { openReading, type Reading } from '#store/engine/reading.ts';
import type { WriteOperation } from '#store/operation.ts';
import { removeSpool, SpoolFile } from '#store/spool.ts';
import type { Store, Watch } from '#store/store.ts';

/** Longer bodies go to the server as files, shorter ones inside the request. */
const inlineOctetsMax = 1024 * 1024;

/** Octets of bodies inside one request, well below a frame. */
const requestOctetsMax = 16 * 1024 * 1024;

/** How long a server that runs may take to say hello, in milliseconds. */
const helloMsMax = 5_000;

/** What a dial says where nobody listens; no server can listen at a path that is too long. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENAMETOOLONG']);

/** Why a server that is there cannot be used. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/**
 * The store of the server that runs on this data directory; undefined when none listens.
 *
 * @throws {ControlError} When it does not answer, or is of another version.
 */
export async function connectControl(folder: string): Promise<ControlStore | undefined> {
  const peer = await dialControl(folder);
  return peer === undefined ? undefined : new ControlStore(peer, openReading({ folder }));
}

/** The connection behind {@link connectControl}, its hello heard. @throws {ControlError} */
export async function dialControl(folder: string): Promise<LocalPeer | undefined> {
  const path = join(folder, controlSocketName);
  let peer: LocalPeer;
  try {
    peer = await dialLocal(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (absent.has(code)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ControlError(`Cannot open the control socket ${path}: ${reason}`, { cause: error });
  }
  const hello = await firstFrame(peer);
  const version = hello === undefined ? undefined : decodeHello(hello).version;
  if (version === controlVersion) return peer;
  peer.close();
  throw new ControlError(
    version === undefined
      ? `The server behind ${path} does not answer`
      : `The server behind ${path} is of another version (${version}, not ${controlVersion})`,
  );
}

async function firstFrame(peer: LocalPeer): Promise<Uint8Array | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), helloMsMax);
  });
  const first = await Promise.race([peer.frames.next(), late]);
  clearTimeout(timer);
  return first?.done === true ? undefined : first?.value;
}

/** Writes through the running server, and reads the data directory by itself. */
export class ControlStore extends ReadingStore implements Store {
  readonly #peer: LocalPeer;
  /** The server answers in order, one request at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(peer: LocalPeer, reading: Reading) {
    super(reading);
    this.#peer = peer;
  }

  write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    drafts: readonly BlobDraft[] = [],
  ): Promise<Output> {
    const done = this.#last.then(() => this.#write(operation.name, input, drafts));
    this.#last = done.catch(() => {});
    return done as Promise<Output>;
  }

  /** The server makes it when somebody needs it. */
  keepRecord(): void {}

  /** A command does not wait for changes. */
  watch(): Watch {
    return { started: Promise.resolve(), stop: () => {} };
  }

  async close(): Promise<void> {
    await this.#last;
    this.#peer.close();
    this.reading.close();
  }

  async #write(name: string, input: unknown, drafts: readonly BlobDraft[]): Promise<unknown> {
    const spooled: string[] = [];
    try {
      const sent: BlobDraft[] = [];
      let inline = 0;
      for (const draft of drafts) {
        const large = draft.length > inlineOctetsMax || inline + draft.length > requestOctetsMax;
        if (!large) inline += draft.length;
        sent.push(large ? await this.#spool(draft, spooled) : draft);
      }
      this.#peer.send(encodeMessage({ name, input, drafts: sent }));
      const next = await this.#peer.frames.next();
      if (next.done === true) {
        throw new ControlError(
          'The server stopped before it answered; the change may be made or not',
        );
      }
      const answer = decodeAnswer(next.value);
      if (answer.ok) return answer.output;
      if (answer.code !== undefined) throw new Refusal(answer.code, answer.message);
      throw Object.assign(new Error(answer.message), { stack: answer.stack });
    } finally {
      for (const path of spooled) await removeSpool(path);
    }
  }

  async #spool(draft: BlobDraft, spooled: string[]): Promise<BlobDraft> {
    if (!('bytes' in draft.source)) return draft;
    const spool = await SpoolFile.create(this.spoolPath());
    spooled.push(spool.path);
    await spool.append(draft.source.bytes);
    await spool.close();
    return { ...draft, source: { spoolPath: spool.path } };
  }
}
