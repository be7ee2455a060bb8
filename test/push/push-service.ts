import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  verify,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a client in a browser has: its keys, and what its push service brought it. */
export class PushClient {
  readonly #ecdh: ECDH = createECDH('prime256v1');
  readonly #secret = Buffer.alloc(16, 7);

  constructor() {
    this.#ecdh.generateKeys();
  }

  /** As a browser tells them. */
  get keys(): { readonly p256dh: string; readonly auth: string } {
    return {
      p256dh: this.#ecdh.getPublicKey('base64url'),
      auth: this.#secret.toString('base64url'),
    };
  }

  /** Undoes aes128gcm (RFC 8188 §2, RFC 8291 §3.4), written apart from the code it proves. */
  decrypt(body: Buffer): unknown {
    const salt = body.subarray(0, 16);
    const record = body.readUInt32BE(16);
    const keyLength = body[20] ?? 0;
    const sender = body.subarray(21, 21 + keyLength);
    const sealed = body.subarray(21 + keyLength);
    if (sealed.length > record) throw new Error('More than one record');
    const shared = this.#ecdh.computeSecret(sender);
    const own = this.#ecdh.getPublicKey();
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]);
    const material = Buffer.from(hkdfSync('sha256', shared, this.#secret, info, 32));
    const derive = (name: string, length: number): Buffer =>
      Buffer.from(
        hkdfSync('sha256', material, salt, Buffer.from(`Content-Encoding: ${name}\0`), length),
      );
    const cipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    cipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    const end = padded.lastIndexOf(2);
    return JSON.parse(padded.subarray(0, end).toString());
  }
}

/** A request as a push service got it. */
export type Pushed = {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

/** A push service on loopback. */
export class PushService implements AsyncDisposable {
  readonly pushed: Pushed[] = [];
  /** What it answers. */
  status = 201;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async open(): Promise<PushService> {
    const service = new PushService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    this.pushed.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(this.status).end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

/** The claims of a `vapid` Authorization field, after its signature was checked (RFC 8292 §3). */
export function vapidClaims(field: string | undefined): {
  readonly key: string;
  readonly claims: unknown;
} {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/u.exec(field ?? '') ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const octets = Buffer.from(signature, 'base64url');
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, octets)) {
    throw new Error('The signature is not that of the key');
  }
  return { key, claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
