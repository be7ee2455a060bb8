import type { ServerReply } from '#proto/smtp/reply-reader.ts';
import { ServerRefused, type SmtpClient } from '#relay/smtp-client.ts';

/** What we can prove a login by, the best first: both only over TLS, or where that was waived. */
const mechanisms = ['PLAIN', 'LOGIN'] as const;

/**
 * Logs in to a server that takes mail from those it knows (RFC 4954 §4).
 *
 * @throws {ServerRefused} With a temporary answer: a wrong password is mended by an administrator,
 *   and mail waits for that.
 */
export async function logIn(
  client: SmtpClient,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<void> {
  const mechanism = mechanisms.find((name) => client.offers.auth.includes(name));
  if (mechanism === undefined) {
    throw new ServerRefused('AUTH', later('The server offers no login by PLAIN or LOGIN'));
  }
  const answer =
    mechanism === 'PLAIN'
      ? await client.command(`AUTH PLAIN ${encoded(`\0${username}\0${password}`)}`)
      : await byLogin(client, username, password);
  if (answer.code === 235) return;
  const words = `${answer.code} ${answer.enhanced} ${answer.lines.join(' ')}`;
  throw new ServerRefused('AUTH', later(`The server refuses our login: ${words}`));
}

/** The old way of Microsoft's servers: name and password one by one. */
async function byLogin(client: SmtpClient, username: string, password: string) {
  const asked = await client.command('AUTH LOGIN');
  if (asked.code !== 334) return asked;
  const named = await client.command(encoded(username));
  return named.code === 334 ? await client.command(encoded(password)) : named;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function later(text: string): ServerReply {
  return { code: 454, enhanced: '4.7.0', lines: [text] }; // RFC 4954 §6
}
