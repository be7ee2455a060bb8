/** What the directory's commands do to sessions that are open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';

import { CliStage, Server } from '#test/cli/stage.ts';

const ada = 'ada@example.org';

/** Collects what the server says. */
class Listening {
  readonly ended: Promise<string>;
  #text = '';
  #wake: (() => void) | undefined;

  constructor(socket: TLSSocket) {
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
      this.#wake?.();
    });
    this.ended = new Promise((resolve, reject) => {
      socket.on('end', () => resolve(this.#text));
      socket.on('error', reject);
    });
  }

  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

for (const threads of [0, 2]) {
  test(`A session ends when its login is taken back, with ${threads} edge threads`, async () => {
    using stage = new CliStage();
    const secret = await stage.setup();
    const { password } = await stage.ask('account', 'create', ada, '--generate');
    const server = await Server.start(stage, threads);
    const plain = Buffer.from(`\0${ada}\0${password}`).toString('base64');
    const listen = (listener: string, said: string): Listening =>
      new Listening(server.talk(stage, listener, said));

    const idling = listen('imaps', `a LOGIN ${ada} ${password}\r\nb SELECT INBOX\r\nc IDLE\r\n`);
    const sending = listen('submissions', `EHLO x.test\r\nAUTH PLAIN ${plain}\r\n`);
    const fetching = listen('pop3s', `USER ${ada}\r\nPASS ${password}\r\n`);
    const other = listen('imaps', `a LOGIN admin@example.org "${secret}"\r\nb IDLE\r\n`);
    await idling.until(/^\+ /m);
    await sending.until(/^235 /m);
    await fetching.until(/^\+OK 0 messages/m);
    await other.until(/^\+ /m);

    await stage.ask('account', 'disable', ada);
    assert.match(await idling.ended, /\* BYE This login is not valid any more\r\n$/);
    assert.match(await sending.ended, /421 4\.7\.0 \S+ This login is not valid any more\r\n$/);
    assert.match(await fetching.ended, /\+OK 0 messages\r\n$/);

    await stage.ask('account', 'enable', ada);
    const again = listen('imaps', `a LOGIN ${ada} ${password}\r\nb IDLE\r\n`);
    await again.until(/^\+ /m);
    await stage.run('account', 'set-password', ada, '--generate');
    assert.match(await again.ended, /\* BYE /, 'A changed password ends what the old one opened');
    assert.equal(await server.stop(), 0);
    assert.match(await other.ended, /\* BYE .*stop/i);
  });
}
