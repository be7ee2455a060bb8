/**
 * The seed of a test that draws its steps: the same each time unless somebody asks for another.
 *
 * @param variable Environment variable that names another seed; `random` draws one from the time,
 *   and so does `SEED=random` for every test. The test prints which, so that it can be had again.
 */
export function seedFrom(variable: string, fixed: number): number {
  const wanted = process.env[variable] ?? process.env['SEED'] ?? String(fixed);
  const seed = wanted === 'random' ? 1 + (Date.now() % 1_000_000) : Number(wanted);
  if (Number.isSafeInteger(seed) && seed > 0) return seed;
  throw new Error(`${variable} wants a positive whole number or "random", not "${wanted}"`);
}
