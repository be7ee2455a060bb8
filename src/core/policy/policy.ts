import type { Envelope } from '#core/delivery/envelope.ts';
import type { Trace } from '#core/trace/trace.ts';
import type { RawField } from '#proto/mime/structure.ts';
import type { Reply } from '#proto/smtp/reply.ts';

/** What a policy may look at. */
export type PolicyContext = {
  readonly envelope: Envelope;
  /** Fields of the message's header, unfolded. */
  readonly fields: readonly RawField[];
  /** Octets as received. */
  readonly length: number;
};

/** `tag` lets the message pass with more header fields, each with its CRLF. */
export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'refuse' | 'defer'; readonly reply: Reply }
  | { readonly kind: 'tag'; readonly fields: readonly string[] };

/** One judgement over a whole message: SPF, DKIM, DMARC, DNSBL, greylisting and so on. */
export type Policy = {
  /** As it stands in the trace: `policy.<name>`. */
  readonly name: string;
  check(context: PolicyContext): Promise<Verdict>;
};

/** What all policies together say. */
export type Judgement = { readonly refusal: Reply | undefined; readonly fields: readonly string[] };

const accepted: Judgement = { refusal: undefined, fields: [] };

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
  for (const policy of policies) {
    const verdict = await policy.check(context);
    trace.add(`policy.${policy.name}`, { verdict: verdict.kind });
    if (verdict.kind === 'tag') fields.push(...verdict.fields);
    else if (verdict.kind !== 'accept') return { refusal: verdict.reply, fields };
  }
  return { refusal: undefined, fields };
}
