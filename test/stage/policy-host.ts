import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { CertificatePair } from '#net/tls-contexts.ts';

/** What a policy host answers; the usual status and media type where they lack. */
export type PolicyAnswer = { status?: number; type?: string; body?: string; location?: string };

/** A host on loopback that serves an MTA-STS policy, or anything else. */
export class PolicyHost implements AsyncDisposable {
  answer: PolicyAnswer = {};
  /** Host and path of every request. */
  readonly asked: string[] = [];
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => {
      this.asked.push(`${request.headers.host}${request.url}`);
      const { status = 200, type = 'text/plain', body = '', location } = this.answer;
      response.writeHead(status, { 'content-type': type, ...(location ? { location } : {}) });
      response.end(body);
    });
  }

  static async start({ certificate: cert, key }: CertificatePair): Promise<PolicyHost> {
    const server = createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PolicyHost(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
