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
    const host = { tls: undefined, closed: () => server.close() };
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

function drain(port: number): void {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let number = 0;
  let retrieving = false;
  let start = 0;
  socket.write('USER a\r\nPASS b\r\n');
  socket.on('data', (chunk) => {
    const tail = chunk.subarray(-5).toString('latin1');
    if (number === 0) {
      if (!chunk.toString('latin1').endsWith('messages\r\n')) return;
      start = performance.now();
      number = 1;
      retrieving = true;
      socket.write('RETR 1\r\n');
    } else if (retrieving) {
      if (tail !== '\r\n.\r\n') return;
      retrieving = false;
      socket.write(`DELE ${number}\r\n`);
    } else if (++number > messages) {
      const seconds = (performance.now() - start) / 1000;
      process.stdout.write(`${Math.round(messages / seconds)} messages/s, RETR and DELE\n`);
      socket.end('QUIT\r\n');
      socket.removeAllListeners('data').resume();
    } else {
      retrieving = true;
      socket.write(`RETR ${number}\r\n`);
    }
  });
}
