import { listenerKinds, type ListenerName } from '#app/listener-kinds.ts';
import {
  demoAddress,
  demoAdmin,
  demoHostname,
  demoPeople,
  type DemoPerson,
} from '#app/demo/people.ts';
import type { ListenPoint } from '#app/settings.ts';

/** What a ready demo says of itself. */
export type Announcement = {
  readonly points: readonly ListenPoint[];
  readonly authorityFile: string;
};

/** One line for scripts. */
export function announceJson({ points, authorityFile }: Announcement): string {
  return `${JSON.stringify({
    ready: true,
    host: demoHostname,
    listeners: Object.fromEntries(points.map(({ name, port }) => [name, port])),
    people: demoPeople.map(login),
    admin: login(demoAdmin),
    certificateAuthority: authorityFile,
  })}\n`;
}

function login(person: DemoPerson) {
  return { address: demoAddress(person), password: person.password };
}

const purposes = {
  smtp: 'mail from other servers (STARTTLS)',
  submission: 'sending (STARTTLS)',
  submissions: 'sending (TLS)',
  lmtp: 'local delivery (LMTP)',
  imap: 'reading (STARTTLS)',
  imaps: 'reading (TLS)',
  pop3: 'fetching (STARTTLS)',
  pop3s: 'fetching (TLS)',
  http: 'webmail, API, /healthz, /metrics',
  https: 'the same with TLS',
} as const satisfies Record<ListenerName, string>;

/** Tables for people. */
export function announceText({ points, authorityFile }: Announcement): string {
  const listeners = points.map(({ name, address, port }) => [
    name,
    listenerKinds[name].protocol === 'http' ? `${name}://localhost:${port}/` : `${address}:${port}`,
    purposes[name],
  ]);
  const logins = [...demoPeople, demoAdmin].map((person) => [
    person.name,
    demoAddress(person),
    person.password,
  ]);
  return `
Postamt is ready: ${demoHostname}

${columns(['Listener', 'Address', 'For'], listeners)}

${columns(['Person', 'Login', 'Password'], logins)}

In a mail program: IMAP at localhost port ${portOf(points, 'imaps')} with TLS, sending at localhost port ${portOf(points, 'submissions')} with TLS,
login and password as above. Let it trust this certificate authority, or accept the certificate once:
  ${authorityFile}

Stop with Ctrl-C. Another start finds everything again.
`;
}

function portOf(points: readonly ListenPoint[], name: ListenerName): number {
  return points.find((point) => point.name === name)?.port ?? 0;
}

function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
