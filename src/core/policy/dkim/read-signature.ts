import type { DkimFinding } from '#core/policy/authentication.ts';
import {
  type Acceptance,
  checkTerms,
  type Outcome,
  type Signed,
} from '#core/policy/dkim/check-signature.ts';
import { toAscii } from '#core/policy/dkim/public-keys.ts';
import { ParseError } from '#proto/cursor.ts';
import { cutValue, type HeaderField, type SplitHeader, valueOf } from '#proto/dkim/header-field.ts';
import {
  describeSignature,
  type DkimSignature,
  parseDkimSignature,
} from '#proto/dkim/message-signature.ts';
import { parseTagList, toLowerAscii } from '#proto/dkim/tag-list.ts';

/** Characters of `b=` in a finding (RFC 6008 §3: at least 8). */
const signatureStartCharacters = 8;

/** A signature that is worth checking, or what is already known. */
export type Candidate = Omit<DkimFinding, 'result' | 'reason'> & {
  readonly state: (Signed & { readonly signature: DkimSignature }) | Outcome;
};

export type Reading = {
  readonly split: SplitHeader;
  readonly acceptance: Acceptance;
  readonly nowMs: number;
};

/** Reads a DKIM-Signature field, and says what can be said before key and body are there. */
export function readSignature(
  field: HeaderField,
  { split, acceptance, nowMs }: Reading,
): Candidate {
  let about = { domain: '', selector: '', algorithm: '', identity: '', signatureStart: '' };
  try {
    const value = valueOf(field);
    const tags = parseTagList(value);
    about = aboutOf(describeSignature(tags));
    const signature = parseDkimSignature(tags);
    if (signature.identity !== undefined) {
      about = { ...about, identity: Buffer.from(signature.identity, 'latin1').toString() };
    }
    const trouble =
      checkVersion(signature, acceptance) ??
      checkTerms(signature, acceptance, nowMs) ??
      checkIdentity(signature);
    if (trouble !== undefined) return { ...about, state: trouble };
    const unsigned = cutValue(field, tags.get('b') ?? { start: 0, end: 0 });
    return { ...about, state: { signature, fields: split.fields, field, unsigned } };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { ...about, state: { result: 'neutral', reason: `invalid: ${error.message}` } };
  }
}

/** Whether `i=` names a domain below `d=`, which a key with `t=s` is not for (RFC 6376 §3.6.1). */
export function isOfSubdomain(signature: DkimSignature): boolean {
  return !isSame(identityDomain(signature), signature.domain);
}

function aboutOf(tags: ReturnType<typeof describeSignature>): Omit<Candidate, 'state'> {
  const domain = word(toAscii(tags.domain) ?? '');
  return {
    domain,
    selector: word(toAscii(tags.selector) ?? ''),
    algorithm: word(tags.algorithm),
    identity: domain === '' ? '' : `@${domain}`,
    signatureStart: /^[\w+/=]*/.exec(tags.signature)?.[0].slice(0, signatureStartCharacters) ?? '',
  };
}

/** What is no plain word could forge a report. */
function word(text: string): string {
  return /^[a-z0-9._-]+$/i.test(text) ? text : '';
}

function checkVersion({ version }: DkimSignature, { versions }: Acceptance): Outcome | undefined {
  if (versions.includes(version)) return undefined;
  const reason = version === undefined ? 'invalid: Tag "v" is missing' : 'unknown version';
  return { result: 'neutral', reason };
}

/** `i=` names `d=` or what is below it (RFC 6376 §3.5). */
function checkIdentity(signature: DkimSignature): Outcome | undefined {
  const { domain } = signature;
  const own = identityDomain(signature);
  if (isSame(own, domain) || own.endsWith(`.${domain}`)) return undefined;
  return { result: 'permerror', reason: 'the identity is not of the domain' };
}

function identityDomain({ identity, domain }: DkimSignature): string {
  return toLowerAscii(identity?.slice(identity.lastIndexOf('@') + 1) ?? domain);
}

/** Names are compared with A-labels (RFC 8616 §5). */
function isSame(one: string, other: string): boolean {
  return one === other || toAscii(one) === toAscii(other);
}
