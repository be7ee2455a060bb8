import type { Clock } from '#base/clock.ts';
import type { SpfLookups } from '#core/policy/spf/spf-lookups.ts';
import type { ClientAddress } from '#proto/spf/client-address.ts';
import {
  expandMacros,
  hasMacro,
  type MacroLetter,
  type MacroString,
} from '#proto/spf/macro-string.ts';

/** What is checked, for the macros of a record. */
export type SpfIdentity = {
  readonly client: ClientAddress;
  readonly localPart: string;
  /** With A-labels. */
  readonly senderDomain: string;
  readonly helo: string;
};

/** What `%{p}` says of a client without a name that leads back to it (RFC 7208 §7.3). */
const unknownName = 'unknown';

/** Knows what macros stand for (RFC 7208 §7.2). */
export class MacroValues {
  readonly #lookups: SpfLookups;
  readonly #identity: SpfIdentity;
  readonly #world: { readonly clock: Clock; readonly hostName: string };

  constructor(
    lookups: SpfLookups,
    identity: SpfIdentity,
    world: { readonly clock: Clock; readonly hostName: string },
  ) {
    this.#lookups = lookups;
    this.#identity = identity;
    this.#world = world;
  }

  /**
   * The text with its macros replaced; undefined where it names a local part beyond ASCII, which
   * matches nothing (RFC 8616 §4).
   *
   * @param domain Whose record it is from.
   * @throws {SpfError} When `%{p}` is one term too many.
   */
  async expand(
    text: MacroString,
    domain: string,
    asked: 'macro' | 'explanation',
  ): Promise<string | undefined> {
    if (hasMacro(text, 'sl') && /[^\0-\x7f]/.test(this.#identity.localPart)) return undefined;
    const name = hasMacro(text, 'p') ? await this.#clientName(domain, asked) : unknownName;
    const values = this.#valuesOf(domain, name);
    return expandMacros(text, (letter) => values[letter]);
  }

  #valuesOf(domain: string, name: string): Readonly<Record<MacroLetter, string>> {
    const { client, localPart, senderDomain, helo } = this.#identity;
    return {
      s: `${localPart}@${senderDomain}`,
      l: localPart,
      o: senderDomain,
      d: domain,
      i: client.dotted,
      p: name,
      h: helo,
      v: client.reverseZone,
      c: client.readable,
      r: this.#world.hostName,
      t: String(Math.floor(this.#world.clock.now() / 1000)),
    };
  }

  /** The domain itself before names below it, and those before others (RFC 7208 §7.3). */
  async #clientName(domain: string, asked: 'macro' | 'explanation'): Promise<string> {
    const names = await this.#lookups.clientNames(asked);
    const own = domain.toLowerCase();
    return (
      names.find((name) => name === own) ??
      names.find((name) => name.endsWith(`.${own}`)) ??
      names[0] ??
      unknownName
    );
  }
}
