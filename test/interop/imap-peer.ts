import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

import type { SessionServer } from '#net/connection.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';

/** A response with its literals, and the number its message had when the command began. */
export type Response = { readonly text: string; readonly original: number | undefined };

/** How a client reaches a server; octets are characters. */
export type Link = {
  readonly send: (text: string) => void;
  /** The next line without its CRLF; undefined when the server has closed. */
  readonly receivedLine: () => Promise<string | undefined>;
  /** Leaves; the session is over then. */
  readonly leave: () => Promise<void>;
};

/** A link to a session in this process. */
export function memoryLink(server: SessionServer): Link {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = server(connection);
  return {
    send: (text) => connection.send(text),
    receivedLine: () => connection.receivedLine(),
    leave: () => {
      connection.end('gone');
      return session;
    },
  };
}

/** A link by TCP, in the clear. */
export async function socketLink(port: number): Promise<Link> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const lines = createInterface({ input: socket.setEncoding('latin1') })[Symbol.asyncIterator]();
  return {
    send: (text) => void socket.write(text, 'latin1'),
    receivedLine: async () => {
      const line = await lines.next();
      return line.done === true ? undefined : line.value;
    },
    leave: async () => {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

/** An IMAP client that tags commands and gathers responses. */
export class Peer {
  readonly link: Link;
  #tags = 0;
  #exists = 0;

  constructor(link: Link) {
    this.link = link;
  }

  send(text: string, tag = `t${++this.#tags}`): string {
    this.link.send(`${tag} ${text}\r\n`);
    return tag;
  }

  /** Everything up to the tagged reply, which comes last. */
  async answer(tag: string): Promise<Response[]> {
    const order = Array.from({ length: this.#exists }, (_, index) => index + 1);
    const responses: Response[] = [];
    for (;;) {
      const text = await this.response();
      const found = /^\* (\d+) (EXPUNGE|FETCH|EXISTS)/.exec(text);
      const number = Number(found?.[1]);
      const original = found?.[2] === 'EXISTS' ? undefined : order[number - 1];
      if (found?.[2] === 'EXPUNGE') order.splice(number - 1, 1);
      if (found?.[2] === 'EXISTS') while (order.length < number) order.push(0);
      responses.push({ text, original });
      if (text.startsWith(`${tag} `)) {
        this.#exists = order.length;
        return responses;
      }
    }
  }

  async response(): Promise<string> {
    let text = '';
    for (;;) {
      const line = await this.link.receivedLine();
      assert.notEqual(line, undefined, 'The server closed');
      text += line;
      const literal = /\{(\d+)\}$/.exec(line ?? '');
      if (literal === null) return text;
      text += '\r\n';
      for (let left = Number(literal[1]); left > 0;) {
        const piece = (await this.link.receivedLine()) ?? '';
        left -= piece.length + 2;
        text += left >= 0 ? `${piece}\r\n` : piece;
        if (left < 0) {
          const rest = /\{(\d+)\}$/.exec(piece);
          if (rest === null) return text;
          text += '\r\n';
          left = Number(rest[1]);
        }
      }
    }
  }

  async command(text: string): Promise<Response[]> {
    return this.answer(this.send(text));
  }
}
