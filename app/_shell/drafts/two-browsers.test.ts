import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Text } from "@/app/_shell/unsent/records";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";
import { aBrowser, aDraftServer, aPage, settle } from "@/test/support/scenes/unsent-browser";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const note = (content: string): Text => ({ kind: "note", content });

test("of two browsers with the conversation open, none replaces what it has not read", async () => {
  const server = aDraftServer();
  const [phone, desk] = [await aPage(aBrowser(), server), await aPage(aBrowser(), server)];
  phone.drafts.write(1, note("from the phone"));
  phone.drafts.flush();
  await server.answer();
  desk.drafts.write(1, note("from the desk"));
  desk.drafts.flush();
  await server.answer(); // it has another text
  await server.answer(); // which is read
  expect(desk.drafts.read(1)).toEqual(note("from the phone\nfrom the desk"));
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("from the phone\nfrom the desk"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
});

test("what another browser wrote meanwhile is shown after a message was sent from this one", async () => {
  const server = aDraftServer();
  const [phone, desk] = [await aPage(aBrowser(), server), await aPage(aBrowser(), server)];
  phone.drafts.write(1, note("from the phone"));
  phone.drafts.flush();
  await server.answer();
  desk.drafts.write(1, note("from the desk"));
  expect(desk.drafts.seen(1)).not.toContain(fingerprintOf(note("from the phone")));
  desk.drafts.send(1)(true); // the server leaves what is not among those seen
  await server.load(desk.drafts);
  expect(desk.drafts.read(1)).toEqual(note("from the phone"));
});
