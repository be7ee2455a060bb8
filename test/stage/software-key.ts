import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A map of CBOR with few entries (RFC 8949 §3.1): enough for what authenticators say. */
type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** What an answer is about. */
type Asked = { readonly challenge: string; readonly origin: string; readonly host: string };

/** Bits of authenticator data: a person was there, and was verified; a key is told (WebAuthn §6.1). */
const flag = { present: 0x01, verified: 0x04, told: 0x40 } as const;

/** An authenticator in software that holds one passkey with ES256. */
export class SoftwareKey {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(16);
  counter = 0;

  get id(): string {
    return this.#id.toString('base64url');
  }

  /** The answer to options of `navigator.credentials.create`. */
  create({ challenge, origin, host }: Asked) {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    const coseKey = new Map<number, Cbor>([
      [1, 2], // EC2
      [3, -7], // ES256
      [-1, 1], // P-256
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    const idLength = Buffer.from([0, this.#id.length]);
    const told = Buffer.concat([Buffer.alloc(16), idLength, this.#id, cbor(coseKey)]);
    const data = this.#data(host, flag.present | flag.verified | flag.told, told);
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', data],
    ]);
    return {
      ...this.#name(),
      response: {
        clientDataJSON: client('webauthn.create', challenge, origin),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** The answer to options of `navigator.credentials.get`. */
  get(
    { challenge, origin, host }: Asked,
    { verified = true }: { readonly verified?: boolean } = {},
  ) {
    this.counter++;
    const data = this.#data(host, flag.present | (verified ? flag.verified : 0), Buffer.alloc(0));
    const clientDataJSON = client('webauthn.get', challenge, origin);
    const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
    const signature = sign('sha256', Buffer.concat([data, hash]), this.#pair.privateKey);
    return {
      ...this.#name(),
      response: {
        clientDataJSON,
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    };
  }

  #name() {
    const type = 'public-key' as const;
    return { id: this.id, rawId: this.id, type, clientExtensionResults: {} };
  }

  #data(host: string, flags: number, told: Uint8Array): Buffer {
    const hash = createHash('sha256').update(host).digest();
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([hash, Buffer.from([flags]), counter, told]);
  }
}

function client(type: string, challenge: string, origin: string): string {
  const text = JSON.stringify({ type, challenge, origin, crossOrigin: false });
  return Buffer.from(text).toString('base64url');
}

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, one]) => [cbor(key), cbor(one)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 0xff]);
}
