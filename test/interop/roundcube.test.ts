/** Roundcube: a webmail of many hosters, driven as a browser would. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { found, messageCount } from '#test/interop/look.ts';
import { Roundcube } from '#test/interop/roundcube.ts';

let demo: Demo;
let webmail: Roundcube;

before(async () => {
  demo = await Demo.start();
  webmail = await Roundcube.start(demo);
  await webmail.logIn(demo.person(1));
});

after(async () => {
  await webmail[Symbol.asyncDispose]();
  await demo[Symbol.asyncDispose]();
});

test('Roundcube knows the mailboxes by their use and lists the mail', async () => {
  const page = await webmail.page({ _task: 'mail', _mbox: 'INBOX' });
  for (const name of ['Drafts', 'Sent', 'Junk', 'Trash', 'Archive']) {
    assert.match(page, new RegExp(`rel="${name}"`), name);
  }
  const list = await webmail.remote('list', { _mbox: 'INBOX' });
  assert.match(list, /Rechnung 2026-118 für drei große Pflanzen/);
  assert.match(list, /Gärtnerei Möller/);
});

test('Roundcube shows text and attachments, and marks the message as read', async () => {
  const query = { _task: 'mail', _mbox: 'INBOX', _uid: '1' };
  const page = await webmail.page({ ...query, _action: 'show' });
  assert.match(page, /anbei die Rechnung über 118,00 €/);
  assert.match(page, /Rechnung für Grünwald\.csv/);
  const link = /href="[^"]*\?([^"]*_action=get[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  const part = Object.fromEntries(new URLSearchParams(link));
  const attachment = await webmail.page({ ...part, _download: '1' });
  assert.match(attachment, /^Posten;Menge;Preis\nGrünlilie;2;39,00/);
  await using client = await demo.imap(demo.person(1));
  assert.deepEqual(await found(client, 'INBOX', { seen: true }), [1]);
});

test('Roundcube searches, flags, files and deletes', async () => {
  const search = { _mbox: 'INBOX', _q: 'große', _headers: 'subject,from', _scope: 'base' };
  assert.match(await webmail.remote('search', search), /add_message_row\(1,/);
  const one = { _uid: '1', _mbox: 'INBOX', _remote: '1' };
  await webmail.post({ _task: 'mail', _action: 'mark' }, { ...one, _flag: 'flagged' });
  await using client = await demo.imap(demo.person(1));
  assert.deepEqual(await found(client, 'INBOX', { flagged: true }), [1]);
  await client.mailboxClose();

  await webmail.post({ _task: 'mail', _action: 'move' }, { ...one, _target_mbox: 'Archive' });
  assert.equal((await found(client, 'Archive', { flagged: true, subject: 'große' })).length, 1);
  const [uid] = (await client.search({ subject: 'große' }, { uid: true })) || [];
  await client.mailboxClose();
  const filed = { _uid: String(uid), _mbox: 'Archive', _remote: '1' };
  await webmail.post({ _task: 'mail', _action: 'move' }, { ...filed, _target_mbox: 'Trash' });
  assert.equal((await found(client, 'Trash', { subject: 'große' })).length, 1);
  await client.mailboxClose();
  const purge = { _mbox: 'Trash', _remote: '1' };
  await webmail.post({ _task: 'mail', _action: 'purge' }, purge);
  assert.equal(await messageCount(client, 'Trash'), 0);
});

test('Roundcube sends and keeps a copy in Sent', async () => {
  const page = await webmail.page({ _task: 'mail', _action: 'compose' });
  const id = /name="_id" value="([^"]+)"/.exec(page)?.[1];
  const from = /name="_from"[^]*?value="(\d+)"/.exec(page)?.[1];
  assert.ok(id !== undefined && from !== undefined, 'the form of a new message');
  const answer = await webmail.post(
    { _task: 'mail', _action: 'send', _unlock: '1', _framed: '1' },
    {
      _id: id,
      _from: from,
      _to: demo.person(0).address,
      _subject: 'Viele Grüße',
      _message: 'Schöne Grüße aus dem Webmail',
      _is_html: '0',
      _store_target: 'Sent',
      _charset: 'UTF-8',
      _draft_saveid: '',
    },
  );
  assert.match(answer, /sent_successfully/);
  await using sender = await demo.imap(demo.person(1));
  assert.equal((await found(sender, 'Sent', { subject: 'Viele Grüße', seen: true })).length, 1);
  await using recipient = await demo.imap(demo.person(0));
  assert.equal((await found(recipient, 'INBOX', { body: 'Schöne Grüße' })).length, 1);
});

test('Roundcube makes, renames and removes a mailbox', async () => {
  const settings = { _task: 'settings', _remote: '1' };
  const save = { _name: 'Über uns', _parent: '', _options: '1' };
  await webmail.post({ _task: 'settings', _action: 'save-folder' }, save);
  await using client = await demo.imap(demo.person(1));
  const names = async () => (await client.list()).map(({ path }) => path);
  assert.ok((await names()).includes('Über uns'));
  const rename = { ...settings, _folder_oldname: '&ANw-ber uns', _folder_newname: '&ANw-ber alle' };
  await webmail.post({ _task: 'settings', _action: 'rename-folder' }, rename);
  assert.ok((await names()).includes('Über alle'));
  const remove = { ...settings, _mbox: '&ANw-ber alle' };
  await webmail.post({ _task: 'settings', _action: 'delete-folder' }, remove);
  assert.ok(!(await names()).some((name) => name.startsWith('Über')));
});
