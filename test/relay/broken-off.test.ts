/** Servers that break off: what they have not confirmed is sent again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';
import type { Stage } from '#test/stage/smtp-peer.ts';

/** More than any pause, less than a message may wait. */
const laterMs = 3 * 3_600_000;

const stages: readonly Stage[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content'];

let internet: FakeInternet;

before(async () => {
  internet = await FakeInternet.start();
});

after(() => internet[Symbol.asyncDispose]());

for (const [index, broken] of stages.entries()) {
  test(`A connection that breaks off at ${broken} costs no message`, async () => {
    let sound = false;
    const host = `mx.cut${index}.test`;
    const server = await internet.server(host, 2 + index, {
      whim: (stage) => (!sound && stage === broken ? 'drop' : undefined),
    });
    internet.domain(`cut${index}.test`, host);
    const stage = await RelayStage.open(internet);
    await stage.send([`bob@cut${index}.test`]);
    await stage.settle();
    assert.deepEqual([(await stage.queued()).length, server.taken.length], [1, 0]);
    sound = true;
    stage.clock.advance(laterMs);
    await stage.settle();
    assert.deepEqual([(await stage.queued()).length, server.taken.length], [0, 1]);
    assert.deepEqual(await stage.inbox(), []);
  });
}
