import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';

/** Why nothing was got. `certificate`: the host is not who it must be. */
export class HttpsGetError extends Error {
  override readonly name = 'HttpsGetError';
  readonly kind: 'certificate' | 'fetch';

  constructor(kind: HttpsGetError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export type HttpsTarget = {
  /** Asked for by SNI and Host, and what the certificate must be for. */
  readonly host: string;
  readonly path: string;
  /** Where it is. */
  readonly address: string;
  /** 443 when absent. */
  readonly port?: number | undefined;
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string | undefined;
  readonly octetsMax: number;
  /** Milliseconds from the first packet to the last octet. */
  readonly msMax: number;
  /** As `text/plain`. */
  readonly mediaType: string;
};

/** Gets a small text. Tests replace the world behind it. */
export type HttpsGet = (target: HttpsTarget) => Promise<string>;

/**
 * Gets a text over HTTPS: no redirects, no other answer than 200, no other media type (RFC 8461
 * §3.3).
 *
 * @throws {HttpsGetError}
 */
export const httpsGet: HttpsGet = async (target) => {
  const signal = AbortSignal.timeout(target.msMax);
  try {
    const response = await respond(target, signal);
    try {
      return await bodyOf(response, target);
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof HttpsGetError) throw error;
    const late = `${target.host} did not answer within ${target.msMax} ms`;
    const why = signal.aborted ? late : messageOf(error);
    throw new HttpsGetError(isAboutCertificate(error) ? 'certificate' : 'fetch', why, {
      cause: error,
    });
  }
};

function respond(target: HttpsTarget, signal: AbortSignal): Promise<IncomingMessage> {
  const { host, path, address, port, authorities } = target;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: address,
      servername: host,
      path,
      headers: { host, accept: target.mediaType, 'user-agent': 'Postamt' },
      agent: false,
      minVersion: 'TLSv1.2',
      signal,
      ...(port === undefined ? {} : { port }),
      ...(authorities === undefined ? {} : { ca: authorities }),
    });
    asked.on('response', resolve);
    asked.on('error', reject);
    asked.end();
  });
}

async function bodyOf(response: IncomingMessage, target: HttpsTarget): Promise<string> {
  const { statusCode = 0, headers } = response;
  const { host, octetsMax, mediaType } = target;
  if (statusCode !== 200) {
    throw new HttpsGetError('fetch', `${host} answered ${statusCode} instead of 200`);
  }
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== mediaType) {
    throw new HttpsGetError('fetch', `${host} sent "${type.trim()}" instead of ${mediaType}`);
  }
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    octets += chunk.length;
    if (octets > octetsMax) {
      throw new HttpsGetError('fetch', `${host} sent over ${octetsMax} octets`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Codes of node:tls and OpenSSL about certificates; all others are of the way or the protocol. */
const certificateCode = /^(?:ERR_TLS_CERT_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_)/;

function isAboutCertificate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && certificateCode.test(String(error.code));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
