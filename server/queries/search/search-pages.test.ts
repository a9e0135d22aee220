import { expect, test } from "vitest";
import type { Db } from "@/server/store/_postgres/db";
import { searchEntries } from "./search-pages";

/** An index in which every entry has the grams: as many positions as are asked for. */
const full: Db = {
  query: async (_, values) => {
    const limit = Number(values?.at(-1));
    return Array.from({ length: limit }, (_each, id) => ({ bucketId: 1, id })) as never;
  },
  raw: () => Promise.reject(new Error("not used")),
};

/** Searches entries of `chars` characters, of which `match` matches some; returns what it read. */
async function search(chars: number, match: (id: number) => boolean) {
  let read = 0;
  const found = await searchEntries(full, {
    accountId: 1,
    kind: "message",
    anyOf: null,
    terms: ["parcel"],
    limit: 5,
    read: async (ids) => {
      read += ids.length;
      return [...ids];
    },
    idOf: (id) => id,
    charsOf: () => chars,
    match: (id) => (match(id) ? id : null),
  });
  return { found: found.length, read };
}

test("a search ends with as many entries as it may return", async () => {
  expect(await search(20_000, () => true)).toEqual({ found: 5, read: 15 });
});

test("a search whose entries lack the words ends after 8,000 entries", async () => {
  expect(await search(10, () => false)).toEqual({ found: 0, read: 8_000 });
});

test("a search of long texts ends after 4,000,000 characters", async () => {
  const { read } = await search(20_000, () => false);
  expect(read * 20_000).toBeGreaterThanOrEqual(4_000_000);
  expect(read * 20_000).toBeLessThan(4_000_000 + 2 * 64 * 20_000);
});
