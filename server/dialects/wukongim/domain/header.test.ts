import { expect, test } from "vitest";
import { type HeaderFlags, readHeader } from "./header";

const header = (syncOnce: 0 | 1 | null, noPersist: 0 | 1 | null, redDot: 0 | 1 | null): HeaderFlags => {
  const flag = (value: 0 | 1 | null) => (value === null ? null : value === 1);
  return { syncOnce: flag(syncOnce), noPersist: flag(noPersist), redDot: flag(redDot) };
};

test.each([
  ["an empty header", header(null, null, null), "stored", false],
  ["zeros", header(0, 0, 0), "stored", false],
  ["red_dot", header(0, 0, 1), "stored", true],
  ["sync_once", header(1, 0, 1), "command", false],
  ["no_persist", header(0, 1, 1), "ephemeral", false],
  ["both", header(1, 1, 1), "ephemeral", false],
] as const)("%s", (_, flags, storage, countsUnread) => {
  expect(readHeader(flags, "stored")).toMatchObject({ storage, countsUnread });
});

test("the account's setting decides only where sync_once is absent", () => {
  expect(readHeader(header(null, null, 1), "command").storage).toBe("command");
  expect(readHeader(header(0, null, 1), "command").storage).toBe("stored");
  expect(readHeader(header(null, 1, 1), "command")).toMatchObject({
    storage: "ephemeral",
    flags: { syncOnce: true, noPersist: true },
  });
});
