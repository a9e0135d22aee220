import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { openUnsentDatabase } from "./database";
import { type Change, draftKey } from "./records";

const change = (revision: number, content: string | null): Change => ({
  key: draftKey(1),
  revision,
  record:
    content === null
      ? null
      : { type: "draft", displayId: 1, text: { kind: "note", content }, seen: [], isSettled: false },
});

test("IndexedDB keeps the newest state of each record, whatever the order of the writes", async () => {
  const database = await openUnsentDatabase("newest");
  await database.apply([change(2, "two")]);
  await database.apply([change(1, "one")]);
  expect(await database.read()).toEqual([change(2, "two")]);
  await database.apply([change(3, null)]);
  await database.forget([change(2, "two")]);
  expect(await database.read()).toEqual([change(3, null)]);
  await database.forget([change(3, null)]);
  expect(await database.read()).toEqual([]);
});

test("each member has a database of their own, which another page of theirs opens again", async () => {
  await (await openUnsentDatabase("ada")).apply([change(1, "Ada's")]);
  expect(await (await openUnsentDatabase("ben")).read()).toEqual([]);
  const again = await openUnsentDatabase("ada");
  expect(await again.read()).toEqual([change(1, "Ada's")]);
  await again.clear();
  expect(await again.read()).toEqual([]);
});
