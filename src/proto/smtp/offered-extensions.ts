import type { ServerReply } from '#proto/smtp/reply-reader.ts';

/** Login mechanisms that are looked at; real servers offer below 15. Our choice. */
export const offeredMechanismsMax = 50;

/** What a server's answer to EHLO offers (RFC 5321 §4.1.1.1). Undefined where it offers nothing. */
export type OfferedExtensions = {
  /** The name by which the server greets; maybe empty. */
  readonly hostName: string;
  /** RFC 1870 §4; without a number, or with 0, the server tells no maximum. */
  readonly size: { readonly octetsMax: number | undefined } | undefined;
  /** RFC 2920 §3. */
  readonly pipelining: boolean;
  /** RFC 6152 §2. */
  readonly eightBitMime: boolean;
  /** RFC 3030 §3; of no use without {@link chunking}. */
  readonly binaryMime: boolean;
  /** RFC 3030 §2. */
  readonly chunking: boolean;
  /** RFC 6531 §3.1. */
  readonly smtpUtf8: boolean;
  /** RFC 3461 §4. */
  readonly dsn: boolean;
  /** RFC 2034 §3. */
  readonly enhancedStatusCodes: boolean;
  /** RFC 3207 §4. */
  readonly startTls: boolean;
  /** RFC 8689 §2. */
  readonly requireTls: boolean;
  /** RFC 9422 §4; counts that the server does not tell are undefined. */
  readonly limits: {
    readonly mailMax: number | undefined;
    readonly rcptMax: number | undefined;
    readonly rcptDomainMax: number | undefined;
  };
  /** SASL mechanisms in upper case, in the server's order (RFC 4954 §3). */
  readonly auth: readonly string[];
  /** RFC 2852 §3: the shortest time in seconds that it takes, when it tells one. */
  readonly deliverBy: { readonly secondsMin: number | undefined } | undefined;
  /** RFC 6710 §3: the priority assignment policy, when it tells one. */
  readonly mtPriority: { readonly policy: string | undefined } | undefined;
  /** RFC 4865 §4: for how long, and until when, a message may be held. */
  readonly futureRelease:
    | { readonly secondsMax: number | undefined; readonly untilMax: string | undefined }
    | undefined;
};

/** Takes the answer to EHLO apart; the answer to HELO offers nothing. Never throws. */
export function offeredExtensions({ lines }: Pick<ServerReply, 'lines'>): OfferedExtensions {
  const [greeting = '', ...rest] = lines;
  const offers = new Map<string, string[]>();
  const auth: string[] = [];
  for (const line of rest) {
    // `AUTH=LOGIN` and `SIZE=100` are the habit of servers older than RFC 4954 §3.
    const [, keyword = '', separator, text = ''] = /^([\w-]+)([ =]?)(.*)$/.exec(line) ?? [];
    const words = text.split(' ').filter((word) => word !== '');
    const name = keyword.toUpperCase();
    if (name === 'AUTH') auth.push(...words.map((word) => word.toUpperCase()));
    if (!offers.has(name) || separator === ' ') offers.set(name, words);
  }
  const [size] = offers.get('SIZE') ?? [];
  const [deliverBy] = offers.get('DELIVERBY') ?? [];
  const [policy] = offers.get('MT-PRIORITY') ?? [];
  const [seconds, untilMax] = offers.get('FUTURERELEASE') ?? [];
  return {
    hostName: greeting.split(' ')[0] ?? '',
    size: offers.has('SIZE') ? { octetsMax: positive(size) } : undefined,
    pipelining: offers.has('PIPELINING'),
    eightBitMime: offers.has('8BITMIME'),
    binaryMime: offers.has('BINARYMIME'),
    chunking: offers.has('CHUNKING'),
    smtpUtf8: offers.has('SMTPUTF8'),
    dsn: offers.has('DSN'),
    enhancedStatusCodes: offers.has('ENHANCEDSTATUSCODES'),
    startTls: offers.has('STARTTLS'),
    requireTls: offers.has('REQUIRETLS'),
    limits: limitsOf(offers.get('LIMITS') ?? []),
    auth: [...new Set(auth)].slice(0, offeredMechanismsMax),
    deliverBy: offers.has('DELIVERBY') ? { secondsMin: positive(deliverBy) } : undefined,
    mtPriority: offers.has('MT-PRIORITY') ? { policy: policy?.toUpperCase() } : undefined,
    futureRelease: offers.has('FUTURERELEASE')
      ? { secondsMax: positive(seconds), untilMax }
      : undefined,
  };
}

/** `RCPTMAX=20`, each count of one to six digits (RFC 9422 §4). */
function limitsOf(words: readonly string[]): OfferedExtensions['limits'] {
  const counts = new Map<string, number | undefined>();
  for (const word of words) {
    const [, name = '', digits = ''] = /^(\w+)=(\d{1,6})$/.exec(word) ?? [];
    counts.set(name.toUpperCase(), positive(digits));
  }
  return {
    mailMax: counts.get('MAILMAX'),
    rcptMax: counts.get('RCPTMAX'),
    rcptDomainMax: counts.get('RCPTDOMAINMAX'),
  };
}

/** A number that a server tells; beyond 15 digits, and 0, it is none. */
function positive(digits: string | undefined): number | undefined {
  if (digits === undefined || !/^\d{1,15}$/.test(digits)) return undefined;
  const number = Number(digits);
  return number === 0 ? undefined : number;
}
