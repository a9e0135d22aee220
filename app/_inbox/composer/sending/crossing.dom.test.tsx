import { screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { noteServerTime } from "@/app/_lib/times/server-now";
import { openComposer } from "@/test/support/dom/composer";
import { aMessage } from "@/test/support/scenes/dtos";
import { CrossingLine } from "./crossing";

const WINDOW_MS = 8_000;
const answerAt = (ms: number) => new Response(null, { headers: { date: new Date(ms).toUTCString() } });

afterEach(() => noteServerTime(answerAt(Date.now()), Date.now()));

/** A reply of the reader's that the server accepts at `at`, in ms by its clock. */
const waiting = (at: number) => ({
  ...aMessage({ id: 9, kind: "message", direction: "out", createdAt: new Date(at).toISOString() }),
  sender: { type: "user" as const, id: 1, name: "Ada" },
  sendAfter: new Date(at + WINDOW_MS).toISOString(),
});

test("a reply can be withdrawn where the browser's clock is ahead of the server's", async () => {
  noteServerTime(answerAt(Date.now() - 60_000), Date.now());
  openComposer({}, { thread: <CrossingLine message={waiting(Date.now() - 60_000)} /> });
  await screen.findByRole("button", { name: "Undo" });
});

test("a reply that has left is not offered to be withdrawn where the browser's clock is behind", async () => {
  noteServerTime(answerAt(Date.now() + 60_000), Date.now());
  openComposer({}, { thread: <CrossingLine message={waiting(Date.now() + 60_000 - WINDOW_MS - 2_000)} /> });
  await screen.findByRole("textbox");
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});
