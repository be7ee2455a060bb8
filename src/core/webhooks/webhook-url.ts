import { refuse } from '#base/refusal.ts';

/** Characters of a URL; more is a mistake. Our choice. */
export const webhookUrlLengthMax = 2_000;

export type WebhookUrlRefusalCode = 'webhook.url';

/** Hosts that are this machine whatever anybody resolves. */
const loopbackHost = /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

/**
 * A URL to post to, in its one form. `https:`; `http:` to this machine alone, and only where the
 * operator lets it be on a network of our own.
 *
 * @throws {Refusal} `webhook.url`.
 */
export function webhookUrl(text: string, allowPrivate: boolean): string {
  const url = URL.parse(text);
  if (url === null || text.length > webhookUrlLengthMax) {
    return refused(`"${text.slice(0, webhookUrlLengthMax)}" is no URL`);
  }
  if (url.username !== '' || url.password !== '') {
    return refused('A name and a password in the URL would be seen by many');
  }
  url.hash = '';
  if (url.protocol === 'https:') return url.href;
  if (url.protocol !== 'http:') return refused(`Events go by https, not by ${url.protocol}`);
  if (allowPrivate && loopbackHost.test(url.hostname)) return url.href;
  return refused('Without TLS anybody on the way could read and change events');
}

function refused(why: string): never {
  return refuse<WebhookUrlRefusalCode>('webhook.url', why);
}
