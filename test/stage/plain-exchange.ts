import { refuse } from '#base/refusal.ts';

/** One SASL exchange of the stages: PLAIN, which knows one person and lets in as `login`. */
export function plainExchange<Login>(
  mechanism: string,
  person: { readonly login: string; readonly password: string },
  login: Login,
) {
  if (mechanism !== 'PLAIN') return refuse('sasl.mechanism');
  return {
    step: async (response: Uint8Array | undefined) => {
      if (response === undefined) return { kind: 'challenge', data: new Uint8Array(0) } as const;
      const right = `\0${person.login}\0${person.password}`;
      if (Buffer.from(response).toString() !== right) return refuse('login.denied');
      return { kind: 'done', login } as const;
    },
  };
}
