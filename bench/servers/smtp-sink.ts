import { type ChildProcess, spawn } from 'node:child_process';

import { freePorts } from './free-ports.ts';

/** Connections that may wait to be accepted. */
const backlog = 1_000;

/** What smtp-sink says of itself, again and again. */
const counters = /mesg=(\d+)/g;

/** Octets of its words that are kept: the last counters. */
const tailOctetsMax = 400;

/** Postfix's own server that takes all mail and forgets it. */
export class SmtpSink {
  readonly port: number;
  #taken = 0;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #wake: () => void = () => {};

  private constructor(child: ChildProcess, port: number) {
    this.port = port;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
    let tail = '';
    child.stdout?.setEncoding('latin1').on('data', (text: string) => {
      tail = (tail + text).slice(-tailOctetsMax);
      const last = [...tail.matchAll(counters)].at(-1);
      // The last number may not be whole yet.
      if (last !== undefined && last.index + last[0].length < tail.length) {
        this.#taken = Math.max(this.#taken, Number(last[1]));
      }
      this.#wake();
    });
  }

  static async start(): Promise<SmtpSink> {
    const [port = 0] = await freePorts(1);
    const args = ['-u', 'postfix', '-c', `127.0.0.1:${port}`, `${backlog}`];
    return new SmtpSink(
      spawn('/usr/sbin/smtp-sink', args, { stdio: ['ignore', 'pipe', 'inherit'] }),
      port,
    );
  }

  /** Messages so far. */
  get taken(): number {
    return this.#taken;
  }

  /** Resolves when so many messages have come. */
  async has(messages: number): Promise<void> {
    while (this.#taken < messages) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
