import type { Cursor } from '#proto/cursor.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** States in which a command has its place (RFC 9051 §3). */
export type CommandPlace = 'anywhere' | 'before-login' | 'after-login' | 'selected';

/** What follows the tag: `OK …`, `NO …` or `BAD …`; undefined when the command already said it. */
export type Reply = string | undefined;

/**
 * Carries a command out: guards, parse, one core call, reply. The cursor stands behind the name.
 *
 * The session turns ParseError into BAD and Refusal through the table of refusals.
 */
export type Handler = (session: ImapSession, cursor: Cursor, tag: string) => Promise<Reply> | Reply;

export type Command = {
  readonly place: CommandPlace;
  readonly handler: Handler;
  /**
   * Whether EXPUNGE may be told with the reply: not while message sequence numbers are in use
   * (RFC 9051 §7.5.1).
   */
  readonly tellsExpunge: boolean;
};
