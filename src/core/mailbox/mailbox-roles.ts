import { role } from '#store/role.ts';

/** The roles that a mailbox can have, as JMAP names them (RFC 8621 §2). */
export const mailboxRoles: ReadonlyMap<string, number> = new Map(
  Object.entries(role).filter(([name]) => name !== 'none'),
);

const names = new Map([...mailboxRoles].map(([name, value]) => [value, name]));

/** The name of a role by its number; undefined for none. */
export function roleName(value: number): string | undefined {
  return names.get(value);
}
