import { expect, onTestFinished, test } from "vitest";
import { createLateCopies, type LateCopy } from "./late-copies";
import { LoginRefused } from "./login-refused";

/** Mailboxes by inbox, with what they have and how often they were tried. A name that is in `away` refuses connections. */
function openMailboxes() {
  const copies = createLateCopies(() => 1);
  onTestFinished(copies.close);
  const away = new Set<number>();
  const kept: string[] = [];
  const lost: string[] = [];
  const tries = new Map<number, number>();
  const copy = (inboxId: number, name: string, bytes = 100): LateCopy => ({
    inboxId,
    bytes,
    async put() {
      tries.set(inboxId, (tries.get(inboxId) ?? 0) + 1);
      if (away.has(inboxId)) throw new Error("ECONNREFUSED");
      kept.push(name);
    },
    onLost: () => lost.push(name),
  });
  return { copies, away, kept, lost, tries, copy };
}

const AWAY = new Error("ECONNREFUSED");

test("copies are put into the folder once when the mailbox is back; another one does not wait for it", async () => {
  const { copies, away, kept, lost, tries, copy } = openMailboxes();
  away.add(1);
  for (const name of ["first", "second"]) copies.add(copy(1, name), AWAY);
  copies.add(copy(2, "of another"), AWAY);
  await expect.poll(() => tries.get(1) ?? 0).toBeGreaterThan(1);
  expect([kept, lost]).toEqual([["of another"], []]);
  away.clear();
  await expect.poll(() => kept.toSorted()).toEqual(["first", "of another", "second"]);
  copies.add(copy(1, "third"), AWAY);
  await expect.poll(() => kept.at(-1)).toBe("third");
});

test("a copy is lost when the login is refused, when there is no room, after ten hours, and at the end", async () => {
  const { copies, away, kept, lost, tries, copy } = openMailboxes();
  away.add(1);
  copies.add(copy(1, "refused"), new LoginRefused("no"));
  copies.add(copy(1, "large", 65 * 1_024 * 1_024), AWAY);
  expect(lost).toEqual(["refused", "large"]);
  copies.add(copy(1, "never"), AWAY);
  await expect.poll(() => lost.at(-1)).toBe("never");
  expect(tries.get(1)).toBe(40);
  copies.add(copy(1, "at the end"), AWAY);
  copies.close();
  expect([lost.at(-1), kept]).toEqual(["at the end", []]);
});

test("a copy that its mailbox always refuses keeps no other one of the inbox away", async () => {
  const { copies, kept, copy } = openMailboxes();
  const put = () => Promise.reject(new Error("OVERQUOTA"));
  copies.add({ ...copy(1, "too large"), put }, AWAY);
  for (const name of ["first", "second"]) copies.add(copy(1, name), AWAY);
  await expect.poll(() => kept.toSorted()).toEqual(["first", "second"]);
});
