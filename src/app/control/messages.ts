import { deserialize, serialize } from 'node:v8';

import type { BlobDraft } from '#store/blob.ts';
import type { WriteAnswer } from '#store/thread/messages.ts';

/** Raised when a message changes its shape: a command talks to the server of its own version only. */
export const controlVersion = 1;

/** Name of the socket in the data directory. */
export const controlSocketName = 'control.sock';

/** What the server says first. */
export type ControlHello = { readonly version: number; readonly pid: number };

/** A write; bodies may be files in the spool folder, which the server takes over. */
export type ControlRequest = {
  readonly name: string;
  readonly input: unknown;
  readonly drafts: readonly BlobDraft[];
};

/** As the writer thread answers an edge. */
export type ControlAnswer =
  | Omit<Extract<WriteAnswer, { ok: true }>, 'id'>
  | Omit<Extract<WriteAnswer, { ok: false }>, 'id'>;

export function encodeMessage(message: ControlHello | ControlRequest | ControlAnswer): Uint8Array {
  return serialize(message);
}

/** @throws {Error} When the octets are no hello. */
export function decodeHello(octets: Uint8Array): ControlHello {
  const value: unknown = deserialize(octets);
  if (isRecord(value) && typeof value['version'] === 'number' && typeof value['pid'] === 'number') {
    return { version: value['version'], pid: value['pid'] };
  }
  throw new Error('The control socket did not say hello');
}

/** @throws {Error} When the octets are no request. */
export function decodeRequest(octets: Uint8Array): ControlRequest {
  const value: unknown = deserialize(octets);
  if (isRecord(value) && typeof value['name'] === 'string' && Array.isArray(value['drafts'])) {
    // The peer is this program run by the same user: what is inside is as good as our own.
    return value as ControlRequest;
  }
  throw new Error('Not a request');
}

/** @throws {Error} When the octets are no answer. */
export function decodeAnswer(octets: Uint8Array): ControlAnswer {
  const value: unknown = deserialize(octets);
  if (isRecord(value) && typeof value['ok'] === 'boolean') return value as ControlAnswer;
  throw new Error('Not an answer');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
