/** Characters 128 to 255 of the IBM PC's code page 437. */
const upper =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Decodes code page 437, which terminals and old billing programs still send. */
export function decodeCp437(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) {
    text += octet < 128 ? String.fromCharCode(octet) : (upper[octet - 128] ?? '');
  }
  return text;
}
