import { ParseError } from '#proto/cursor.ts';

/** What a browser says that it asked an authenticator for (WebAuthn Level 3 §5.8.1). */
export type ClientData = {
  /** `webauthn.create` or `webauthn.get`. */
  readonly type: string;
  /** Base64url. */
  readonly challenge: string;
  /** Of the page, as `https://mail.example.org`. */
  readonly origin: string;
  /** Whether the page was in a frame of another site. */
  readonly crossOrigin: boolean;
};

/** @throws {ParseError} */
export function parseClientData(octets: Uint8Array): ClientData {
  const data = readObject(octets);
  const text = (name: string): string => {
    const value = data.get(name);
    if (typeof value === 'string') return value;
    throw new ParseError(`There is no ${name}`, 0);
  };
  return {
    type: text('type'),
    challenge: text('challenge'),
    origin: text('origin'),
    crossOrigin: data.get('crossOrigin') === true,
  };
}

function readObject(octets: Uint8Array): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  } catch {
    // Falls through: no JSON is no object either.
  }
  throw new ParseError('It is no JSON object', 0);
}
