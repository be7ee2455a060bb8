/**
 * Drains a maildrop over a real socket, one RETR and one DELE at a time, with bodies from memory:
 * what the protocol side alone allows. `pop3-drain` of bench/run.ts measures the whole server.
 */
import { connect, createServer } from 'node:net';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

import { silentLog } from '#base/log.ts';
import { Maildrop } from '#core/mailbox/maildrop.ts';
import { SocketConnection } from '#net/socket-connection.ts';
import { pop3Server } from '#session/pop3/server.ts';

const messages = 20_000;
const octets = 8192;

/** Messages asked for at once in the pipelined half. */
const window = 100;

/** Octets looked at for the end of a reply. */
const tailOctets = 64;

if (isMainThread) serve();
else drain(Number(workerData));

function serve(): void {
  const line = `${'x'.repeat(62)}\r\n`;
  const body = Buffer.from(`Subject: x\r\n\r\n${line.repeat(octets / line.length)}`);
  const session = pop3Server({
    hostName: 'mail.example.test',
    log: silentLog,
    startTls: false,
    authenticator: {
      mechanisms: () => ['PLAIN'],
      verify: async () => ({
        tenantId: 1,
        accountId: 1,
        address: 'a@example.test',
        credentialId: 1,
      }),
      begin: () => {
        throw new Error('Not measured');
      },
    },
    openMaildrop: async () =>
      new Maildrop({
        uidValidity: 1,
        messages: Array.from({ length: messages }, (_, index) => {
          return { uid: index + 1, messageId: index + 1, size: body.length };
        }),
        read: async () => body,
        expunge: async () => {},
        release: async () => {},
      }),
  });
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const local = { address: '127.0.0.1', port: 0 };
    const host = { secure: undefined, closed: () => server.close() };
    void session(new SocketConnection(socket, { id: '1', remote: local, local }, host));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') return;
    const started = process.threadCpuUsage();
    const worker = new Worker(new URL(import.meta.url), { workerData: address.port });
    worker.on('exit', () => {
      const { user, system } = process.threadCpuUsage(started);
      const each = ((user + system) / messages).toFixed(1);
      process.stdout.write(`server thread: ${each} µs CPU for each message\n`);
    });
  });
}

/** Lock step as most clients do it, then pipelined, a hundred messages to each. */
function drain(port: number): void {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const half = messages / 2;
  let awaited = 'messages\r\n';
  let number = 0;
  let start = 0;
  let tail = '';
  const ask = (commands: string, end: string): void => {
    awaited = end;
    tail = '';
    socket.write(commands);
  };
  const report = (name: string): void => {
    const seconds = (performance.now() - start) / 1000;
    process.stdout.write(`${Math.round(half / seconds)} messages/s, RETR and DELE, ${name}\n`);
    start = performance.now();
  };
  const next = (): void => {
    if (number === 0) start = performance.now();
    if (number === half) report('lock step');
    if (number === messages) {
      report('pipelined');
      socket.removeAllListeners('data').resume().end('QUIT\r\n');
    } else if (number >= half) {
      let commands = '';
      for (let end = number + window; number < end;) {
        number++;
        commands += `RETR ${number}\r\nDELE ${number}\r\n`;
      }
      ask(commands, `Message ${number} is marked\r\n`);
    } else if (awaited === '\r\n.\r\n') {
      number++;
      ask(`DELE ${number}\r\n`, 'is marked\r\n');
    } else {
      ask(`RETR ${number + 1}\r\n`, '\r\n.\r\n');
    }
  };
  socket.on('data', (chunk) => {
    const text = typeof chunk === 'string' ? chunk : chunk.toString('latin1');
    tail = (tail + text.slice(-tailOctets)).slice(-tailOctets);
    if (tail.endsWith(awaited)) next();
  });
  socket.write('USER a\r\nPASS b\r\n');
}
