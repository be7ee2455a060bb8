import { ResponseWriter } from '#proto/imap/response-writer.ts';

/** Lines in one run; as many as the biggest mailbox of the benchmarks has. */
const lines = 100_000;
const runs = 10;

/** Octets after which FETCH hands over what it has. */
const takeOctets = 32 * 1024;

const writer = new ResponseWriter();
let best = Infinity;
let octets = 0;
for (let run = 0; run < runs; run++) {
  const start = performance.now();
  octets = 0;
  for (let n = 1; n <= lines; n++) {
    writer.beginFetch(n);
    writer.uid(n + 1_000_000);
    writer.text(' ');
    writer.flags(1, []);
    writer.endFetch();
    if (writer.length >= takeOctets) octets += writer.take().length;
  }
  octets += writer.take().length;
  best = Math.min(best, performance.now() - start);
}
const each = (best * 1000) / lines;
process.stdout.write(`* n FETCH (UID n FLAGS (\\Seen)): ${each.toFixed(3)} µs, ${octets} octets\n`);
