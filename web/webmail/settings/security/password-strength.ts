/** Characters below which a password is too short to be one. */
const charactersMin = 8;

/** Bits from which guessing is slow (weak to fair), and hopeless (fair to strong). Our choice. */
const fairBits = 45;
const strongBits = 70;

/** How strong a password is in rough bits: 0 too short, 1 weak, 2 fair, 3 strong. No judgement of the server's. */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 {
  const characters = Array.from(password);
  if (characters.length < charactersMin) return 0;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/u, /[^\p{L}\d]/u];
  const alphabet = kinds.filter((kind) => kind.test(password)).length * 20;
  // What repeats or counts on adds little: aaaa, 1234.
  const fresh = characters.filter((letter, index) => {
    const step = (letter.codePointAt(0) ?? 0) - (characters[index - 1]?.codePointAt(0) ?? 0);
    return index === 0 || Math.abs(step) > 1;
  });
  const distinct = Math.min(fresh.length, new Set(fresh).size * 2);
  const bits = distinct * Math.log2(Math.max(alphabet, 2));
  if (bits < fairBits) return 1;
  return bits < strongBits ? 2 : 3;
}
