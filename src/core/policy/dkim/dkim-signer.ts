import type { Clock } from '#base/clock.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type { Signer, SignerContext } from '#core/delivery/signer.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import { BodyHashes } from '#core/policy/dkim/body-hashes.ts';
import { signedHeader } from '#core/policy/dkim/check-signature.ts';
import { signOctets } from '#core/policy/dkim/sign-octets.ts';
import { namesToSign } from '#core/policy/dkim/signed-names.ts';
import type { SigningAlgorithm, SigningKey } from '#core/policy/dkim/signing-key.ts';
import { ParseError } from '#proto/cursor.ts';
import {
  FieldPicker,
  type HeaderField,
  splitHeader,
  type SplitHeader,
  toField,
  valueOf,
} from '#proto/dkim/header-field.ts';
import { withSignature, writeTags } from '#proto/dkim/write-field.ts';
import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';

/** What both signers need. */
export type SigningWorld = {
  readonly clock: Clock;
  /** Keys that sign for a domain, those in use now; none for a domain of others. */
  readonly keysOf: (domain: string, envelope: Envelope) => Promise<readonly SigningKey[]>;
};

/** RSA comes first: some verifiers look at the topmost signature only. */
const algorithms: readonly SigningAlgorithm[] = ['rsa-sha256', 'ed25519-sha256'];

/**
 * Signs what people of ours submit, and our own reports, with the keys of the author's domain: one
 * signature for each algorithm (RFC 6376 §5, RFC 8463 §3). Whose address an author may use was
 * decided when the message was accepted.
 */
export function dkimSigner(world: SigningWorld): Signer {
  return {
    name: 'dkim',
    sign: async (context) => {
      if (!isOwn(context)) return [];
      const split = splitOrNothing(context.header);
      const domain = split && authorDomain(split.fields);
      if (split === undefined || domain === undefined) return [];
      const keys = firstOfEach(await world.keysOf(domain, context.envelope));
      if (keys.length === 0) return [];
      const bodyHash = await relaxedBodyHash(split, context, world.clock);
      const time = Math.floor(world.clock.now() / 1000);
      return Promise.all(keys.map((key) => signature(split.fields, { key, bodyHash, time })));
    },
  };
}

/** The header's fields; undefined when it is beyond what anyone would verify. */
export function splitOrNothing(header: string): SplitHeader | undefined {
  try {
    return splitHeader(header);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Base64 of the hash of the whole body in its relaxed form, as `bh=` has it. */
export async function relaxedBodyHash(
  { bodyStart }: SplitHeader,
  { body }: Pick<SignerContext, 'body'>,
  clock: Clock,
): Promise<string> {
  const wanted = { form: 'relaxed', hash: 'sha256', octets: undefined } as const;
  const hashes = await BodyHashes.compute({ bodyStart, body, clock }, [wanted]);
  return hashes.of(wanted).digest.toString('base64');
}

/** A field of tags, signed together with the fields that its `h=` names (RFC 6376 §3.7). */
export async function signFields(
  text: string,
  fields: readonly HeaderField[],
  { key, names }: { readonly key: SigningKey; readonly names: readonly string[] },
): Promise<string> {
  const unsigned = toField(text);
  if (unsigned === undefined) throw new Error('A signature field was written wrongly');
  const terms = { headerForm: 'relaxed', signedNames: names } as const;
  const octets = signedHeader(new FieldPicker(fields), unsigned, terms);
  return withSignature(text, await signOctets(octets, key));
}

function isOwn({ envelope, authentication }: SignerContext): boolean {
  const { face, login } = envelope.origin;
  if (authentication !== undefined) return false;
  return face === 'report' || (face === 'submission' && login !== undefined);
}

/** Of the first author: a message with several is signed for one, as most are for the only one. */
function authorDomain(fields: readonly HeaderField[]): string | undefined {
  const from = fields.find(({ name }) => name === 'from');
  if (from === undefined) return undefined;
  const value = valueOf(from).replaceAll('\r\n', '');
  const [author] = mailboxesOf(parseAddressList(value));
  return author && normalizeDomain(Buffer.from(author.domain, 'latin1').toString());
}

/** While keys are changed a domain has several of one algorithm; the first is the one to use. */
function firstOfEach(keys: readonly SigningKey[]): SigningKey[] {
  return algorithms.flatMap((algorithm) => {
    const key = keys.find((each) => each.algorithm === algorithm);
    return key === undefined ? [] : [key];
  });
}

type Signing = { readonly key: SigningKey; readonly bodyHash: string; readonly time: number };

function signature(
  fields: readonly HeaderField[],
  { key, bodyHash, time }: Signing,
): Promise<string> {
  const names = namesToSign(fields);
  const text = writeTags('DKIM-Signature', [
    ['v', '1'],
    ['a', key.algorithm],
    ['c', 'relaxed/relaxed'],
    ['d', key.domain],
    ['s', key.selector],
    ['t', String(time)],
    ['h', names.join(':')],
    ['bh', bodyHash],
  ]);
  return signFields(text, fields, { key, names });
}
