import { type Log, silentLog } from '#base/log.ts';
import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage, person, sampleBody, type Stage } from '#test/conversations/imap/stage.ts';

const login = `l LOGIN ${person.login} ${person.password}\r\n`;
const selected = `${login}s SELECT INBOX\r\n`;

/** Each state that octets can meet, by what was said before them. */
const states: readonly string[] = [
  '',
  'p AUTHENTICATE PLAIN\r\n',
  login,
  `${login}e ENABLE IMAP4rev2 UTF8=ACCEPT CONDSTORE\r\n`,
  selected,
  `${login}x EXAMINE INBOX\r\n`,
  `${selected}i IDLE\r\n`,
  `${selected}a APPEND INBOX {30}\r\n`,
  `${selected}f SEARCH SUBJECT {5+}\r\n`,
];

let bug: unknown;

const log: Log = {
  ...silentLog,
  error: (message, fields) => {
    bug = fields?.error ?? message;
  },
};

/** Inputs after which the store in memory is made anew: it keeps what they do. */
const inputsPerStage = 200;

let stage: Stage | undefined;
let inputs = 0;

/**
 * Sends the octets to IMAP sessions in every state.
 *
 * @throws {Error} When a session met a bug: it logged an error.
 */
export async function fuzzImapSession(octets: Uint8Array): Promise<void> {
  bug = undefined;
  if (stage === undefined || inputs++ % inputsPerStage === 0) {
    stage = await imapStage({ bodies: [1, 2, 3].map(sampleBody), log });
  }
  for (const opening of states) {
    const connection = new MemoryConnection({ tls: memoryTls });
    const session = imapServer(stage.context)(connection);
    if (opening !== '') connection.send(opening);
    if (octets.length > 0) connection.send(octets);
    connection.end('gone');
    await session;
    if (bug !== undefined)
      throw new Error(`An IMAP session failed after ${opening}`, { cause: bug });
  }
}
