import type { Envelope } from '#core/delivery/envelope.ts';
import type { Authentication } from '#core/policy/authentication.ts';
import type { Trace } from '#core/trace/trace.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { TraceStep } from '#store/operations/trace/pack-steps.ts';

/** What a policy may look at. */
export type PolicyContext = {
  readonly envelope: Envelope;
  /** Fields of the message's header, unfolded. */
  readonly fields: readonly RawField[];
  /** The header with its empty line as it came, one character per octet. */
  readonly header: string;
  /** The octets behind the header as they came; again from the start with each call. */
  readonly body: () => AsyncIterable<Uint8Array>;
  /** Octets as received. */
  readonly length: number;
};

/**
 * `tag` lets the message pass with more header fields, each with its CRLF; `junk` sends it to the
 * folder for that. The detail is the evidence, for the trace.
 */
export type Verdict = (
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse' | 'defer'; readonly reply: Reply }
  | {
      readonly kind: 'tag';
      readonly fields: readonly string[];
      readonly junk?: boolean;
      readonly authentication?: Authentication;
    }
) & { readonly detail?: TraceStep['detail'] };

/** One judgement over a whole message: SPF, DKIM, DMARC, DNSBL, greylisting and so on. */
export type Policy = {
  /** As it stands in the trace: `policy.<name>`. */
  readonly name: string;
  check(context: PolicyContext): Promise<Verdict>;
};

/** What all policies together say. */
export type Judgement = {
  readonly refusal: Reply | undefined;
  readonly fields: readonly string[];
  readonly junk: boolean;
  /** What was found about the sender, where that was looked at. */
  readonly authentication: Authentication | undefined;
};

const accepted: Judgement = {
  refusal: undefined,
  fields: [],
  junk: false,
  authentication: undefined,
};

/** Asks the policies in their order; the first that does not let the message pass decides. */
export async function judge(
  policies: readonly Policy[],
  context: PolicyContext,
  trace: Trace,
): Promise<Judgement> {
  if (policies.length === 0) {
    trace.add('policy', { verdict: 'accept' });
    return accepted;
  }
  const fields: string[] = [];
  let junk = false;
  let authentication: Authentication | undefined;
  for (const policy of policies) {
    const verdict = await policy.check(context);
    trace.add(`policy.${policy.name}`, { verdict: verdict.kind, ...verdict.detail });
    if (verdict.kind === 'tag') {
      fields.push(...verdict.fields);
      junk ||= verdict.junk === true;
      authentication ??= verdict.authentication;
    } else if (verdict.kind !== 'accept') {
      return { refusal: verdict.reply, fields, junk, authentication };
    }
  }
  return { refusal: undefined, fields, junk, authentication };
}
