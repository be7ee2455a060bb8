import { refuse } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';

/** Octets of one response in a SASL exchange: longer than any of ours needs. Our choice. */
export const saslResponseOctetsMax = 8_192;

/** The server's next move. `data` with `done` is sent to the client with the success. */
export type SaslStep =
  | { readonly kind: 'challenge'; readonly data: Uint8Array }
  | { readonly kind: 'done'; readonly login: Login; readonly data?: Uint8Array };

/** The server's part of one authentication (RFC 4422 §3). */
export interface SaslExchange {
  /**
   * @param response The client's octets, undefined when it sent no initial response. Cancelling
   *   (`*`) is the session's business.
   * @throws {Refusal} `LoginRefusalCode`
   */
  step(response: Uint8Array | undefined): Promise<SaslStep>;
}

/** Checks a name and a password that came over SASL. */
export type CheckPassword = (login: string, password: string) => Promise<Login>;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The response as text. @throws {Refusal} `sasl.malformed` for what is too long or not UTF-8. */
export function saslText(response: Uint8Array): string {
  if (response.length > saslResponseOctetsMax) refuse('sasl.malformed', 'Response too long');
  try {
    return strictUtf8.decode(response);
  } catch {
    return refuse('sasl.malformed', 'Response is not UTF-8');
  }
}
