import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';

/** What a receiver answers; `hang` says nothing ever. */
export type ReceiverAnswer =
  | 'hang'
  | { readonly status: number; readonly body?: string; readonly location?: string };

/** A request that came in. */
export type Received = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const authority = issueAuthority('Receiver CA', {
  from: Date.UTC(2020, 0, 1),
  to: Date.UTC(2040, 0, 1),
});

/** A receiver of webhooks on loopback, as `hook.test` and 127.0.0.1. */
export class WebhookReceiver implements AsyncDisposable {
  /** Trusts the receiver's certificate. */
  static readonly authorities = authority.certificate;

  /** Decides what each request is answered. */
  answer: (request: Received) => ReceiverAnswer = () => ({ status: 204 });
  readonly received: Received[] = [];
  /** TCP connections so far. */
  connections = 0;
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', () => this.connections++);
    server.on('request', (request, response) => void this.#take(request, response));
  }

  static async start(options: { readonly plain?: boolean } = {}): Promise<WebhookReceiver> {
    const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
    const { certificate: cert, key } = issueLeaf(authority, ['hook.test', '127.0.0.1'], validity);
    const server = options.plain === true ? createPlainServer() : createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  /** A URL of it, by its address. */
  url(path = '/'): string {
    return `https://127.0.0.1:${this.port}${path}`;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const one = { path: request.url ?? '', headers, body: await textOf(request) };
    this.received.push(one);
    const answer = this.answer(one);
    if (answer === 'hang') return;
    const { status, body = '', location } = answer;
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body);
  }

  /** Closes what is open: connections that somebody keeps are no good any more. */
  dropConnections(): void {
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Verifies a request as the Standard Webhooks specification tells receivers to: written from it, and
 * from nothing of ours. Returns the payload.
 */
export function openSigned({ headers, body }: Received, secret: string) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  assert.match(id, /^msg_[0-9A-Za-z_]+$/);
  assert.match(timestamp, /^\d{10}$/);
  assert.ok(secret.startsWith('whsec_'));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  assert.ok(key.length >= 24 && key.length <= 64);
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const matching = signatures.filter((signature) => {
    const [version, text = ''] = signature.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  assert.equal(matching.length, 1, 'the signature does not fit');
  return JSON.parse(body);
}
