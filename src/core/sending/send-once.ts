import { createHash } from 'node:crypto';

import type { SendOutcome, SendRequest } from '#core/sending/send-request.ts';
import { releaseSend, reserveSend, type SendAttempt } from '#store/operations/sending/send-keys.ts';
import type { Store } from '#store/store.ts';

/** SHA-256 in hex of what a request asks for, whatever the order of its members was. */
export function requestHash(request: SendRequest): string {
  const hash = createHash('sha256');
  const files = [...request.inline, ...request.attachments];
  const names = files.map((file) => ({ ...file, content: file.content.length }));
  const plain = { ...request, inline: request.inline.length, attachments: names };
  hash.update(JSON.stringify(plain, canonical));
  for (const { content } of files) hash.update(content);
  return hash.digest('hex');
}

/** Members in order. */
function canonical(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/**
 * Sends under a key: at most once for all requests that have it.
 *
 * @throws {Refusal} `SendKeyRefusalCode`, and what `send` throws; the key is free again then.
 */
export async function withKey(
  store: Pick<Store, 'write'>,
  attempt: SendAttempt & { readonly requestHash: string },
  send: () => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const { response } = await store.write(reserveSend, attempt);
  if (response !== undefined) {
    return { ...response, queueIds: [], repeated: true };
  }
  // Where a message was filed, the key stays: only what is running still is given back.
  const { accountId, key, traceId } = attempt;
  try {
    return await send();
  } finally {
    await store.write(releaseSend, { accountId, key, traceId });
  }
}
