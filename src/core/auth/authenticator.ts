import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import { hashAppPassword, readAppPassword } from '#core/auth/app-password.ts';
import { HashingGate } from '#core/auth/hashing-gate.ts';
import { isPinned } from '#core/applications/network-pins.ts';
import type { ChannelSecurity, Login, LoginProtocol } from '#core/auth/login-context.ts';
import type { LoginDenial, LoginDenialReason } from '#core/auth/login-denial.ts';
import { isLoopback } from '#core/auth/loopback.ts';
import {
  hashPassword,
  isOutdatedHash,
  matchesHash,
  unmatchedHash,
} from '#core/auth/password-hash.ts';
import { preparePassword } from '#core/auth/prepare-password.ts';
import type { SaslExchange } from '#core/auth/sasl-exchange.ts';
import { SaslLogin } from '#core/auth/sasl-login.ts';
import { SaslPlain } from '#core/auth/sasl-plain.ts';
import { type ScramCandidates, SaslScram } from '#core/auth/sasl-scram.ts';
import { parseScram, scramIterations, scramSaltOctets } from '#core/auth/scram-verifier.ts';
import { UseLedger } from '#core/auth/use-ledger.ts';
import { VerifiedLogins } from '#core/auth/verified-logins.ts';
import { normalizeLocalPart, parseAddress } from '#core/directory/address.ts';
import { credentialKind, directoryState } from '#store/directory-state.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import { findLogin, findToken, type FoundLogin } from '#store/operations/directory/find-login.ts';
import type { CredentialRow } from '#store/operations/directory/list-credentials.ts';
import { rehashCredential } from '#store/operations/directory/rehash-credential.ts';
import { totpState } from '#store/operations/sign-in/totp.ts';
import { sendState } from '#store/send-profile.ts';
import type { Store } from '#store/store.ts';

export type { Login, LoginProtocol } from '#core/auth/login-context.ts';
export type { SaslExchange } from '#core/auth/sasl-exchange.ts';

/** One try to log in. */
export type LoginAttempt = LoginPeer & { readonly login: string; readonly password: string };

/** Where a login comes from. Without a `tls` key the caller has checked that itself. */
export type LoginPeer = {
  readonly protocol: LoginProtocol;
  readonly remoteAddress: string;
  readonly tls?: ChannelSecurity | undefined;
  /** The connection's id, for whoever watches logins. */
  readonly connection?: string;
};

export type AuthenticatorOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  /** Lets peers on this machine show a password without TLS. */
  readonly plaintextOnLoopback?: boolean;
  /** Lets `ada` log in for `ada@…` while one account alone has that name. */
  readonly bareLogins?: boolean;
  /** Lets programs log in by the password of an account that has a second step. */
  readonly passwordBesideSecondStep?: boolean;
  /** Hears of every login that fails. */
  readonly denied?: (denial: LoginDenial) => void;
};

/** Characters of a login name; an address has fewer. Our choice. */
const loginLengthMax = 512;

/** Octets of the server's part of a SCRAM nonce. */
const nonceOctets = 18;

/** Checks who somebody is. One for each thread. */
export class Authenticator {
  readonly #store: Store;
  readonly #options: AuthenticatorOptions;
  readonly #random: Random;
  readonly #verified: VerifiedLogins;
  readonly #uses: UseLedger;
  readonly #gate = new HashingGate();
  #secret: Promise<Uint8Array> | undefined;

  constructor(store: Store, options: AuthenticatorOptions) {
    this.#store = store;
    this.#options = options;
    this.#random = options.random ?? systemRandom;
    this.#verified = new VerifiedLogins(options.clock, this.#random);
    this.#uses = new UseLedger(store, options.clock, options.log);
  }

  /** Whether a password may be shown on this connection (RFC 8314 §3.1). */
  plaintextAllowed(tls: ChannelSecurity | undefined, remoteAddress: string): boolean {
    if (tls !== undefined) return true;
    return this.#options.plaintextOnLoopback === true && isLoopback(remoteAddress);
  }

  /** SASL mechanisms to offer, the best first; without PLAIN, LOGIN commands are refused too. */
  mechanisms(tls: ChannelSecurity | undefined, remoteAddress: string): readonly string[] {
    return [
      ...(tls?.exporter === undefined ? [] : ['SCRAM-SHA-256-PLUS']),
      'SCRAM-SHA-256',
      ...(this.plaintextAllowed(tls, remoteAddress) ? ['PLAIN', 'LOGIN'] : []),
    ];
  }

  /**
   * Starts a SASL exchange; the mechanism's name is in upper case.
   *
   * @throws {Refusal} `sasl.mechanism`, `login.plaintext`.
   */
  begin(mechanism: string, peer: LoginPeer & { readonly tls: ChannelSecurity | undefined }) {
    return this.#exchange(mechanism, peer);
  }

  /**
   * Checks a name and a password. An unknown name takes as long as a wrong password.
   *
   * @throws {Refusal} `login.denied`, `login.disabled`, `login.scope`, `login.locked`, `login.busy`,
   *   `login.app-password`, `login.plaintext`.
   */
  async verify(attempt: LoginAttempt): Promise<Login> {
    const { login, password, remoteAddress } = attempt;
    if ('tls' in attempt && !this.plaintextAllowed(attempt.tls, remoteAddress)) {
      refuse('login.plaintext', 'Use TLS before a password is sent');
    }
    const found = await this.#find(login);
    const prepared = preparePassword(password) ?? '';
    // A browser is signed in by the person's own password only: app passwords open no settings.
    const appPassword = attempt.protocol === 'web' ? undefined : this.#appPassword(found, password);
    const credential = appPassword ?? (await this.#password(found, prepared));
    if (found === undefined) return this.#deny(login, attempt, { reason: 'unknown' });
    if (credential === undefined) return this.#deny(login, attempt, { reason: 'password', found });
    return this.#admit(found, credential, attempt);
  }

  /**
   * Checks an app password that stands for name and password (RFC 6750 §2.1).
   *
   * @throws {Refusal} As {@link verify}, but for `login.busy`.
   */
  async verifyToken(attempt: LoginPeer & { readonly token: string }): Promise<Login> {
    const { token, remoteAddress } = attempt;
    if ('tls' in attempt && !this.plaintextAllowed(attempt.tls, remoteAddress)) {
      refuse('login.plaintext', 'Use TLS before a token is sent');
    }
    const secret = token.length > loginLengthMax ? undefined : readAppPassword(token);
    const found =
      secret === undefined
        ? undefined
        : await this.#store.read(findToken, { hash: hashAppPassword(secret) });
    const credential = this.#appPassword(found, token);
    if (found === undefined || credential === undefined) {
      return this.#deny('', attempt, { reason: 'password' });
    }
    return this.#admit(found, credential, attempt);
  }

  #exchange(
    mechanism: string,
    peer: LoginPeer & { readonly tls: ChannelSecurity | undefined },
  ): SaslExchange {
    const check = (login: string, password: string) => this.verify({ ...peer, login, password });
    const { tls, remoteAddress } = peer;
    switch (mechanism) {
      case 'PLAIN':
      case 'LOGIN':
        if (!this.plaintextAllowed(tls, remoteAddress)) {
          refuse('login.plaintext', `Use TLS before ${mechanism}`);
        }
        return mechanism === 'PLAIN' ? new SaslPlain(check) : new SaslLogin(check);
      case 'SCRAM-SHA-256':
        return this.#scram(peer, false);
      case 'SCRAM-SHA-256-PLUS':
        if (tls?.exporter !== undefined) return this.#scram(peer, true);
        return refuse('sasl.mechanism', 'There is no channel to bind to');
      default:
        return refuse('sasl.mechanism', 'Unknown SASL mechanism');
    }
  }

  #scram(peer: LoginPeer, plus: boolean): SaslScram {
    let found: FoundLogin | undefined;
    return new SaslScram({
      plus,
      exporter: peer.tls?.exporter,
      makeNonce: () => Buffer.from(this.#random.bytes(nonceOctets)).toString('base64'),
      candidates: async (login) => {
        found = await this.#find(login);
        return await this.#candidates(login, found, peer);
      },
      denied: (login) =>
        this.#deny(login, peer, { reason: found === undefined ? 'unknown' : 'password', found }),
    });
  }

  async #candidates(
    login: string,
    found: FoundLogin | undefined,
    peer: LoginPeer,
  ): Promise<ScramCandidates> {
    const known = (found?.credentials ?? []).flatMap((credential) => {
      const verifier = parseScram(credential.scram);
      return verifier === undefined ? [] : [{ credential, verifier }];
    });
    // Worked out for everybody, so that an unknown name takes the same way.
    const fake = await this.#fakeSalt(login);
    const salt = known[0]?.verifier.salt ?? fake;
    const iterations = known[0]?.verifier.iterations ?? scramIterations;
    if (found === undefined) return { salt, iterations, secrets: [] };
    const secrets = known.map(({ credential, verifier }) => ({
      verifier,
      accept: () => this.#admit(found, credential, peer),
    }));
    return { salt, iterations, secrets };
  }

  /** The same salt for the same unknown name, over restarts too (RFC 5802 §9). */
  async #fakeSalt(login: string): Promise<Uint8Array> {
    this.#secret ??= this.#store.write(ensureSetting, {
      name: 'auth.secret',
      value: Uint8Array.from(this.#random.bytes(32)),
    });
    const name = parseAddress(login);
    const text = name === undefined ? login : `${name.localPart}@${name.domain}`;
    const digest = createHmac('sha256', await this.#secret)
      .update(text)
      .digest();
    return digest.subarray(0, scramSaltOctets);
  }

  async #find(login: string): Promise<FoundLogin | undefined> {
    if (login.length > loginLengthMax) return undefined;
    const address = parseAddress(login);
    if (address !== undefined) return await this.#store.read(findLogin, address);
    if (this.#options.bareLogins !== true || login.includes('@')) return undefined;
    const localPart = normalizeLocalPart(login);
    if (localPart === undefined) return undefined;
    return await this.#store.read(findLogin, { localPart, domain: '' });
  }

  #appPassword(found: FoundLogin | undefined, typed: string): CredentialRow | undefined {
    const secret = readAppPassword(typed);
    if (found === undefined || secret === undefined) return undefined;
    const hash = Buffer.from(hashAppPassword(secret));
    return found.credentials.find((credential) => {
      const stored = Buffer.from(credential.hash);
      return stored.length === hash.length && timingSafeEqual(stored, hash);
    });
  }

  async #password(
    found: FoundLogin | undefined,
    password: string,
  ): Promise<CredentialRow | undefined> {
    const credential = found?.credentials.find(({ kind }) => kind === credentialKind.password);
    const hash = credential?.hash ?? unmatchedHash;
    if (credential !== undefined && this.#verified.has(hash, password)) return credential;
    const matches = await this.#gate.run(() => matchesHash(password, hash));
    if (!matches || found === undefined || credential === undefined) return undefined;
    this.#verified.add(hash, password);
    if (isOutdatedHash(hash)) await this.#rehash(found.accountId, credential, password);
    return credential;
  }

  async #rehash(accountId: number, credential: CredentialRow, password: string): Promise<void> {
    const { credentialId, hash: from } = credential;
    const to = await this.#gate.run(() => hashPassword(password, this.#random));
    await this.#store.write(rehashCredential, { accountId, credentialId, from, to });
  }

  /** The secret was right: says whether it opens this door now. */
  #admit(found: FoundLogin, credential: CredentialRow, peer: LoginPeer): Login {
    const { tenantId, accountId, address, networks } = found;
    const { protocol, remoteAddress } = peer;
    if (networks !== null && !isPinned(remoteAddress, stringsOf(networks))) {
      return this.#deny(address, peer, { reason: 'network', found });
    }
    const states = [found.state, found.domainState, found.tenantState];
    if (states.some((state) => state !== directoryState.active)) {
      this.#tell(address, peer, { reason: 'disabled', found });
      refuse('login.disabled', `"${address}" is disabled`);
    }
    const { credentialId, expiresAt, scopes } = credential;
    if (expiresAt !== null && expiresAt <= this.#options.clock.now()) {
      return this.#deny(address, peer, { reason: 'expired', found });
    }
    if (networks !== null && !submitting.has(protocol)) {
      this.#tell(address, peer, { reason: 'application', found });
      refuse('login.application', `"${address}" is an application: it sends and has no mailbox`);
    }
    if (protocol === 'smtp' && found.sendState === sendState.locked) {
      this.#tell(address, peer, { reason: 'disabled', found });
      refuse('login.locked', `Sending is locked for "${address}"`);
    }
    const isPassword = credential.kind === credentialKind.password;
    if (isPassword && protocol !== 'web' && this.#needsAppPassword(found)) {
      this.#options.log.info(
        'Login denied: the account has a second step, so programs need an app password',
        {
          login: address,
          protocol,
          remoteAddress,
        },
      );
      this.#tell(address, peer, { reason: 'scope', found });
      refuse('login.app-password', `"${address}" has a second step: programs need an app password`);
    }
    const allowed = stringsOf(scopes);
    if (allowed.length > 0 && !allowed.includes(protocol)) {
      this.#tell(address, peer, { reason: 'scope', found });
      refuse('login.scope', `This app password of "${address}" is not for ${protocol}`);
    }
    this.#uses.note({ accountId, credentialId, remoteAddress });
    const login = { tenantId, accountId, address, credentialId };
    if (networks !== null) return { ...login, application: true };
    return isPassword ? login : { ...login, appPassword: true };
  }

  #needsAppPassword({ totpState: state }: FoundLogin): boolean {
    return state === totpState.on && this.#options.passwordBesideSecondStep !== true;
  }

  /** The peer hears the same whatever the reason is. */
  #deny(login: string, peer: LoginPeer, why: Denied): never {
    const { protocol, remoteAddress } = peer;
    const fields = { login: login.slice(0, loginLengthMax), protocol, remoteAddress };
    if (why.reason === 'network') {
      this.#options.log.info('Login denied: not from a network of this application', fields);
    } else this.#options.log.info('Login denied', fields);
    this.#tell(login, peer, why);
    refuse('login.denied', 'Wrong name or password');
  }

  #tell(login: string, peer: LoginPeer, { reason, found }: Denied): void {
    const { protocol, remoteAddress, connection } = peer;
    this.#options.denied?.({
      reason,
      login: login.slice(0, loginLengthMax),
      accountId: found?.accountId,
      application: found !== undefined && found.networks !== null,
      protocol,
      remoteAddress,
      connection,
    });
  }
}

type Denied = { readonly reason: LoginDenialReason; readonly found?: FoundLogin | undefined };

/** Where an application may log in: it submits by SMTP or by the HTTP interface. */
const submitting: ReadonlySet<LoginProtocol> = new Set(['smtp', 'http']);

/** The texts of a JSON list. */
function stringsOf(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(String) : [];
}
