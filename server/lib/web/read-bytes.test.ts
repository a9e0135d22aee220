import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { discardRest } from "./read-bytes";

const ends = async (stream: Readable) => {
  await discardRest(stream);
  return stream.readableEnded;
};
const body = () => Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(64 * 1024)));

test("the rest of a body is read to its end, also when its reader was a pipe that ended", async () => {
  const piped = body();
  const parser = new PassThrough();
  piped.pipe(parser);
  await new Promise((resolve) => parser.once("readable", resolve));
  piped.unpipe(parser);
  expect(piped.isPaused()).toBe(true);
  expect(await ends(piped)).toBe(true);
}, 5_000);

test("the rest of a body is read to its end after an iterator that was left", async () => {
  const read = body();
  for await (const _ of read.iterator({ destroyOnReturn: false })) break;
  expect(await ends(read)).toBe(true);
}, 5_000);
