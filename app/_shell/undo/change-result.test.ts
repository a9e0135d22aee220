import { beforeEach, expect, test } from "vitest";
import { aRow, cachedList } from "@/test/support/scenes/cached-list";
import { toWrittenResult } from "./change-result";

const { writer, fill, listed } = cachedList();

beforeEach(() => fill([aRow(1, "open")]));

test("a conversation that is resolved leaves the list of open ones with the answer, without an event", async () => {
  const result = await toWrittenResult(writer, async () => ({
    row: aRow(2, "resolved"),
    operationId: "resolving",
  }));
  expect(result).toEqual({ ok: true, operationId: "resolving" });
  expect(listed()).toEqual([]);
});

test("a refused change, and one that hid the conversation, leave the list to the events", async () => {
  const refused = Object.assign(new Error(), { data: { refusal: { code: "conversation.not_found" } } });
  expect(await toWrittenResult(writer, () => Promise.reject(refused))).toMatchObject({ ok: false });
  expect(await toWrittenResult(writer, async () => ({ row: null, operationId: "moving" }))).toMatchObject({
    ok: true,
  });
  expect(listed()).toEqual([1]);
});
