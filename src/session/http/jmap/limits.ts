/** Octets of an upload: as large as a message may be (RFC 8620 §2). */
export const maxSizeUpload = 50_000_000;

/** Uploads of one login at the same time (RFC 8620 §2); the RFC advises 4 at least. */
export const maxConcurrentUpload = 4;

/** Octets of a request: the RFC advises 10,000,000 (RFC 8620 §2). */
export const maxSizeRequest = 10_000_000;

/** Requests of one login at the same time (RFC 8620 §2): a browser has 6 connections. Our choice. */
export const maxConcurrentRequests = 8;

/**
 * Characters of a response, of all its calls: what lies in memory while a request is answered. One
 * text of the longest message fits. Our choice; no capability announces it.
 */
export const responseCharactersMax = 64_000_000;

/** Method calls of one request (RFC 8620 §2); the RFC advises 16 at least, clients send 10. */
export const maxCallsInRequest = 64;

/** Objects that one `/get` answers (RFC 8620 §2); the RFC advises 500 at least. */
export const maxObjectsInGet = 1_000;

/** Objects that one `/set`, `/copy` or `/import` makes, changes and destroys in all (RFC 8620 §2). */
export const maxObjectsInSet = 1_000;

/** Mailboxes that one e-mail is in (RFC 8621 §1.3.1): as many rows are written at once. Our choice. */
export const maxMailboxesPerEmail = 100;

/** Sources of which one Blob/upload puts an upload together (RFC 9404 §3.1: at least 64). */
export const maxDataSources = 100;

/** Octets that one Blob/get reads: they are answered within JSON, in base64 at worst. Our choice. */
export const maxBlobGetOctets = 16_000_000;
