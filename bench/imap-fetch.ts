/**
 * Microseconds of CPU per message for FETCH, SEARCH, STORE and COPY through a whole session, without
 * sockets, over a store in memory. Run: `node bench/imap-fetch.ts [messages]`.
 */
import { type Connection, ConnectionEnd } from '#net/connection.ts';
import { memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage, sampleBody } from '#test/conversations/imap/stage.ts';

const messages = Number(process.argv[2] ?? 10_000);
const lines = `${'x'.repeat(76)}\r\n`.repeat(100);

/** Plays commands one by one and throws the answers away. */
class BenchConnection implements Connection {
  readonly id = 'bench';
  readonly remote = { address: '127.0.0.1', port: 1 };
  readonly local = { address: '127.0.0.1', port: 143 };
  readonly tls = memoryTls;
  readonly #commands: string[];
  #started = process.cpuUsage();
  #wall = performance.now();
  #running: string | undefined;
  octets = 0;

  constructor(commands: readonly string[]) {
    this.#commands = [...commands];
  }

  async read(): Promise<Uint8Array> {
    if (this.#running !== undefined) {
      const { user, system } = process.cpuUsage(this.#started);
      const each = (user + system) / messages;
      const wall = performance.now() - this.#wall;
      process.stdout.write(
        `${each.toFixed(2).padStart(8)} µs  ${wall.toFixed(1).padStart(8)} ms  ${(this.octets / 1e6).toFixed(1).padStart(6)} MB  ${this.#running}\n`,
      );
    }
    const command = this.#commands.shift();
    if (command === undefined) throw new ConnectionEnd('gone');
    this.#running = command;
    this.octets = 0;
    this.#started = process.cpuUsage();
    this.#wall = performance.now();
    return Buffer.from(`a ${command}\r\n`);
  }

  write(data: string | Uint8Array): void {
    this.octets += data.length;
  }

  async flush(): Promise<void> {}

  async startTls(): Promise<void> {}

  setIdleLimit(): void {}

  farewell(): void {}
  close(): void {}
}

const bodies = Array.from({ length: messages }, (_, index) => sampleBody(index + 1) + lines);
const { context } = await imapStage({ bodies });
const headers = 'BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID REFERENCES)]';
await imapServer(context)(
  new BenchConnection([
    'LOGIN ada@example.test secret',
    'SELECT INBOX',
    'SELECT INBOX',
    'FETCH 1:* (UID FLAGS)',
    'FETCH 1:* (UID FLAGS)',
    'FETCH 1:* (UID FLAGS)',
    'FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)',
    'FETCH 1:* (UID ENVELOPE)',
    'FETCH 1:* (UID ENVELOPE)',
    'FETCH 1:* (UID ENVELOPE)',
    'FETCH 1:* (UID BODYSTRUCTURE)',
    `FETCH 1:* (UID ${headers})`,
    `FETCH 1:* (UID ${headers})`,
    'FETCH 1:* (UID BODY.PEEK[])',
    'FETCH 1:* (UID BODY.PEEK[])',
    'SEARCH UNSEEN',
    'SEARCH SUBJECT "Message 77"',
    'SEARCH BODY "nothing like this"',
    'STORE 1:* +FLAGS (\\Flagged)',
    'STORE 1:* -FLAGS.SILENT (\\Flagged)',
    'STORE 1:* +FLAGS.SILENT (\\Deleted)',
    'COPY 1:* Archive',
    'EXPUNGE',
  ]),
);
