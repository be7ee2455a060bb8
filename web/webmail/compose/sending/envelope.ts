import { addressKey, withoutDoubles } from '../recipients/addresses.ts';
import { type DraftContent, everybody } from '../draft/content.ts';

type Parameters = Readonly<Record<string, string | null>>;

/** Whom the servers hear of (RFC 8621 §7). */
export type Envelope = {
  readonly mailFrom: { readonly email: string; readonly parameters: Parameters | null };
  readonly rcptTo: readonly { readonly email: string; readonly parameters: Parameters | null }[];
};

/** When it is to leave: at once, after seconds, or at a time. */
export type Departure =
  | { readonly kind: 'now' }
  | { readonly kind: 'hold'; readonly seconds: number }
  | { readonly kind: 'at'; readonly atMs: number };

/** The envelope of a message, with its delay (RFC 4865 §4) and its receipts (RFC 3461 §4). */
export function envelopeOf(content: DraftContent, from: string, departure: Departure): Envelope {
  const parameters = { ...holdOf(departure), ...(content.deliveryReceipt ? { RET: 'HDRS' } : {}) };
  const notify = content.deliveryReceipt ? { NOTIFY: 'SUCCESS,DELAY,FAILURE' } : null;
  return {
    mailFrom: {
      email: asciiDomain(from),
      parameters: Object.keys(parameters).length === 0 ? null : parameters,
    },
    rcptTo: withoutDoubles(everybody(content)).map(({ email }) => ({
      email: asciiDomain(email),
      parameters: notify,
    })),
  };
}

function holdOf(departure: Departure): Parameters {
  if (departure.kind === 'hold') return { HOLDFOR: String(departure.seconds) };
  if (departure.kind === 'at') {
    const whole = Math.ceil(departure.atMs / 1_000) * 1_000;
    return { HOLDUNTIL: new Date(whole).toISOString().replace('.000Z', 'Z') };
  }
  return {};
}

/** The domain as servers spell it (RFC 5890 §2.3.2.1); the address as it is where that fails. */
function asciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  if (/^[\p{ASCII}]*$/u.test(domain)) return email.trim();
  const url = `http://${addressKey(domain)}`;
  return URL.canParse(url) ? `${email.slice(0, at)}@${new URL(url).hostname}` : email;
}
