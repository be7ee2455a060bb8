import assert from 'node:assert/strict';

import type { SessionServer } from '#net/connection.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';

/** A response with its literals, and the number its message had when the command began. */
export type Response = { readonly text: string; readonly original: number | undefined };

/** One client of a session in this process; octets are characters. */
export class Peer {
  readonly connection = new MemoryConnection({ tls: memoryTls });
  readonly session: Promise<void>;
  #tags = 0;
  #exists = 0;

  constructor(server: SessionServer) {
    this.session = server(this.connection);
  }

  send(text: string, tag = `t${++this.#tags}`): string {
    this.connection.send(`${tag} ${text}\r\n`);
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
      const line = await this.connection.receivedLine();
      assert.notEqual(line, undefined, 'The server closed');
      text += line;
      const literal = /\{(\d+)\}$/.exec(line ?? '');
      if (literal === null) return text;
      text += '\r\n';
      for (let left = Number(literal[1]); left > 0;) {
        const piece = (await this.connection.receivedLine()) ?? '';
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
