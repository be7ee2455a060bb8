import { type Log, silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { Maildrop, type MaildropMessage } from '#core/mailbox/maildrop.ts';
import type { Pop3Context } from '#session/pop3/context.ts';
import { plainExchange } from '#test/stage/plain-exchange.ts';

/** The one person who can log in, and what the maildrop holds for each conversation. */
const person = { login: 'ada@example.test', password: 'open sesame' };
const login = { tenantId: 1, accountId: 1, address: person.login, credentialId: 1 };

export const bodies: readonly string[] = [
  'Subject: one\r\n\r\nfirst\r\nsecond\r\n',
  'Subject: two\r\n\r\n.dot\r\nno end',
  'Subject: three\r\n\r\n',
];

/** A POP3 context with one maildrop in memory; its lock is a flag, its removals are real. */
export function pop3Stage(log: Log = silentLog): Pop3Context {
  const kept = bodies.map((text, index) => ({ uid: index + 1, body: Buffer.from(text) }));
  let locked = false;
  return {
    hostName: 'mail.example.test',
    log,
    startTls: true,
    authenticator: {
      mechanisms: (tls) => (tls === undefined ? [] : ['PLAIN']),
      verify: async ({ login: name, password }) =>
        name === person.login && password === person.password ? login : refuse('login.denied'),
      begin: (mechanism) => plainExchange(mechanism, person, login),
    },
    openMaildrop: async () => {
      if (locked) return refuse('maildrop.busy');
      locked = true;
      const messages = kept.map<MaildropMessage>(({ uid, body }) => {
        return { uid, messageId: uid, size: body.length };
      });
      const shown = [...kept];
      return new Maildrop({
        uidValidity: 7,
        messages,
        read: async (position) => shown[position]?.body ?? refuse('message.absent'),
        expunge: async (uids) => {
          for (const uid of uids)
            kept.splice(
              kept.findIndex((message) => message.uid === uid),
              1,
            );
        },
        release: async () => {
          locked = false;
        },
      });
    },
  };
}
