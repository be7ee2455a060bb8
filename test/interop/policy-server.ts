import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What Postfix tells of a recipient: `recipient`, `sender`, `client_address` and more. */
export type PolicyRequest = ReadonlyMap<string, string>;

/** Speaks Postfix's policy protocol: greylisting as its administrators have it. */
export class PolicyServer implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, decide: (request: PolicyRequest) => string) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => {
      let input = '';
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.setEncoding('utf8').on('data', (text: string) => {
        const requests = (input + text).split('\n\n');
        input = requests.pop() ?? '';
        for (const request of requests) socket.write(`action=${decide(parsed(request))}\n\n`);
      });
    });
  }

  /** @param decide Returns an action of access(5), as `DUNNO`. */
  static async start(decide: (request: PolicyRequest) => string): Promise<PolicyServer> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PolicyServer(server, decide);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}

function parsed(request: string): PolicyRequest {
  return new Map(
    request.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
