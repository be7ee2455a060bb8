import { refuse } from '#base/refusal.ts';

/** What the client says of channel binding (RFC 5802 §7): none, could, or by which type. */
export type BindingFlag = 'n' | 'y' | { readonly type: string };

export type ClientFirst = {
  readonly binding: BindingFlag;
  readonly authorization: string;
  /** The gs2-header as it was sent, to be repeated in `c=`. */
  readonly header: string;
  /** client-first-message-bare. */
  readonly bare: string;
  readonly login: string;
  readonly nonce: string;
};

export type ClientFinal = {
  readonly channelBinding: Uint8Array;
  readonly nonce: string;
  readonly proof: Uint8Array;
  readonly withoutProof: string;
};

/** Characters of a client's nonce. Our choice; real ones have 24-48. */
export const nonceLengthMax = 256;

const first =
  /^((n|y|p=([A-Za-z0-9.-]{1,64})),(?:a=([^,\0]+))?,)(n=([^,\0]+),r=([!-+\--~]+)(?:,.*)?)$/s;
const final = /^(c=([A-Za-z0-9+/=]+),r=([!-+\--~]+)(?:,[A-Za-z]=[^,]*)*),p=([A-Za-z0-9+/]{43}=)$/;

/** Reads client-first-message (RFC 5802 §7). @throws {Refusal} `sasl.malformed` */
export function readClientFirst(text: string): ClientFirst {
  const match = first.exec(text);
  const [, header = '', flag = '', type, authorization, bare = '', login = '', nonce = ''] =
    match ?? [];
  // A mandatory extension (m=) stands before n= and is refused with everything unknown there.
  if (match === null) refuse('sasl.malformed', 'Not a SCRAM client-first-message');
  if (nonce.length > nonceLengthMax) refuse('sasl.malformed', 'Nonce too long');
  return {
    binding: type === undefined ? (flag === 'y' ? 'y' : 'n') : { type },
    authorization: authorization === undefined ? '' : readName(authorization),
    header,
    bare,
    login: readName(login),
    nonce,
  };
}

/** Reads client-final-message (RFC 5802 §7). @throws {Refusal} `sasl.malformed` */
export function readClientFinal(text: string): ClientFinal {
  const match = final.exec(text);
  const [, withoutProof = '', binding = '', nonce = '', proof = ''] = match ?? [];
  if (match === null) refuse('sasl.malformed', 'Not a SCRAM client-final-message');
  return {
    channelBinding: Buffer.from(binding, 'base64'),
    nonce,
    proof: Buffer.from(proof, 'base64'),
    withoutProof,
  };
}

/** Undoes `=2C` and `=3D` (RFC 5802 §5.1). */
function readName(text: string): string {
  return text.replace(/=(2C|3D)?/g, (whole, code: string | undefined) => {
    if (code === undefined) refuse('sasl.malformed', `"${whole}" in a SCRAM name`);
    return code === '2C' ? ',' : '=';
  });
}
