/** What an attempt came to. */
export type Finding =
  | 'nothing'
  | 'silent'
  | 'plain-on-tls'
  | 'tls-on-plain'
  | 'tls-version'
  | 'tls-cipher'
  | 'unknown-authority'
  | 'certificate-expired'
  | 'certificate'
  | 'name-mismatch'
  | 'left-after-tls'
  | 'tls-other'
  | 'wrong-port'
  | 'no-tls'
  | 'no-login'
  | 'login-unknown'
  | 'login-password'
  | 'login-expired'
  | 'login-network'
  | 'login-disabled'
  | 'login-scope'
  | 'login-application'
  | 'sender'
  | 'author'
  | 'suppressed'
  | 'limit'
  | 'recipient'
  | 'refused'
  | 'left'
  | 'running'
  | 'accepted'
  | 'delivered'
  | 'deferred'
  | 'failed';

/** Facts that words are filled with. */
export type FindingFacts = {
  /** Our name, as certificates say it. */
  readonly host: string;
  /** What the application is to log in as. */
  readonly login: string;
  readonly fromAddresses: readonly string[];
  /** Of the peer. */
  readonly remoteAddress: string;
  /** What the finding is about: a name, an address, a login. */
  readonly what: string;
  /** The words of whoever refused, or of the TLS library. */
  readonly words: string;
};

/** What went wrong, and what helps. */
export type Words = { readonly reason: string; readonly remedy: string };

export type WordsOf = Readonly<Record<Finding, (facts: FindingFacts) => Words>>;
