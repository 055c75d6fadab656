/** Text files line by line, gzip or not, without holding the whole of them. */
import { type Failure, fail, type Outcome, succeed } from '../util/outcome.js';
import { type ContentOptions, streamContent } from './gzip.js';

/** Takes a line without its end; its number counts from 1. A failure ends the reading. */
export type LineSink = (line: Uint8Array, number: number) => Failure | undefined;

/** No image of a size that can be trained on is written in more; a file without line ends would fill the memory. */
const LONGEST_LINE = 2 ** 24;

const [LF, CR] = [10, 13];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Reads lines that end in LF, CR LF, or the file. Failures of kind `data`: those of `streamContent` and of the sink. */
export async function readLines(
  file: string,
  sink: LineSink,
  options: ContentOptions & { readonly onProgress?: (bytes: number, total: number) => void } = {},
): Promise<Outcome<void>> {
  let held: Uint8Array = new Uint8Array();
  let number = 0;
  let bytes = 0;

  const take = (line: Uint8Array): Failure | undefined => {
    number++;
    const start = number === 1 && BYTE_ORDER_MARK.every((byte, i) => line[i] === byte) ? 3 : 0;
    const end = line[line.length - 1] === CR ? line.length - 1 : line.length;
    return sink(line.subarray(start, end), number);
  };

  const streamed = await streamContent(
    file,
    ({ size }) =>
      (chunk) => {
        const piece = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        let from = 0;
        for (let at = piece.indexOf(LF, held.length); at >= 0; at = piece.indexOf(LF, from)) {
          const failure = take(piece.subarray(from, at));
          if (failure !== undefined) return failure;
          from = at + 1;
        }
        held = piece.subarray(from);
        bytes += chunk.length;
        // Of a gzip file only the compressed size is known, so that its end comes as a surprise.
        options.onProgress?.(bytes, Math.max(size, bytes));
        if (held.length <= LONGEST_LINE) return undefined;
        const message = `${file}:${number + 1}: the line is longer than 16 MiB`;
        return { kind: 'data', message, advice: 'write each image on a line of its own' };
      },
    options,
  );
  if (!streamed.ok) return streamed;
  const last = held.length === 0 ? undefined : take(held);
  return last === undefined ? succeed(undefined) : fail(last);
}
