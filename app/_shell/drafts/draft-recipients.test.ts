import { expect, test, vi } from "vitest";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";
import { aBrowser } from "@/test/support/scenes/unsent-browser";
import { waitFor } from "@/test/support/wait-for";
import { createDrafts } from "./drafts";
import { mirrorIn } from "./use-text";

const EMPTY = { kind: "message", content: "" };
const BOB = { to: [{ name: "", address: "bob@mail.example" }], cc: [], bcc: [] };

test("chosen recipients are kept with the text, also without words, and end with it", async () => {
  const save = vi.fn(async () => true);
  const drafts = createDrafts({ load: async () => null, save }, mirrorIn(aBrowser().open()));
  await drafts.load(1);
  drafts.write(1, { kind: "message", content: "", email: BOB });
  drafts.flush();
  await waitFor(() =>
    expect(save).toHaveBeenCalledWith(1, { kind: "message", content: "", email: BOB }, expect.anything()),
  );
  expect(drafts.read(2)).toEqual(EMPTY);
  drafts.write(1, { kind: "message", content: "Hello", email: BOB });
  drafts.send(1)(true);
  expect(drafts.read(1)).toEqual(EMPTY);
  // A reply that was not sent returns with whom it was for.
  drafts.restore(1, { kind: "message", content: "Hello", email: BOB });
  expect(drafts.read(1)).toEqual({ kind: "message", content: "Hello", email: BOB });
});

test("chosen recipients survive a reload of the page that nothing was saved from", async () => {
  const browser = aBrowser();
  const never = { load: () => new Promise<null>(() => undefined), save: async () => true };
  const first = createDrafts(never, mirrorIn(browser.open()));
  void first.load(1);
  await waitFor(() => {
    first.write(1, { kind: "message", content: "Hello", email: BOB });
    expect(browser.stored.size).toBeGreaterThan(0);
  });
  const second = createDrafts(never, mirrorIn(browser.open()));
  void second.load(1);
  await waitFor(() => expect(second.read(1)).toEqual({ kind: "message", content: "Hello", email: BOB }));
});

test("recipients in another order of their fields are the same text", () => {
  const { to, cc, bcc } = BOB;
  const text = { kind: "message", content: "Hello" } as const;
  expect(fingerprintOf({ ...text, email: { bcc, cc, to } })).toBe(fingerprintOf({ ...text, email: BOB }));
  expect(fingerprintOf({ ...text, email: BOB })).not.toBe(fingerprintOf(text));
  expect(fingerprintOf({ ...text, email: null })).toBe(fingerprintOf(text));
});
