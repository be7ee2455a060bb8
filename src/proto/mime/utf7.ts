/** Decodes UTF-7 (RFC 2152) as mail of the nineties has it; what is malformed stays as it is. */
export function decodeUtf7(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
  return text.replace(/\+([A-Za-z0-9/]*)(-?)/g, (whole, encoded: string, end: string) => {
    if (encoded === '') return end === '-' ? '+' : whole;
    return decodeRun(encoded);
  });
}

/** Modified base64 of UTF-16BE without padding; left-over bits are dropped. */
function decodeRun(encoded: string): string {
  const octets = Buffer.from(encoded, 'base64');
  let text = '';
  for (let at = 0; at + 1 < octets.length; at += 2) {
    text += String.fromCharCode(octets.readUInt16BE(at));
  }
  return text;
}
