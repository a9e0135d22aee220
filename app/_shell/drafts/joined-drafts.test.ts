import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Text } from "@/app/_shell/unsent/records";
import { aBrowser, aDraftServer, aPage, settle } from "@/test/support/scenes/unsent-browser";
import { chooseDraft } from "./draft-saver";
import { createDrafts } from "./drafts";
import { mirrorIn } from "./use-text";

// What was written for colleagues never becomes part of a reply, by whichever way two texts are joined.

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const note: Text = { kind: "note", content: "She is upset" };
const reply: Text = { kind: "message", content: "On its way" };

test("a reply that returns joins a note that is being written as a note", async () => {
  const { drafts } = await aPage();
  drafts.write(1, note);
  drafts.restore(1, reply);
  expect(drafts.read(1)).toEqual({ kind: "note", content: "On its way\n\nShe is upset" });
});

test("a note of another browser joins the reply of this one as a note", () => {
  const own = { text: reply, seen: ["none"], isSettled: false };
  expect(chooseDraft(own, note).text).toMatchObject({ kind: "note", content: "She is upset\nOn its way" });
});

test("a reply that was typed before the copies were known joins the note of an earlier page as a note", async () => {
  const browser = aBrowser();
  const never = { load: () => new Promise<null>(() => undefined), save: async () => true };
  const first = createDrafts(never, mirrorIn(browser.open()));
  void first.load(1);
  await settle();
  first.write(1, note);
  await settle();
  const second = createDrafts(never, mirrorIn(browser.open()));
  second.write(1, reply);
  void second.load(1);
  await settle();
  expect(second.read(1)).toEqual({ kind: "note", content: "She is upset\nOn its way" });
});

test("a note of files alone returns as a note", async () => {
  const { drafts } = await aPage();
  drafts.restore(1, { kind: "note", content: "" });
  expect(drafts.read(1).kind).toBe("note");
});

test("a reply that returns to an empty composer is a reply, whatever was chosen there", async () => {
  const { drafts } = await aPage();
  drafts.write(1, { kind: "note", content: "" });
  drafts.restore(1, reply);
  expect(drafts.read(1)).toEqual(reply);
});

test.each([true, false])(
  "what is typed before its draft is on the screen joins it; on the server: %s",
  async (isSaved) => {
    const browser = aBrowser();
    const server = aDraftServer();
    const { drafts } = await aPage(browser, server);
    drafts.write(1, reply);
    if (isSaved) drafts.flush();
    await server.answer();
    const next = server.page(browser);
    await settle(); // the copies are known, and the conversation is not open yet
    next.write(1, { kind: "message", content: "We are sorry" });
    await server.load(next);
    expect(next.read(1)).toEqual({ kind: "message", content: "On its way\nWe are sorry" });
  },
);

test("a change by who has not seen the newest text on the screen keeps it", async () => {
  const { drafts } = await aPage();
  const nothing: Text = { kind: "message", content: "" };
  drafts.write(1, note);
  drafts.change(1, { email: null }, nothing);
  expect(drafts.read(1)).toEqual(note);
  drafts.change(1, { kind: "message", content: "f" }, nothing);
  expect(drafts.read(1)).toEqual({ kind: "note", content: "She is upset\nf" });
  drafts.change(1, { kind: "message", content: "Sorry" }, drafts.read(1));
  expect(drafts.read(1)).toEqual({ kind: "message", content: "Sorry" });
});

test.each([reply, note])(
  "a text that was sent from another window does not come back by a letter: %o",
  async (sent) => {
    const { drafts } = await aPage();
    drafts.write(1, sent);
    const shown = drafts.read(1);
    drafts.send(1);
    drafts.change(1, { kind: sent.kind, content: `${sent.content}!` }, shown);
    expect(drafts.read(1)).toMatchObject({ kind: sent.kind, content: "!" });
  },
);

test("letters that are typed in two windows on one text follow each other", async () => {
  const { drafts } = await aPage();
  drafts.write(1, reply);
  const shown = drafts.read(1);
  drafts.write(1, { ...reply, content: "On its way, " });
  drafts.change(1, { kind: "message", content: "On its way!" }, shown);
  expect(drafts.read(1).content).toBe("On its way, !");
});
