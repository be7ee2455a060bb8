/** Where the octets of a stored body are. `blobId` is sequential over the whole store. */
export type BlobPlace = {
  readonly blobId: number;
  readonly segment: number;
  /** Octets from the start of the segment file to the frame. */
  readonly offset: number;
  /** Octets as stored, without the frame's head. */
  readonly storedLength: number;
  /** Octets of the body as it is read. */
  readonly length: number;
  /** 32 octets. */
  readonly sha256: Uint8Array;
};

/** A body on its way into the store, hashed by who received it. */
export type BlobDraft = {
  /** The octets, in an ArrayBuffer of their own (they may be moved to another thread), or a spool file. */
  readonly source: { readonly bytes: Uint8Array } | { readonly spoolPath: string };
  readonly length: number;
  /** CRC-32 as zlib computes it. */
  readonly crc32: number;
  readonly sha256: Uint8Array;
  /** Derived record for cache.db (proto/mime/record.ts), kept under the blob's id. */
  readonly record: Uint8Array | undefined;
};
