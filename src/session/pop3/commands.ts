import type { Command } from '#session/pop3/command.ts';
import { auth } from '#session/pop3/commands/auth.ts';
import { capa } from '#session/pop3/commands/capa.ts';
import { dele } from '#session/pop3/commands/dele.ts';
import { list } from '#session/pop3/commands/list.ts';
import { noop } from '#session/pop3/commands/noop.ts';
import { pass } from '#session/pop3/commands/pass.ts';
import { quit } from '#session/pop3/commands/quit.ts';
import { retr } from '#session/pop3/commands/retr.ts';
import { rset } from '#session/pop3/commands/rset.ts';
import { stat } from '#session/pop3/commands/stat.ts';
import { stls } from '#session/pop3/commands/stls.ts';
import { top } from '#session/pop3/commands/top.ts';
import { uidl } from '#session/pop3/commands/uidl.ts';
import { user } from '#session/pop3/commands/user.ts';
import { utf8 } from '#session/pop3/commands/utf8.ts';

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['AUTH', { place: 'authorization', handler: auth }],
  ['CAPA', { place: 'anywhere', handler: capa }],
  ['DELE', { place: 'transaction', handler: dele }],
  ['LIST', { place: 'transaction', handler: list }],
  ['NOOP', { place: 'transaction', handler: noop }],
  ['PASS', { place: 'authorization', handler: pass }],
  ['QUIT', { place: 'anywhere', handler: quit }],
  ['RETR', { place: 'transaction', handler: retr }],
  ['RSET', { place: 'transaction', handler: rset }],
  ['STAT', { place: 'transaction', handler: stat }],
  ['STLS', { place: 'authorization', handler: stls }],
  ['TOP', { place: 'transaction', handler: top }],
  ['UIDL', { place: 'transaction', handler: uidl }],
  ['USER', { place: 'authorization', handler: user }],
  ['UTF8', { place: 'authorization', handler: utf8 }],
]);
