import type { Command, CommandPlace, Handler } from '#session/imap/command.ts';
import { append } from '#session/imap/commands/append.ts';
import { authenticate } from '#session/imap/commands/authenticate.ts';
import { capability } from '#session/imap/commands/capability.ts';
import { check } from '#session/imap/commands/check.ts';
import { close } from '#session/imap/commands/close.ts';
import { copy, uidCopy } from '#session/imap/commands/copy.ts';
import { create } from '#session/imap/commands/create.ts';
import { deleteCommand } from '#session/imap/commands/delete.ts';
import { enable } from '#session/imap/commands/enable.ts';
import { examine } from '#session/imap/commands/examine.ts';
import { expunge } from '#session/imap/commands/expunge.ts';
import { fetch, uidFetch } from '#session/imap/commands/fetch.ts';
import { id } from '#session/imap/commands/id.ts';
import { idle } from '#session/imap/commands/idle.ts';
import { list } from '#session/imap/commands/list.ts';
import { login } from '#session/imap/commands/login.ts';
import { logout } from '#session/imap/commands/logout.ts';
import { lsub } from '#session/imap/commands/lsub.ts';
import { move, uidMove } from '#session/imap/commands/move.ts';
import { namespace } from '#session/imap/commands/namespace.ts';
import { noop } from '#session/imap/commands/noop.ts';
import { rename } from '#session/imap/commands/rename.ts';
import { search, uidSearch } from '#session/imap/commands/search.ts';
import { select } from '#session/imap/commands/select.ts';
import { starttls } from '#session/imap/commands/starttls.ts';
import { status } from '#session/imap/commands/status.ts';
import { store, uidStore } from '#session/imap/commands/store.ts';
import { subscribe } from '#session/imap/commands/subscribe.ts';
import { uidExpunge } from '#session/imap/commands/uid-expunge.ts';
import { unselect } from '#session/imap/commands/unselect.ts';
import { unsubscribe } from '#session/imap/commands/unsubscribe.ts';

/** Message numbers are in use while these run, so EXPUNGE has to wait (RFC 9051 §7.5.1). */
const keepsNumbers: ReadonlySet<string> = new Set(['FETCH', 'STORE', 'SEARCH']);

/** Every command with its state and handler; extensions add a line each. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...place('anywhere', { CAPABILITY: capability, NOOP: noop, LOGOUT: logout, ID: id }),
  ...place('before-login', { STARTTLS: starttls, AUTHENTICATE: authenticate, LOGIN: login }),
  ...place('after-login', {
    ENABLE: enable,
    SELECT: select,
    EXAMINE: examine,
    CREATE: create,
    DELETE: deleteCommand,
    RENAME: rename,
    SUBSCRIBE: subscribe,
    UNSUBSCRIBE: unsubscribe,
    LIST: list,
    LSUB: lsub,
    NAMESPACE: namespace,
    STATUS: status,
    APPEND: append,
    IDLE: idle,
  }),
  ...place('selected', {
    CHECK: check,
    CLOSE: close,
    UNSELECT: unselect,
    EXPUNGE: expunge,
    'UID EXPUNGE': uidExpunge,
    SEARCH: search,
    'UID SEARCH': uidSearch,
    FETCH: fetch,
    'UID FETCH': uidFetch,
    STORE: store,
    'UID STORE': uidStore,
    COPY: copy,
    'UID COPY': uidCopy,
    MOVE: move,
    'UID MOVE': uidMove,
  }),
]);

function place(where: CommandPlace, handlers: Record<string, Handler>): [string, Command][] {
  return Object.entries(handlers).map(([name, handler]) => [
    name,
    { place: where, handler, tellsExpunge: !keepsNumbers.has(name) },
  ]);
}
