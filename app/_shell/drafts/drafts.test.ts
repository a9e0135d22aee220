import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Text } from "@/app/_shell/unsent/records";
import { DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { aBrowser, aDraftServer, aPage, settle } from "@/test/support/scenes/unsent-browser";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const note = (content: string): Text => ({ kind: "note", content });
const EMPTY = { kind: "message", content: "" };
test("a text is saved once, after a pause", async () => {
  const { server, drafts } = await aPage();
  for (const content of ["D", "De", "Dear"]) drafts.write(1, note(content));
  await vi.advanceTimersByTimeAsync(799);
  expect(server.waiting()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("Dear"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
});

test("text written during a save is saved after that save, never before", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  drafts.write(1, note("two"));
  drafts.flush();
  expect(server.waiting()).toBe(1);
  await server.answer();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("two"));
});

test("a failed save is retried, after the server's text was read again", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  await server.fail();
  server.kept.set(1, note("from the phone"));
  await vi.advanceTimersByTimeAsync(5_000);
  await server.answer();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("from the phone\none"));
});

test("a save whose answer was lost is no text of another browser", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  await server.fail();
  server.kept.set(1, note("one"));
  drafts.write(1, note("one two"));
  await vi.advanceTimersByTimeAsync(5_000);
  await server.answer();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("one two"));
});

test("after sending nothing more is saved, and a running save is cleared", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.send(1)(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
  expect(drafts.read(1)).toEqual(EMPTY);

  drafts.write(1, note("two"));
  drafts.flush();
  const confirm = drafts.send(1);
  await server.answer();
  confirm(true);
  expect(server.kept.get(1)).toEqual(note("two"));
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toBeNull();
});

test("while a message waits in the outbox, its draft is deleted and the next one is saved", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  await server.answer();
  const confirm = drafts.send(1);
  confirm(false);
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toBeNull();
  drafts.write(1, note("two"));
  await vi.advanceTimersByTimeAsync(800);
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("two"));
});

test("a cleared text is deleted on the server", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  await server.answer();
  drafts.write(1, note(" "));
  await vi.advanceTimersByTimeAsync(800);
  await server.answer();
  expect(server.kept.get(1)).toBeNull();
});

test("a text from the server is taken over, also another browser's later text", async () => {
  const server = aDraftServer();
  const drafts = server.page();
  for (const content of ["from home", "from work"]) {
    server.kept.set(1, note(content));
    await server.load(drafts);
    expect(drafts.read(1)).toEqual(note(content));
  }
});

test("a text that is being written is never replaced by another browser's: both are kept", async () => {
  const { server, drafts } = await aPage();
  drafts.write(1, note("mine"));
  server.kept.set(1, note("other"));
  await server.load(drafts);
  expect(drafts.read(1)).toEqual(note("other\nmine"));
});

test("a text written before the first response is appended to the stored one", async () => {
  const server = aDraftServer();
  server.kept.set(1, note("Dear Li,"));
  const drafts = server.page();
  const loaded = drafts.load(1);
  drafts.write(1, note("t"));
  await settle();
  await server.answer();
  await loaded;
  expect(drafts.read(1)).toEqual(note("Dear Li,\nt"));
});

test("a page that ends at any moment after a key leaves the text to the next one", async () => {
  const { server, browser, drafts } = await aPage();
  drafts.write(1, note("Dear Li"));
  await Promise.resolve(); // the task of the key ends; then the page is killed
  const next = server.page(browser);
  await server.load(next);
  expect(next.read(1)).toEqual(note("Dear Li"));
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("Dear Li"));
});

test("a text typed before a page knows the copies of earlier ones is left to the next page, after what they have", async () => {
  const browser = aBrowser();
  const { server, drafts } = await aPage(browser);
  drafts.write(1, note("Dear Li,"));
  await settle();
  browser.state.database = "slow";
  for (const content of ["thank", "thank you", "you are welcome"]) {
    server.page(browser).write(1, note(content));
    await Promise.resolve();
  }
  browser.state.database = "works";
  const next = server.page(browser);
  await server.load(next);
  const lines = next.read(1).content.split("\n").sort();
  expect(lines).toEqual(["Dear Li,", "thank", "thank you", "you are welcome"]);
});

test("a text typed and sent before a page knows the copies of earlier ones does not return as a draft", async () => {
  const { server, browser } = await aPage();
  browser.state.database = "slow";
  const page = server.page(browser);
  page.write(1, note("one"));
  page.send(1);
  await Promise.resolve();
  browser.state.database = "works";
  const next = server.page(browser);
  await server.load(next);
  expect(next.read(1).content).toBe("");
});

test("a text that was sent before the page ended does not return as a draft", async () => {
  const { server, browser, drafts } = await aPage();
  drafts.write(1, note("one"));
  drafts.flush();
  await server.answer();
  drafts.send(1);
  await Promise.resolve();
  const next = server.page(browser);
  await server.load(next);
  expect(next.read(1).content).toBe("");
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toBeNull();
});

test("a text typed in one tab is shown in the others, and only its tab saves it", async () => {
  const { server, browser, drafts } = await aPage();
  const { drafts: other } = await aPage(browser, server);
  drafts.write(1, note("typed here"));
  expect(other.read(1)).toEqual(note("typed here"));
  await vi.advanceTimersByTimeAsync(800);
  expect(server.waiting()).toBe(1);
  await server.answer();
  drafts.send(1)(true);
  expect(other.read(1).content).toBe("");
});

test("without a database nothing fails, and the server keeps the text as before", async () => {
  const browser = aBrowser();
  browser.state.database = "missing";
  const { server, drafts } = await aPage(browser);
  drafts.write(1, note("one"));
  await vi.advanceTimersByTimeAsync(800);
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("one"));
  expect(drafts.isUnsaved()).toBe(false);
});

test("every listener is notified of every change", async () => {
  const { drafts } = await aPage();
  const listener = vi.fn();
  const unsubscribe = drafts.subscribe(listener);
  drafts.write(1, note("a"));
  unsubscribe();
  drafts.write(1, note("ab"));
  expect(listener).toHaveBeenCalledTimes(1);
});

test("an unsent text is restored before what was written since", async () => {
  const { drafts } = await aPage();
  drafts.restore(1, { kind: "message", content: "First" });
  drafts.write(1, note("Then"));
  drafts.restore(1, { kind: "message", content: "First" });
  expect(drafts.read(1).content).toBe("First\n\nThen");
});

test("a text that is too long for a draft stays in this browser, and is saved when it is shorter again", async () => {
  const { server, browser, drafts } = await aPage();
  const long = note("x".repeat(DRAFT_CHARS_MAX + 1));
  drafts.write(1, long);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
  const next = server.page(browser);
  await server.load(next);
  expect(next.read(1)).toEqual(long);
  next.write(1, note("shorter"));
  await vi.advanceTimersByTimeAsync(800);
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("shorter"));
});
