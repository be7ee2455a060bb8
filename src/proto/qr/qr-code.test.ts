import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { qrCode } from '#proto/qr/qr-code.ts';
import { qrSvg } from '#proto/qr/qr-svg.ts';

/** Rows of `#` and spaces, as qrencode's ASCII output without its quiet zone. */
function rowsOf(text: string): string[] {
  const { size, isDark } = qrCode(text);
  const numbers = Array.from({ length: size }, (_, index) => index);
  return numbers.map((y) => numbers.map((x) => (isDark(x, y) ? '#' : ' ')).join(''));
}

/** Modules that say which mask it is, and the level. */
function maskOf(rows: readonly string[]): string | undefined {
  return rows[8]?.slice(0, 6);
}

/** A picture in PBM's plain form, which zbarimg reads: four light modules around, each 4 dots wide. */
function pictureOf(text: string): string {
  const light = ' '.repeat(4);
  const rows = rowsOf(text).map((row) => light + row + light);
  const blank = ' '.repeat(rows[0]?.length ?? 0);
  const all = [...Array<string>(4).fill(blank), ...rows, ...Array<string>(4).fill(blank)];
  const dots = all.flatMap((row) => {
    const line = row.replaceAll('#', '1111').replaceAll(' ', '0000');
    return Array<string>(4).fill(line.replaceAll(/.{60}/gu, '$&\n'));
  });
  return `P1\n${blank.length * 4} ${all.length * 4}\n${dots.join('\n')}\n`;
}

const uri =
  'otpauth://totp/mail.example.org:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=mail.example.org';

test('The modules are those of qrencode for the same text and version', () => {
  let same = 0;
  for (const text of ['a', 'Grüße aus Köln', uri, uri.repeat(3), uri.repeat(5)]) {
    const options = ['-8', '-l', 'M', '-m', '0', '-t', 'ASCII', '-o', '-', text];
    const theirs = execFileSync('qrencode', options, { encoding: 'utf8' }).trimEnd().split('\n');
    const ours = rowsOf(text);
    assert.equal(theirs.length, ours.length);
    // Both may choose another mask; where it is the same, everything is.
    const halved = theirs.map((row) => row.replaceAll(/(.)./gu, '$1'));
    if (maskOf(halved) !== maskOf(ours)) continue;
    assert.deepEqual(halved, ours, text);
    same++;
  }
  assert.ok(same > 0);
});

test('A reader reads texts of all lengths, and every version up to the last', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-qr-'));
  try {
    const lengths = [1, 14, 15, 62, 106, 107, 180, 213, 214, 360, 500, 800, 1_200, 1_800, 2_331];
    const texts = lengths.map((length) => uri.repeat(30).slice(0, length));
    const paths = texts.map((text, index) => {
      const path = join(folder, `${String(index).padStart(2, '0')}.pbm`);
      writeFileSync(path, pictureOf(text));
      return path;
    });
    const options = ['-q', '--nodbus', '--raw', '-Sdisable', '-Sqrcode.enable', ...paths];
    const read = execFileSync('zbarimg', options, { encoding: 'utf8' });
    assert.deepEqual(read.trimEnd().split('\n'), texts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('What no code holds is refused', () => {
  assert.throws(() => qrCode('x'.repeat(2_332)), RangeError);
});

test('The picture has its quiet zone and nothing of the text', () => {
  const svg = qrSvg('<script>');
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 29 29"/u);
  assert.doesNotMatch(svg, /script/u);
  assert.match(svg, /d="M4 4h7v1h-7z/u);
});
