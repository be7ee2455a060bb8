import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { refuse } from '#base/refusal.ts';
import { PieceList } from '#core/delivery/piece-list.ts';
import { respool } from '#core/delivery/respool.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { MessageStructure } from '#proto/mime/structure.ts';
import type { BlobDraft } from '#store/blob.ts';
import { SpoolFile } from '#store/spool.ts';
import type { Store } from '#store/store.ts';

/** Octets of a body kept in memory; longer ones go through a spool file (DESIGN.md, section 6). */
export const bodyMemoryOctetsMax = 1_048_576;

export type BodyRefusalCode =
  /** The header alone is longer than {@link bodyMemoryOctetsMax}. */
  'message.header';

/** What is put in place of a message's header as it came. One character per octet. */
export type HeaderEdit = {
  /** Goes before everything. */
  readonly front: string;
  /** Replaces the header with its empty line; undefined keeps it. */
  readonly header: string | undefined;
};

/** A whole body, ready to be filed. */
export type CollectedBody = { readonly draft: BlobDraft; readonly structure: MessageStructure };

/**
 * Takes a message in while it arrives, in memory or in a spool file, and makes of it what the store
 * files: hashed, scanned, in an array of its own.
 */
export class BodyCollector implements AsyncDisposable {
  readonly #store: Pick<Store, 'spoolPath'>;
  readonly #pieces = new PieceList();
  #spool: SpoolFile | undefined;
  #header: string | undefined;
  #crc32 = 0;
  #length = 0;

  constructor(store: Pick<Store, 'spoolPath'>) {
    this.#store = store;
  }

  /** Octets taken in so far. */
  get length(): number {
    return this.#length;
  }

  /** CRC-32 of the octets as they came, complete once {@link header} was asked for. */
  get crc32(): number {
    return this.#crc32;
  }

  /**
   * Takes octets in; the array is ours from now on. Await what is returned before the next call.
   *
   * @throws {Refusal} {@link BodyRefusalCode}, `store.full`, `store.failed`.
   */
  push(piece: Uint8Array): Promise<void> | undefined {
    this.#length += piece.length;
    this.#pieces.push(piece);
    return this.#pieces.length > bodyMemoryOctetsMax ? this.#moveToSpool() : undefined;
  }

  /** The header with its empty line as it came, one character per octet. Call it at the end. */
  header(): string {
    if (this.#header === undefined) {
      for (const piece of this.#pieces.pieces()) this.#crc32 = crc32(piece, this.#crc32);
      this.#header = headerOf(this.#pieces.pieces());
    }
    return this.#header;
  }

  /**
   * The octets behind the header as they came, piece by piece; again from the start with each call.
   * Call {@link header} before, and nothing else until the iteration ends.
   *
   * @throws {Refusal} `store.failed`.
   */
  async *bodyOctets(): AsyncGenerator<Uint8Array, void, undefined> {
    let skip = this.header().length;
    const spool = this.#spool;
    if (spool !== undefined) {
      await this.#flush(spool);
      yield* spool.octets(skip);
      return;
    }
    for (const piece of this.#pieces.pieces()) {
      if (skip < piece.length) yield piece.subarray(skip);
      skip = Math.max(0, skip - piece.length);
    }
  }

  /** Ends the body. @throws {Refusal} `store.full`, `store.failed`. */
  async finish(edit: HeaderEdit): Promise<CollectedBody> {
    const header = this.header();
    const front = Buffer.from(edit.front + (edit.header ?? ''), 'latin1');
    const skip = edit.header === undefined ? 0 : header.length;
    if (this.#spool === undefined) return this.#inMemory(front, skip);
    await this.#flush(this.#spool);
    return await respool(this.#spool, { front, skip, path: this.#store.spoolPath() });
  }

  /** Forgets everything; the spool file goes. Also after {@link finish}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#pieces.clear();
    await this.#spool?.[Symbol.asyncDispose]();
  }

  #inMemory(front: Uint8Array, skip: number): CollectedBody {
    const length = front.length + this.#length - skip;
    const bytes = new Uint8Array(length);
    bytes.set(front);
    let at = front.length;
    let left = skip;
    for (const piece of this.#pieces.pieces()) {
      const kept = left === 0 ? piece : piece.subarray(left);
      left = Math.max(0, left - piece.length);
      bytes.set(kept, at);
      at += kept.length;
    }
    const structure = scanMessage(bytes);
    const draft = {
      source: { bytes },
      length,
      crc32: crc32(bytes),
      sha256: hash('sha256', bytes, 'buffer'),
      record: undefined,
    };
    return { draft, structure };
  }

  async #moveToSpool(): Promise<void> {
    if (this.#spool === undefined) {
      this.#header = headerOf(this.#pieces.pieces());
      if (!this.#header.endsWith('\r\n\r\n')) {
        refuse<BodyRefusalCode>('message.header', 'The header has no end');
      }
      this.#spool = await SpoolFile.create(this.#store.spoolPath());
    }
    await this.#flush(this.#spool);
  }

  async #flush(spool: SpoolFile): Promise<void> {
    for (const piece of this.#pieces.pieces()) {
      this.#crc32 = crc32(piece, this.#crc32);
      await spool.append(piece);
    }
    this.#pieces.clear();
  }
}

/** Up to and with the first empty line; everything when there is none (a header without body). */
function headerOf(pieces: readonly Uint8Array[]): string {
  const [first] = pieces;
  if (first === undefined) return '';
  return (
    cutHeader(first) ?? cutHeader(Buffer.concat(pieces)) ?? Buffer.concat(pieces).toString('latin1')
  );
}

function cutHeader(octets: Uint8Array): string | undefined {
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  if (view[0] === 13 && view[1] === 10) return '\r\n';
  const end = view.indexOf('\r\n\r\n', 0, 'latin1');
  return end < 0 ? undefined : view.toString('latin1', 0, end + 4);
}
