import { constants, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deflated, GZIP_HEADER } from "./deflated";

test("any parts make one gzip stream, in any order and number", () => {
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 1_000 }),
    fc.string({ minLength: 1, maxLength: 20 }).map((text) => Buffer.from(text.repeat(100))),
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
      const buffers = parts.map((bytes) => Buffer.from(bytes));
      const stream = Buffer.concat([GZIP_HEADER, ...[...buffers, ...buffers].map(deflated)]);
      const read = gunzipSync(stream, { finishFlush: constants.Z_SYNC_FLUSH });
      expect(read.equals(Buffer.concat([...buffers, ...buffers]))).toBe(true);
    }),
  );
});

test("the same bytes are compressed once", () => {
  const frame = Buffer.from("a frame ".repeat(100));
  expect(deflated(frame)).toBe(deflated(frame));
  expect(deflated(frame).length).toBeLessThan(100);
});
