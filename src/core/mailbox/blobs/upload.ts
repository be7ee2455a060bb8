import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Mail } from '#core/mailbox/mail.ts';
import type { BlobDraft } from '#store/blob.ts';
import { keepUpload, type KeepUploadInput } from '#store/operations/jmap/keep-upload.ts';
import { SpoolFile } from '#store/spool.ts';

/** Octets of an upload kept in memory; longer ones go through a spool file. Ours. */
const memoryOctetsMax = 1_048_576;

/** An upload that was filed. */
export type KeptUpload = { readonly uploadId: number; readonly size: number };

/** Takes octets in while they arrive, in memory or in a spool file, and files them as an upload. */
export class Upload implements AsyncDisposable {
  readonly #mail: Pick<Mail, 'store'>;
  readonly #hash: Hash = createHash('sha256');
  #pieces: Uint8Array[] = [];
  #spool: SpoolFile | undefined;
  #crc32 = 0;
  #length = 0;

  constructor(mail: Pick<Mail, 'store'>) {
    this.#mail = mail;
  }

  /** Octets taken in so far; whoever pushes sets the bound. */
  get length(): number {
    return this.#length;
  }

  /** The array is ours from now on. @throws {Refusal} `store.full`, `store.failed`. */
  async push(piece: Uint8Array): Promise<void> {
    this.#length += piece.length;
    this.#crc32 = crc32(piece, this.#crc32);
    this.#hash.update(piece);
    if (this.#spool === undefined && this.#length <= memoryOctetsMax) {
      this.#pieces.push(piece);
      return;
    }
    await this.#toSpool(piece);
  }

  /**
   * Files it.
   *
   * @throws {Refusal} `upload.limit`, and those of the store.
   */
  async finish(as: KeepUploadInput): Promise<KeptUpload> {
    const draft: BlobDraft = {
      source: await this.#source(),
      length: this.#length,
      crc32: this.#crc32,
      sha256: Uint8Array.from(this.#hash.digest()),
      record: undefined,
    };
    return await this.#mail.store.write(keepUpload, as, [draft]);
  }

  /** Forgets everything; the spool file goes. Also after {@link finish}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#pieces = [];
    await this.#spool?.[Symbol.asyncDispose]();
  }

  async #toSpool(piece: Uint8Array): Promise<void> {
    this.#spool ??= await SpoolFile.create(this.#mail.store.spoolPath());
    for (const kept of this.#pieces) await this.#spool.append(kept);
    this.#pieces = [];
    await this.#spool.append(piece);
  }

  async #source(): Promise<BlobDraft['source']> {
    if (this.#spool !== undefined) {
      await this.#spool.close();
      return { spoolPath: this.#spool.path };
    }
    // An array with a buffer of its own: it may be moved to another thread.
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return { bytes };
  }
}
