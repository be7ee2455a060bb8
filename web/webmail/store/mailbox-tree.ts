import type { Mailbox } from '../../shared/jmap/mail-types.ts';

/** A folder at its place in the tree. */
export type MailboxNode = {
  readonly mailbox: Mailbox;
  /** 0 at the top. */
  readonly depth: number;
  readonly children: readonly MailboxNode[];
};

/** Folders with a purpose come first, in this order; the rest by the server's order and by name. */
const roleOrder = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'];

/** Levels that are drawn; deeper folders hang at the last one. The server allows fewer. */
const depthMax = 32;

/** Arranges folders; one whose parent is not there, or that would be its own ancestor, is at the top. */
export function mailboxTree(
  mailboxes: ReadonlyMap<string, Mailbox>,
  compare: (a: string, b: string) => number,
): readonly MailboxNode[] {
  const children = new Map<string | null, Mailbox[]>();
  for (const mailbox of mailboxes.values()) {
    const parent = isRooted(mailbox, mailboxes) ? mailbox.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), mailbox]);
  }
  const nodesOf = (parent: string | null, depth: number): readonly MailboxNode[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name))
      .map((mailbox) => ({ mailbox, depth, children: nodesOf(mailbox.id, depth + 1) }));
  return nodesOf(null, 0);
}

/** The nodes from top to bottom, without what is below a collapsed one. */
export function visibleNodes(
  nodes: readonly MailboxNode[],
  collapsed: ReadonlySet<string>,
): readonly MailboxNode[] {
  return nodes.flatMap((node) => [
    node,
    ...(collapsed.has(node.mailbox.id) ? [] : visibleNodes(node.children, collapsed)),
  ]);
}

/** Names from the top down, as `Projects / 2026`. */
export function mailboxPath(
  mailbox: Mailbox,
  mailboxes: ReadonlyMap<string, Mailbox>,
  nameOf: (mailbox: Mailbox) => string,
): string {
  const names = [nameOf(mailbox)];
  let parent = mailboxes.get(mailbox.parentId ?? '');
  while (parent !== undefined && names.length < depthMax) {
    names.unshift(nameOf(parent));
    parent = mailboxes.get(parent.parentId ?? '');
  }
  return names.join(' / ');
}

function rank({ role, sortOrder }: Mailbox): number {
  const place = role === null ? -1 : roleOrder.indexOf(role);
  return place === -1 ? roleOrder.length + sortOrder : place;
}

/** Whether the way up ends at the top. */
function isRooted(mailbox: Mailbox, mailboxes: ReadonlyMap<string, Mailbox>): boolean {
  let at: Mailbox | undefined = mailbox;
  for (let depth = 0; depth < depthMax; depth++) {
    if (at.parentId === null) return true;
    at = mailboxes.get(at.parentId);
    if (at === undefined) return false;
  }
  return false;
}
