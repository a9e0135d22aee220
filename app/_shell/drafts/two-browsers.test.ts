import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Text } from "@/app/_shell/unsent/records";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";
import { aBrowser, aDraftServer, aPage, settle } from "@/test/support/scenes/unsent-browser";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const note = (content: string): Text => ({ kind: "note", content });

/** A page that was opened before the phone of the same member has saved a text. */
async function aDeskBesideAPhone() {
  const server = aDraftServer();
  const [phone, desk] = [await aPage(aBrowser(), server), await aPage(aBrowser(), server)];
  phone.drafts.write(1, note("from the phone"));
  phone.drafts.flush();
  await server.answer();
  return { server, desk: desk.drafts };
}

test("of two browsers with the conversation open, none replaces what it has not read", async () => {
  const { server, desk } = await aDeskBesideAPhone();
  desk.write(1, note("from the desk"));
  desk.flush();
  await server.answer(); // it has another text
  await server.answer(); // which is read
  expect(desk.read(1)).toEqual(note("from the phone\nfrom the desk"));
  await settle();
  await server.answer();
  expect(server.kept.get(1)).toEqual(note("from the phone\nfrom the desk"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.waiting()).toBe(0);
});

test("what another browser wrote meanwhile is shown after a message was sent from this one", async () => {
  const { server, desk } = await aDeskBesideAPhone();
  desk.write(1, note("from the desk"));
  expect(desk.seen(1)).not.toContain(fingerprintOf(note("from the phone")));
  desk.send(1)(true); // the server leaves what is not among those seen
  await server.load(desk);
  expect(desk.read(1)).toEqual(note("from the phone"));
});
