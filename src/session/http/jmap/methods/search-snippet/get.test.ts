import assert from 'node:assert/strict';
import { test } from 'node:test';

import { jmapStage } from '#test/stage/jmap-stage.ts';

const accountId = 'a1';

const bodies = [
  'Subject: Lunch <today> & more\r\n\r\nShall we have lunch?\r\n',
  'Subject: =?utf-8?q?Caf=C3=A9?=\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>lunch</style><p>No <b>lunch</b> &lt;here&gt;</p>',
  'Subject: Nothing\r\n\r\nNothing at all\r\n',
];

const stage = await jmapStage({ bodies });

async function snippets(args: Readonly<Record<string, unknown>>) {
  const emailIds = ['e1', 'e2', 'e3'];
  const [response] = await stage.call([
    ['SearchSnippet/get', { accountId, emailIds, ...args }, 'c'],
  ]);
  return Object(response?.[1]);
}

test('SearchSnippet/get marks what was found in subject and text (RFC 8621 §5.1)', async () => {
  const { list, notFound } = await snippets({ filter: { text: 'LUNCH' } });
  assert.equal(notFound, null);
  assert.deepEqual(list, [
    {
      emailId: 'e1',
      subject: '<mark>Lunch</mark> &lt;today&gt; &amp; more',
      preview: 'Shall we have <mark>lunch</mark>?',
    },
    { emailId: 'e2', subject: null, preview: 'No <mark>lunch</mark> &lt;here&gt;' },
    { emailId: 'e3', subject: null, preview: null },
  ]);
});

test('Terms count where they are looked for, not where they are unwanted (RFC 8621 §5)', async () => {
  const filter = {
    operator: 'AND',
    conditions: [
      { subject: 'café' },
      { body: '"no lunch"' },
      { operator: 'NOT', conditions: [{ text: 'here' }] },
    ],
  };
  const { list } = await snippets({ filter });
  assert.deepEqual(list[1], {
    emailId: 'e2',
    subject: '<mark>Café</mark>',
    preview: '<mark>No lunch</mark> &lt;here&gt;',
  });
  assert.deepEqual(list[0], { emailId: 'e1', subject: null, preview: null });
});

test('SearchSnippet/get tells what is not there, and refuses what it does not know (RFC 8621 §5.1)', async () => {
  const some = await snippets({ emailIds: ['e9', 'e3'], filter: { hasKeyword: '$seen' } });
  assert.deepEqual(some.notFound, ['e9']);
  assert.deepEqual(some.list, [{ emailId: 'e3', subject: null, preview: null }]);
  assert.equal((await snippets({ filter: { smell: 'x' } })).type, 'unsupportedFilter');
  assert.equal((await snippets({ emailIds: null })).type, 'invalidArguments');
  assert.equal((await snippets({ whatever: 1 })).type, 'invalidArguments');
});
