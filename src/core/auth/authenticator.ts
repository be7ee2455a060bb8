import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { type Random, systemRandom } from '#base/random.ts';
import { refuse } from '#base/refusal.ts';
import { hashAppPassword, readAppPassword } from '#core/auth/app-password.ts';
import { HashingGate } from '#core/auth/hashing-gate.ts';
import type { ChannelSecurity, Login, LoginProtocol } from '#core/auth/login-context.ts';
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
import { findLogin, type FoundLogin } from '#store/operations/directory/find-login.ts';
import type { CredentialRow } from '#store/operations/directory/list-credentials.ts';
import { rehashCredential } from '#store/operations/directory/rehash-credential.ts';
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
};

export type AuthenticatorOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  /** Lets peers on this machine show a password without TLS. */
  readonly plaintextOnLoopback?: boolean;
  /** Lets `ada` log in for `ada@…` while one account alone has that name. */
  readonly bareLogins?: boolean;
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
   * @throws {Refusal} `login.denied`, `login.disabled`, `login.scope`, `login.busy`,
   *   `login.plaintext`.
   */
  async verify(attempt: LoginAttempt): Promise<Login> {
    const { login, password, remoteAddress } = attempt;
    if ('tls' in attempt && !this.plaintextAllowed(attempt.tls, remoteAddress)) {
      refuse('login.plaintext', 'Use TLS before a password is sent');
    }
    const found = await this.#find(login);
    const prepared = preparePassword(password) ?? '';
    const credential =
      this.#appPassword(found, password) ?? (await this.#password(found, prepared));
    if (found === undefined || credential === undefined) return this.#deny(login, attempt);
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
    return new SaslScram({
      plus,
      exporter: peer.tls?.exporter,
      makeNonce: () => Buffer.from(this.#random.bytes(nonceOctets)).toString('base64'),
      candidates: (login) => this.#candidates(login, peer),
      denied: (login) => this.#deny(login, peer),
    });
  }

  async #candidates(login: string, peer: LoginPeer): Promise<ScramCandidates> {
    const found = await this.#find(login);
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
    const { tenantId, accountId, address } = found;
    const states = [found.state, found.domainState, found.tenantState];
    if (states.some((state) => state !== directoryState.active)) {
      refuse('login.disabled', `"${address}" is disabled`);
    }
    const { credentialId, expiresAt, scopes } = credential;
    if (expiresAt !== null && expiresAt <= this.#options.clock.now()) {
      return this.#deny(address, peer);
    }
    const allowed: unknown = JSON.parse(scopes);
    if (Array.isArray(allowed) && allowed.length > 0 && !allowed.includes(peer.protocol)) {
      refuse('login.scope', `This app password of "${address}" is not for ${peer.protocol}`);
    }
    this.#uses.note({ accountId, credentialId, remoteAddress: peer.remoteAddress });
    return { tenantId, accountId, address, credentialId };
  }

  #deny(login: string, { protocol, remoteAddress }: LoginPeer): never {
    const fields = { login: login.slice(0, loginLengthMax), protocol, remoteAddress };
    this.#options.log.info('Login denied', fields);
    refuse('login.denied', 'Wrong name or password');
  }
}
