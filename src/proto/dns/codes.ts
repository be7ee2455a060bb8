/** Types whose data is understood (RFC 1035 §3.2.2 and the RFCs of each). */
export const typeCodes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28, // RFC 3596 §2.1
  SRV: 33, // RFC 2782
  TLSA: 52, // RFC 6698 §7.1
  CAA: 257, // RFC 8659 §4.1
} as const;

export type TypeName = keyof typeof typeCodes;

/** The pseudo-record of EDNS (RFC 6891 §6.1.1). */
export const optCode = 41;

/** The Internet's class (RFC 1035 §3.2.4). */
export const internetClass = 1;

/** Response codes that a resolver tells apart (RFC 1035 §4.1.1). */
export const responseCodes = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  nameError: 3,
  refused: 5,
} as const;
