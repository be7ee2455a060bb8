/** The bits of `message.attributes`: what is told of a body without reading it. */
export const messageAttribute = {
  /** A part of the top level says that it is an attachment. */
  attachment: 1,
  encrypted: 2,
  /** NUL octets, which only a literal8 may carry (RFC 9051 §4.3.1). */
  nul: 4,
} as const;
