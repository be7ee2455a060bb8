/** Addresses from which Exim's lists for the test refuse a connection, now or for ever. */
export const refusedFrom = { later: '127.0.0.31', never: '127.0.0.32' } as const;

/**
 * Access control lists that say 4xx and 5xx at every stage, by the peer's address, its name in
 * EHLO and the sender or recipient; that make peers wait, and that remember who came before.
 */
export function eximLists(folder: string): string {
  return `
connect:
  defer hosts = ${refusedFrom.later}
    message = 4.3.2 Connection later
  deny hosts = ${refusedFrom.never}
    message = 5.7.1 Connection never
  accept
helo:
  defer condition = \${if eq{$sender_helo_name}{later.helo.test}}
    message = 4.7.1 Name later
  deny condition = \${if eq{$sender_helo_name}{never.helo.test}}
    message = 5.7.1 Name never
  warn condition = \${if eq{$sender_helo_name}{slow.helo.test}}
    condition = \${if !def:tls_in_cipher}
    delay = 1s
  accept
mail:
  defer senders = later@example.test
    message = 4.7.1 Sender later
  deny senders = never@example.test
    message = 5.7.1 Sender never
  deny senders = big@example.test
    condition = \${if >{$message_size}{1000}}
    message = 5.3.4 Sender sends too much
  accept
rcpt:
  deny domains = !+ours
    message = 5.7.1 Not ours
  defer local_parts = later
    message = 4.2.0 Recipient later
  deny local_parts = never
    message = 5.1.1 Recipient never
  warn local_parts = slow
    delay = 1s
  accept local_parts = !grey
  accept condition = \${if exists{${folder}/mail/seen}}
  defer message = 4.7.1 Greylisted
    condition = \${run{/usr/bin/touch ${folder}/mail/seen}{yes}{yes}}
predata:
  defer senders = data-later@example.test
    message = 4.3.0 Data later
  deny senders = data-never@example.test
    message = 5.7.1 Data never
  accept
data:
  defer senders = end-later@example.test
    message = 4.3.0 Content later
  deny senders = end-never@example.test
    message = 5.6.0 Content never
  accept
`;
}
