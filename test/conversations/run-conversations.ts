import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { SessionServer } from '#net/connection.ts';
import { converse, type ConverseOptions } from '#test/conversations/converse.ts';

/** Words behind the fence of a script: ```` ```smtp face=submission tls ```` → face: submission, tls: ''. */
export type Attributes = Readonly<Record<string, string>>;

/** Makes a server with fresh state for one conversation, and what its connections are like. */
export type Stage = (
  attributes: Attributes,
) => Promise<{ readonly server: SessionServer } & ConverseOptions>;

type Conversation = { readonly name: string; readonly attributes: Attributes; script: string };

/**
 * Makes one test of each fenced script in the folder's `*.md` files. The first word behind the fence
 * must be the protocol; other fences are prose. A test is named after the heading above it.
 */
export function runConversations(folder: string, protocol: string, stage: Stage): void {
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .toSorted()) {
    if (file === 'README.md') continue;
    for (const conversation of parseConversations(
      readFileSync(join(folder, file), 'utf8'),
      protocol,
    )) {
      test(`${file}: ${conversation.name}`, async () => {
        const { server, ...options } = await stage(conversation.attributes);
        await converse(server, conversation.script, options);
      });
    }
  }
}

/** The scripts of a Markdown page. @throws {Error} On a page without one: a typo would hide all. */
export function parseConversations(markdown: string, protocol: string): Conversation[] {
  const conversations: Conversation[] = [];
  let heading = '';
  let open: Conversation | undefined;
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) {
      const [word, ...rest] = line.slice(3).trim().split(/\s+/u);
      if (!fenced && word === protocol) {
        open = { name: heading, attributes: parseAttributes(rest), script: '' };
        conversations.push(open);
      } else open = undefined;
      fenced = !fenced;
    } else if (open !== undefined) open.script += `${line}\n`;
    else if (line.startsWith('#') && !fenced) heading = line.replace(/^#+\s*/u, '');
  }
  if (conversations.length === 0) throw new Error(`No fenced ${protocol} script: ${heading}`);
  return conversations;
}

function parseAttributes(words: readonly string[]): Attributes {
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', value = ''] = word.split('=', 2);
      return [name, value];
    }),
  );
}
