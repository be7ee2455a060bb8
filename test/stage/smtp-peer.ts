import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';

import type { CertificatePair } from '#net/tls-contexts.ts';

/** Where in a conversation a peer is: its commands, and what is not one. */
export type Stage =
  | 'greeting'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | 'content'
  | 'RSET'
  | 'QUIT';

/**
 * What is said instead of the usual: a reply without its CRLF; `hang` says nothing ever, `drop`
 * breaks off. Undefined for the usual.
 */
export type Whim = (stage: Stage, line: string) => string | undefined;

/** A message that a peer has taken. */
export type TakenMessage = {
  readonly from: string;
  readonly to: readonly string[];
  /** As sent, dots removed, one character per octet. */
  readonly text: string;
  readonly secure: boolean;
};

export type PeerOptions = {
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly whim?: Whim;
  /** With it STARTTLS is offered. */
  readonly certificate?: CertificatePair;
  /** Lines of the answer to EHLO; PIPELINING, 8BITMIME, DSN and SMTPUTF8 when absent. */
  readonly offers?: readonly string[];
};

const usualOffers = ['PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES', 'DSN', 'SMTPUTF8'];

/** Another mail server on loopback, with any manners that a test wants. */
export class SmtpPeer implements AsyncDisposable {
  readonly taken: TakenMessage[] = [];
  /** Every command line, over all connections. */
  readonly lines: string[] = [];
  /** Where connections came from, in their order. */
  readonly remotes: string[] = [];
  connections = 0;
  openNow = 0;
  openMost = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #options: PeerOptions;

  private constructor(server: Server, options: PeerOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** @throws {Error} The system's, as when the port is taken. */
  static async start(options: PeerOptions): Promise<SmtpPeer> {
    const server = createServer({ noDelay: true });
    const peer = new SmtpPeer(server, options);
    server.on('connection', (socket) => peer.#accept(socket));
    server.listen(options.port, options.address);
    await once(server, 'listening');
    return peer;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    this.connections++;
    this.remotes.push(socket.remoteAddress ?? '');
    this.openMost = Math.max(this.openMost, ++this.openNow);
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.openNow--;
      this.#sockets.delete(socket);
    });
    const { whim = () => undefined, certificate, offers = usualOffers } = this.#options;
    const context =
      certificate === undefined
        ? undefined
        : createSecureContext({ cert: certificate.certificate, key: certificate.key });
    const talk = new Talk({ whim, offers, context, taken: this.taken, lines: this.lines });
    talk.begin(socket);
  }
}

type TalkWorld = {
  readonly whim: Whim;
  readonly offers: readonly string[];
  readonly context: SecureContext | undefined;
  readonly taken: TakenMessage[];
  readonly lines: string[];
};

/** One conversation. */
class Talk {
  readonly #world: TalkWorld;
  #socket: Socket | undefined;
  #input = '';
  #secure = false;
  #content = false;
  #hung = false;
  #from: string | undefined;
  #to: string[] = [];

  constructor(world: TalkWorld) {
    this.#world = world;
  }

  begin(socket: Socket): void {
    this.#listen(socket);
    this.#say('greeting', '', '220 peer ESMTP');
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#input += text;
      this.#work();
    });
  }

  #work(): void {
    while (!this.#hung) {
      const mark = this.#content ? '\r\n.\r\n' : '\r\n';
      // The empty message is a dot alone.
      const alone = this.#content && this.#input.startsWith('.\r\n');
      const end = alone ? 0 : this.#input.indexOf(mark);
      if (end < 0) return;
      const text = alone ? '' : this.#input.slice(0, end + (this.#content ? 2 : 0));
      this.#input = this.#input.slice(alone ? 3 : end + mark.length);
      if (this.#content) this.#finish(text);
      else this.#command(text);
    }
  }

  #command(line: string): void {
    this.#world.lines.push(line);
    const [verb = ''] = line.toUpperCase().split(' ');
    switch (verb) {
      case 'EHLO':
        this.#reset();
        return this.#say('EHLO', line, this.#greeting());
      case 'STARTTLS':
        return this.#startTls(line);
      case 'MAIL':
        this.#reset();
        return this.#say('MAIL', line, '250 2.1.0 Sender', () => {
          this.#from = pathOf(line);
        });
      case 'RCPT':
        if (this.#from === undefined) return this.#reply('503 5.5.1 MAIL first');
        return this.#say('RCPT', line, '250 2.1.5 Recipient', () => this.#to.push(pathOf(line)));
      case 'DATA':
        if (this.#to.length === 0) return this.#say('DATA', line, '554 5.5.1 No recipients');
        return this.#say('DATA', line, '354 Go', () => {
          this.#content = true;
        });
      case 'QUIT':
        this.#say('QUIT', line, '221 2.0.0 Bye');
        this.#socket?.end();
        return;
      case 'HELO':
      case 'RSET':
        this.#reset();
        return this.#say(verb, line, '250 2.0.0 Well');
      case 'AUTH':
        return this.#say('AUTH', line, '235 2.7.0 You are');
      default:
        return this.#reply('500 5.5.2 What');
    }
  }

  #greeting(): string {
    const { offers, context } = this.#world;
    const all = context === undefined || this.#secure ? offers : [...offers, 'STARTTLS'];
    const lines = ['peer.test', ...all];
    return lines.map((text, at) => `250${at < lines.length - 1 ? '-' : ' '}${text}`).join('\r\n');
  }

  #startTls(line: string): void {
    const { context } = this.#world;
    const socket = this.#socket;
    if (context === undefined || socket === undefined) return this.#reply('502 5.5.1 No');
    this.#say('STARTTLS', line, '220 2.0.0 Go', () => {
      socket.removeAllListeners('data');
      const secure = new TLSSocket(socket, { isServer: true, secureContext: context });
      secure.on('error', () => socket.destroy());
      this.#secure = true;
      this.#listen(secure);
    });
  }

  #finish(text: string): void {
    this.#content = false;
    const message = {
      from: this.#from ?? '',
      to: this.#to,
      text: text.replaceAll(/^\./gm, ''),
      secure: this.#secure,
    };
    this.#reset();
    this.#say('content', text, '250 2.0.0 Stored', () => this.#world.taken.push(message));
  }

  #reset(): void {
    this.#from = undefined;
    this.#to = [];
  }

  /** The whim's reply or the usual one; `done` when the latter is said. */
  #say(stage: Stage, line: string, usual: string, done?: () => unknown): void {
    const whim = this.#world.whim(stage, line);
    if (whim === 'hang') this.#hung = true;
    else if (whim === 'drop') this.#socket?.destroy();
    else {
      this.#reply(whim ?? usual);
      if (whim === undefined) done?.();
      if (whim?.startsWith('421') === true) this.#socket?.end();
    }
  }

  #reply(text: string): void {
    if (this.#socket?.writable === true) this.#socket.write(`${text}\r\n`);
  }
}

function pathOf(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
