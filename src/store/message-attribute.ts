/** The bits of `message.attributes`: what is told of a body without reading it. */
export const messageAttribute = {
  /** It has an attachment, as JMAP means it (RFC 8621 §4.1.4). Only said where {@link judged} is. */
  attachment: 1,
  encrypted: 2,
  /** NUL octets, which only a literal8 may carry (RFC 9051 §4.3.1). */
  nul: 4,
  /** Whether it has an attachment was looked at when it was filed. */
  judged: 8,
} as const;
