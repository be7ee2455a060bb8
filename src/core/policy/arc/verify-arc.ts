import { Breather } from '#core/mailbox/breather.ts';
import type { ArcFinding } from '#core/policy/authentication.ts';
import { type ArcChain, collectChain } from '#core/policy/arc/arc-sets.ts';
import { sealedHeader } from '#core/policy/arc/sealed-header.ts';
import { BodyHashes } from '#core/policy/dkim/body-hashes.ts';
import {
  checkKey,
  checkSigned,
  checkTerms,
  currentAcceptance,
  type Signed,
  verifies,
  wantedHash,
} from '#core/policy/dkim/check-signature.ts';
import { type KeyWorld, PublicKeys, toAscii } from '#core/policy/dkim/public-keys.ts';
import type { SignedMessage } from '#core/policy/dkim/verify-dkim.ts';
import { ParseError } from '#proto/cursor.ts';
import {
  cutValue,
  type HeaderField,
  splitHeader,
  type SplitHeader,
  valueOf,
} from '#proto/dkim/header-field.ts';
import { parseMessageSignature } from '#proto/dkim/message-signature.ts';
import { parseTagList } from '#proto/dkim/tag-list.ts';

/**
 * Verifies the chain of custody of a message: the newest ARC-Message-Signature and all seals
 * (RFC 8617 §5.2). Older message signatures are no longer expected to hold.
 */
export async function verifyArc(message: SignedMessage, world: KeyWorld): Promise<ArcFinding> {
  let split: SplitHeader;
  try {
    split = splitHeader(message.header);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { ...noChain, result: 'fail', reason: error.message };
  }
  const chain = collectChain(split.fields);
  const newest = chain.sets.at(-1);
  if (chain.fault !== undefined || newest === undefined) return findingOf(chain, chain.fault);
  using keys = new PublicKeys(world);
  const fault =
    checkAlgorithms(chain) ??
    (await checkMessage(newest.fields.signature, { split, message, keys, world })) ??
    (await checkSeals(chain, keys, world));
  return findingOf(chain, fault);
}

const noChain: ArcFinding = {
  result: 'none',
  instances: 0,
  sealer: '',
  sealers: [],
  oldestResults: '',
  reason: 'no ARC fields',
};

function findingOf({ sets, highest }: ArcChain, fault: string | undefined): ArcFinding {
  if (highest === 0 && fault === undefined) return noChain;
  const sealers = sets.map(({ seal }) => toAscii(seal.domain) ?? '');
  return {
    result: fault === undefined ? 'pass' : 'fail',
    instances: highest,
    sealer: sealers.at(-1) ?? '',
    sealers,
    oldestResults: sets[0]?.results.replaceAll(/[ \t\r\n]+/g, ' ') ?? '',
    reason: fault ?? (sets.length === 1 ? '1 set' : `${sets.length} sets`),
  };
}

/** No key is asked for when a seal could not be believed anyway. */
function checkAlgorithms({ sets }: ArcChain): string | undefined {
  const index = sets.findIndex(({ seal }) => !/^(?:rsa|ed25519)-sha256$/.test(seal.algorithm));
  return index < 0 ? undefined : `the seal of instance ${index + 1} has an unknown algorithm`;
}

type Checking = {
  readonly split: SplitHeader;
  readonly message: SignedMessage;
  readonly keys: PublicKeys;
  readonly world: KeyWorld;
};

/** Checks the newest message signature; the older ones may have broken since (RFC 8617 §5.2). */
async function checkMessage(
  field: HeaderField,
  { split, message, keys, world }: Checking,
): Promise<string | undefined> {
  let readings: readonly Signed[];
  try {
    readings = readMessageSignature(field, split.fields);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return `the newest message signature: ${error.message}`;
  }
  for (const { signature } of readings) {
    const terms = checkTerms(signature, currentAcceptance, world.clock.now());
    if (terms !== undefined) return `the newest message signature: ${terms.reason}`;
  }
  const wanted = readings.map(({ signature }) => wantedHash(signature));
  const source = { bodyStart: split.bodyStart, body: message.body, clock: world.clock };
  const [bodies, ...found] = await Promise.all([
    BodyHashes.compute(source, wanted),
    ...readings.map(({ signature }) => keys.fetch(signature)),
  ]);
  let reason = '';
  for (const [index, signed] of readings.entries()) {
    const key = found[index];
    if (key === undefined) continue;
    const body = bodies.of(wantedHash(signed.signature));
    const outcome = checkSigned(signed, { body, key }, currentAcceptance);
    if (outcome.result === 'pass') return undefined;
    reason ||= outcome.reason;
  }
  return `the newest message signature: ${reason}`;
}

/**
 * Without `c=` both forms are simple (RFC 6376 §3.5), but dkimpy 1.1 then takes them as relaxed:
 * there are two ways to read such a signature.
 *
 * @throws {ParseError} When it is malformed or covers a seal (RFC 8617 §4.1.2).
 */
function readMessageSignature(
  field: HeaderField,
  fields: readonly HeaderField[],
): readonly Signed[] {
  const tags = parseTagList(valueOf(field));
  const signature = parseMessageSignature(tags);
  if (signature.signedNames.includes('arc-seal')) throw new ParseError('It covers a seal', 0);
  const unsigned = cutValue(field, tags.get('b') ?? { start: 0, end: 0 });
  const simple = { signature, fields, field, unsigned };
  if (tags.has('c')) return [simple];
  const relaxed = { ...signature, headerForm: 'relaxed', bodyForm: 'relaxed' } as const;
  return [simple, { ...simple, signature: relaxed }];
}

/** Each seal, the newest first: it covers all that is older. */
async function checkSeals(
  { sets }: ArcChain,
  keys: PublicKeys,
  { clock }: KeyWorld,
): Promise<string | undefined> {
  const breather = new Breather(clock);
  for (const [index, { seal, fields, unsigned }] of [...sets.entries()].toReversed()) {
    const key = await keys.fetch(seal);
    if (breather.due) await breather.breathe();
    const trouble = checkKey(seal, key, currentAcceptance);
    if (trouble !== undefined) return `the seal of instance ${index + 1}: ${trouble.reason}`;
    const before = sets.slice(0, index).map((set) => set.fields);
    const octets = sealedHeader(before, fields, unsigned);
    if (key.kind === 'found' && verifies(seal, key.key, octets)) continue;
    return `the seal of instance ${index + 1} did not verify`;
  }
  return undefined;
}
