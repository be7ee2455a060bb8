/** File name of a segment: fixed width, so that names sort as numbers do. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.seg`;
}

/** The number in a segment's file name; undefined when the name is another file's. */
export function segmentNumber(name: string): number | undefined {
  const match = /^(\d{10,15})\.seg$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
