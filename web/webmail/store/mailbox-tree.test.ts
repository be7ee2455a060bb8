import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Mailbox } from '../../shared/jmap/mail-types.ts';
import { mailboxPath, type MailboxNode, mailboxTree, visibleNodes } from './mailbox-tree.ts';

function mailbox(id: string, parentId: string | null = null, role: string | null = null): Mailbox {
  const counts = { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 };
  return {
    id,
    name: id,
    parentId,
    role,
    sortOrder: 0,
    myRights: {},
    isSubscribed: true,
    ...counts,
  };
}

const compare = (a: string, b: string) => a.localeCompare(b);
const treeOf = (...list: Mailbox[]) =>
  mailboxTree(new Map(list.map((one) => [one.id, one])), compare);
const names = (nodes: readonly MailboxNode[]) =>
  nodes.map(({ mailbox: { id }, depth }) => '.'.repeat(depth) + id);

test('Folders with a purpose come first, others by name below their parents', () => {
  const tree = treeOf(
    mailbox('zoo'),
    mailbox('t', null, 'trash'),
    mailbox('alps'),
    mailbox('2026', 'alps'),
    mailbox('i', null, 'inbox'),
    mailbox('may', '2026'),
  );
  const all = visibleNodes(tree, new Set());
  assert.deepEqual(names(all), ['i', 't', 'alps', '.2026', '..may', 'zoo']);
  assert.deepEqual(names(visibleNodes(tree, new Set(['alps']))), ['i', 't', 'alps', 'zoo']);
});

test('A folder without its parent, or in a ring, is still shown', () => {
  const tree = treeOf(mailbox('a', 'b'), mailbox('b', 'a'), mailbox('c', 'gone'));
  assert.deepEqual(names(visibleNodes(tree, new Set())), ['a', 'b', 'c']);
});

test('A path names every folder above', () => {
  const all = new Map([mailbox('a'), mailbox('b', 'a')].map((one) => [one.id, one]));
  assert.equal(
    mailboxPath(mailbox('c', 'b'), all, ({ name }) => name),
    'a / b / c',
  );
});
