/**
 * What a listener is for: `mx` takes mail for us from anybody, `submission` takes mail for anybody
 * from those who log in (RFC 6409), `lmtp` takes mail for us from a relay beside us (RFC 2033 §4.1).
 */
export type SmtpFace = 'mx' | 'submission' | 'lmtp';
