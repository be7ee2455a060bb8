import { type Signal, signal } from '@preact/signals';

import { OfflineError, ServerError } from '../../../shared/jmap/errors.ts';

/** A file on its way to the server. */
export type Upload = {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1. */
  readonly progress: Signal<number>;
  readonly failed: Signal<string | undefined>;
  readonly cancel: () => void;
  /** Sends the file again after a failure. */
  readonly retry: () => void;
};

/** What the server says of an upload (RFC 8620 §6.1). */
export type Uploaded = {
  readonly blobId: string;
  readonly type: string;
  readonly size: number;
};

export type Sending = { readonly upload: Upload; readonly done: Promise<Uploaded> };

/**
 * Sends a file; XMLHttpRequest, since fetch does not tell how far an upload is.
 *
 * @param retry Called when somebody wants it sent again.
 */
export function startUpload(url: string, file: File, retry: () => void): Sending {
  const request = new XMLHttpRequest();
  const progress = signal(0);
  const done = new Promise<Uploaded>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      progress.value = total === 0 ? 0 : loaded / total;
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status < 300 && isUploaded(answer)) resolve(answer);
      else
        reject(new ServerError(request.status, String(request.status), `HTTP ${request.status}`));
    });
    request.addEventListener('error', () =>
      reject(new OfflineError('The server cannot be reached')),
    );
    request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
  });
  request.open('POST', url);
  request.responseType = 'json';
  request.setRequestHeader('content-type', typeOf(file));
  request.send(file);
  const upload: Upload = {
    key: crypto.randomUUID(),
    name: file.name,
    size: file.size,
    progress,
    failed: signal(undefined),
    cancel: () => request.abort(),
    retry,
  };
  return { upload, done };
}

/** The type that the browser knows, or the one for octets. */
export function typeOf(file: Blob): string {
  return /^[\w.+-]+\/[\w.+-]+$/u.test(file.type) ? file.type : 'application/octet-stream';
}

function isUploaded(answer: unknown): answer is Uploaded {
  if (typeof answer !== 'object' || answer === null) return false;
  return typeof Reflect.get(answer, 'blobId') === 'string';
}
