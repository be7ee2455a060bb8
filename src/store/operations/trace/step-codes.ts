/**
 * Steps with a short code, and the properties whose values stand in this order without a name. Kept
 * in data directories: a code is never given another meaning, properties are added at the end.
 */
export const stepCodes: readonly (readonly [code: string, step: string, ...fields: string[]])[] = [
  ['c', 'smtp.connect', 'connection', 'remote', 'face'],
  ['e', 'smtp.ehlo', 'name'],
  ['h', 'smtp.helo', 'name'],
  ['t', 'smtp.starttls', 'protocol'],
  ['a', 'smtp.auth', 'mechanism', 'login'],
  ['m', 'smtp.mail', 'sender', 'size'],
  ['r', 'smtp.rcpt', 'kind'],
  ['d', 'smtp.data', 'octets', 'recipients'],
  ['p', 'policy', 'verdict'],
  ['g', 'policy.from', 'verdict'],
  [
    's',
    'policy.sender',
    'verdict',
    'spf',
    'helo',
    'dkim',
    'arc',
    'dmarc',
    'policy',
    'disposition',
    'reason',
  ],
  ['k', 'sign.dkim', 'fields'],
  ['x', 'refused', 'code', 'enhanced', 'text'],
  ['f', 'store.filed', 'octets', 'accounts', 'folders', 'queued'],
  ['o', 'relay.attempt', 'recipient', 'outcome', 'server', 'tls', 'reply'],
  ['q', 'queue.bounced', 'recipient', 'reason'],
  ['l', 'relay.filed', 'recipient'],
  ['n', 'smtp.refused', 'recipient', 'code', 'enhanced', 'text', 'more'],
  ['b', 'relay.earlier', 'attempts', 'until'],
];

/** Values with a code of one character. Kept in data directories like {@link stepCodes}. */
export const valueCodes: readonly (readonly [code: string, value: string])[] = [
  ['a', 'accept'],
  ['t', 'tag'],
  ['n', 'none'],
  ['l', 'local'],
  ['r', 'remote'],
  ['f', 'failed'],
  ['d', 'deferred'],
  ['s', 'sent'],
  ['x', 'mx'],
  ['u', 'submission'],
  ['3', 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384'],
  ['1', 'TLSv1.3 with cipher TLS_AES_128_GCM_SHA256'],
  ['j', 'reject'],
  ['q', 'quarantine'],
  ['i', 'INBOX'],
  ['m', 'lmtp'],
  ['p', 'pass'],
  ['y', 'fail'],
  ['w', 'PLAIN'],
  ['v', 'TLSv1.3, not verified'],
  ['c', 'TLSv1.3, certificate valid, nothing asks for it'],
  ['e', 'TLSv1.3, verified by DANE'],
  ['z', 'TLSv1.3, verified by MTA-STS'],
];

/** Long phrases of texts; codes like {@link valueCodes}, but none of `\\`, `t`, `n` and `0`. */
export const phraseCodes: readonly (readonly [code: string, phrase: string])[] = [
  ['a', ' wants mail refused that is not proven to be from there; send it through the servers of '],
  ['b', ', or have it signed by them'],
  ['c', 'DMARC: the DNS does not say now whether this is from '],
  ['d', '; try again later'],
];
