import type { Email } from '../../shared/jmap/mail-types.ts';

/** Marks and folders to set (`true`) or take away (`null`), as Email/set takes them (RFC 8620 §5.3). */
export type EmailPatch = Readonly<Record<string, true | null>>;

export function keywordPatch(keyword: string, set: boolean): EmailPatch {
  return { [`keywords/${keyword}`]: set ? true : null };
}

/** Takes a message out of one folder, or out of all, and into another. */
export function movePatch(email: Email, to: string, from?: string): EmailPatch {
  const leaving = from === undefined ? Object.keys(email.mailboxIds) : [from];
  const patch: Record<string, true | null> = {};
  for (const id of leaving) if (id in email.mailboxIds) patch[`mailboxIds/${id}`] = null;
  patch[`mailboxIds/${to}`] = true;
  return patch;
}

/** The message as it will be. */
export function applyPatch(email: Email, patch: EmailPatch): Email {
  const marks = { keywords: { ...email.keywords }, mailboxIds: { ...email.mailboxIds } };
  for (const [path, value] of Object.entries(patch)) {
    const [kind, name] = splitPath(path);
    if (value === null) delete marks[kind][name];
    else marks[kind][name] = true;
  }
  return { ...email, ...marks };
}

/** What brings the message back to how it is; nothing for what the patch does not change. */
export function invertPatch(email: Email, patch: EmailPatch): EmailPatch {
  const inverse: Record<string, true | null> = {};
  for (const [path, value] of Object.entries(patch)) {
    const [kind, name] = splitPath(path);
    const had = name in email[kind];
    if (had !== (value === true)) inverse[path] = had ? true : null;
  }
  return inverse;
}

function splitPath(path: string): readonly ['keywords' | 'mailboxIds', string] {
  const at = path.indexOf('/');
  const kind = path.slice(0, at) === 'keywords' ? 'keywords' : 'mailboxIds';
  return [kind, path.slice(at + 1)];
}
