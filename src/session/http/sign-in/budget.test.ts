import assert from 'node:assert/strict';
import { test } from 'node:test';

import { password, signInStage } from '#test/stage/sign-in-stage.ts';

const login = 'ada@example.test';

test('The delay doubles with each failure, and the right password does not get through it', async () => {
  const { browser, clock } = await signInStage();
  const guesser = browser();
  const guess = async () => await guesser.post('/auth/login', { login, password: 'wrong' });
  for (let count = 0; count < 5; count++) assert.equal((await guess()).status, 401);
  for (const seconds of [1, 2, 4, 8, 16]) {
    assert.equal((await guess()).status, 401);
    const answer = await guesser.post('/auth/login', { login, password });
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), String(seconds));
    clock.advance(seconds * 1_000);
  }
  // Who is elsewhere is not kept waiting.
  const ada = browser();
  ada.address = '198.51.100.7';
  assert.equal((await ada.post('/auth/login', { login, password })).status, 204);
  assert.equal((await guess()).status, 401);
  assert.equal((await guess()).status, 429);
});

test('Tries at the same time count before it is known that they fail', async () => {
  const { browser } = await signInStage();
  const guesser = browser();
  const guesses = Array.from({ length: 12 }, (_, index) =>
    guesser.post('/auth/login', { login, password: `guess ${index}` }),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 401).length, 6);
  assert.equal(statuses.filter((status) => status === 429).length, 6);
});

test('An unknown name is delayed like a known one', async () => {
  const { browser } = await signInStage();
  const statuses: number[][] = [];
  for (const name of [login, 'nobody@example.test']) {
    const guesser = browser();
    guesser.address = `203.0.${name.length}.7`;
    const answers: number[] = [];
    for (let guess = 0; guess < 7; guess++) {
      answers.push((await guesser.post('/auth/login', { login: name, password: 'x' })).status);
    }
    statuses.push(answers);
  }
  assert.deepEqual(statuses[0], [401, 401, 401, 401, 401, 401, 429]);
  assert.deepEqual(statuses[1], statuses[0]);
});
