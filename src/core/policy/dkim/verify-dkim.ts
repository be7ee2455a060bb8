import { Breather } from '#core/mailbox/breather.ts';
import type { DkimFinding } from '#core/policy/authentication.ts';
import { BodyHashes } from '#core/policy/dkim/body-hashes.ts';
import {
  type Acceptance,
  checkSigned,
  currentAcceptance,
  type Outcome,
  wantedHash,
} from '#core/policy/dkim/check-signature.ts';
import { type KeyWorld, PublicKeys } from '#core/policy/dkim/public-keys.ts';
import { type Candidate, isOfSubdomain, readSignature } from '#core/policy/dkim/read-signature.ts';
import { ParseError } from '#proto/cursor.ts';
import { splitHeader, type SplitHeader } from '#proto/dkim/header-field.ts';

/** Signatures of a message that are looked at, the topmost first. Bounds DNS work; our choice. */
export const signaturesMax = 10;

/** A message whose signatures are looked at. */
export type SignedMessage = {
  /** With its empty line, one character per octet. */
  readonly header: string;
  /** The octets behind the header; again from the start with each call. */
  readonly body: () => AsyncIterable<Uint8Array>;
};

/**
 * Verifies the DKIM-Signature fields of a message, the topmost first (RFC 6376 §6.1).
 *
 * A signature that lets anyone add to the message is not `pass` but `policy`: one whose `l=` leaves
 * octets of the body out, or whose `h=` leaves out a From field that is there.
 *
 * @returns One finding for each; one more when there are more than {@link signaturesMax}.
 */
export function verifyDkim(
  message: SignedMessage,
  world: KeyWorld,
): Promise<readonly DkimFinding[]> {
  return verifyDkimBy(currentAcceptance, message, world);
}

/** As {@link verifyDkim}, by other rules of what is accepted. */
export async function verifyDkimBy(
  acceptance: Acceptance,
  message: SignedMessage,
  world: KeyWorld,
): Promise<readonly DkimFinding[]> {
  let split: SplitHeader;
  try {
    split = splitHeader(message.header);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return [unseen(error.message)];
  }
  const all = split.fields.filter(({ name }) => name === 'dkim-signature');
  const candidates = all
    .slice(0, signaturesMax)
    .map((field) => readSignature(field, { split, acceptance, nowMs: world.clock.now() }));
  const findings = await checkAll(candidates, { split, message, acceptance, world });
  if (all.length <= signaturesMax) return findings;
  return [...findings, unseen(`${all.length - signaturesMax} more signatures were not looked at`)];
}

type Checking = {
  readonly split: SplitHeader;
  readonly message: SignedMessage;
  readonly acceptance: Acceptance;
  readonly world: KeyWorld;
};

async function checkAll(
  candidates: readonly Candidate[],
  { split, message, acceptance, world }: Checking,
): Promise<DkimFinding[]> {
  using keys = new PublicKeys(world);
  const signatures = candidates.flatMap(({ state }) =>
    'signature' in state ? [state.signature] : [],
  );
  const [bodies] = await Promise.all([
    BodyHashes.compute(
      { bodyStart: split.bodyStart, body: message.body, clock: world.clock },
      signatures.map(wantedHash),
    ),
    ...signatures.map((signature) => keys.fetch(signature)),
  ]);
  const breather = new Breather(world.clock);
  const findings: DkimFinding[] = [];
  for (const { state, ...about } of candidates) {
    if (breather.due) await breather.breathe();
    if (!('signature' in state)) {
      findings.push({ ...about, result: state.result, reason: state.reason });
      continue;
    }
    const { signature } = state;
    const key = await keys.fetch(signature);
    const evidence = { body: bodies.of(wantedHash(signature)), key };
    const strict = key.kind === 'found' && key.record.strictIdentity;
    const { result, reason } =
      strict && isOfSubdomain(signature) ? strictlyOther : checkSigned(state, evidence, acceptance);
    findings.push({ ...about, result, reason });
  }
  return findings;
}

const strictlyOther: Outcome = {
  result: 'permerror',
  reason: 'the key is not for subdomains',
};

function unseen(reason: string): DkimFinding {
  const about = { domain: '', selector: '', algorithm: '', identity: '', signatureStart: '' };
  return { ...about, result: 'policy', reason };
}
