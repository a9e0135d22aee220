import { expect, test } from "vitest";
import { createFrameReader, type Frame } from "./sse";

const TEXT =
  ': open\n\nid: 1\ndata: {"a":\ndata: 1}\n\n: beat\nid: 2\n\nid: 3\r\ndata:{"b":2}\r\n\r\ndata: cut';

test.each([1, 2, 3, 7, TEXT.length])("frames are read from pieces of %i characters", (size) => {
  const frames: Frame[] = [];
  const read = createFrameReader((frame) => frames.push(frame));
  for (let at = 0; at < TEXT.length; at += size) read(TEXT.slice(at, at + size));
  expect(frames).toEqual([
    { id: "1", data: '{"a":\n1}' },
    { id: "2", data: null },
    { id: "3", data: '{"b":2}' },
  ]);
});
