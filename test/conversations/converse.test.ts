import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConnectionEnd, type SessionServer } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import { converse } from '#test/conversations/converse.ts';
import { parseConversations } from '#test/conversations/run-conversations.ts';
import { matchesTurn, unescapeTurn } from '#test/conversations/script.ts';

/** Greets, echoes lines, says goodbye on idle, closes on `quit`. */
const echo: SessionServer = async (connection) => {
  const input = new Input(connection);
  connection.write('ready\r\n');
  try {
    for (;;) {
      const line = await input.line(100);
      if (line === 'quit') break;
      connection.write(`echo ${line}\r\n`);
    }
  } catch (error) {
    if (!(error instanceof ConnectionEnd)) throw error;
    connection.write('bye\r\n');
  }
  connection.close();
};

test('a conversation plays sends, pieces, skips, silence, idling and closing', async () => {
  await converse(
    echo,
    `
    # a comment
    S: ready
    C: one
    S: echo one
    C+: tw
    S: <nothing>
    C+: o\\r\\nthr\\x65e\\r\\n
    S: echo tw…
    S: echo *
    C: <<<
    a
    b
    >>>
    S..: echo b
    C2: $greeting
    S2: ready
    S2: echo hello
    C2: quit
    S2: <close>
    C: <idle>
    S: bye
    S: <close>
  `,
    { variables: { greeting: 'hello' } },
  );
});

test('a line that differs fails and shows what was said', async () => {
  await assert.rejects(converse(echo, 'S: hello'), /expects "hello", got "ready"/u);
  await assert.rejects(converse(echo, 'S: <close>'), /got "ready"/u);
  await assert.rejects(converse(echo, 'S..: never\nC: quit\n'.split('\n').toReversed().join('\n')));
  await assert.rejects(converse(echo, 'nonsense'), /Cannot read line 1/u);
});

test('patterns: a star at the end only, an ellipsis anywhere', () => {
  assert.equal(matchesTurn('* 1 EXISTS', '* 1 EXISTS'), true);
  assert.equal(matchesTurn('* 1 EXISTS', '* 2 EXISTS'), false);
  assert.equal(matchesTurn('250 *', '250 anything'), true);
  assert.equal(matchesTurn('a…c', 'abc'), true);
  assert.equal(matchesTurn('a…c', 'abcd'), false);
  assert.equal(matchesTurn('a…b…c*', 'a1b2cd'), true);
  assert.equal(matchesTurn('ab', 'abc'), false);
  assert.equal(unescapeTurn('\\r\\n\\0\\x41\\\\ü'), '\r\n\0A\\Ã¼');
});

test('Markdown: only fences of the protocol are scripts', () => {
  const page = '# Page\n\n```sh\nls\n```\n## Greeting\n```smtp face=mx tls\nS: 220 *\n```\nprose\n';
  assert.deepEqual(parseConversations(page, 'smtp'), [
    { name: 'Greeting', attributes: { face: 'mx', tls: '' }, script: 'S: 220 *\n' },
  ]);
  assert.throws(() => parseConversations('# Page', 'smtp'), /No fenced smtp script/u);
});
