import { expect, test } from "vitest";
import { aBrowser } from "@/test/support/scenes/unsent-browser";
import { waitFor } from "@/test/support/wait-for";
import { type Change, draftKey, type UnsentRecord } from "./records";
import "fake-indexeddb/auto";
import { openUnsentDatabase } from "./database";

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

const KEY = draftKey(1);
const draft = (content: string, isSettled = false): UnsentRecord => ({
  type: "draft",
  displayId: 1,
  text: { kind: "message", content },
  seen: [],
  isSettled,
});
const files: UnsentRecord = { type: "files", displayId: 1, files: [] };
type Browser = ReturnType<typeof aBrowser>;
async function open(browser: Browser) {
  const tab = browser.open();
  await tab.ready;
  return tab;
}
const textIn = (tab: Awaited<ReturnType<typeof open>>) => {
  const record = tab.read(KEY)?.record;
  return record?.type === "draft" ? record.text.content : null;
};
/** Everything is in the database. */
async function saved(browser: Browser) {
  await Promise.resolve();
  await waitFor(() => expect(browser.storage.length).toBe(0));
}

test("a record survives its page from the end of the task that wrote it, also before the database is open", async () => {
  const browser = aBrowser();
  const tab = browser.open(); // not ready
  tab.write({ key: KEY, record: draft("typed") });
  await Promise.resolve();
  expect(browser.stored.size).toBe(0);
  expect(textIn(await open(browser))).toBe("typed");
});

test("what an ended page still writes reaches neither its other tabs nor later pages", async () => {
  const browser = aBrowser();
  const [ended, other] = [await open(browser), await open(browser)];
  ended.end();
  ended.write({ key: KEY, record: draft("late") });
  await saved(browser);
  expect([textIn(other), textIn(await open(browser))]).toEqual([null, null]);
});

test("the changes of one task are stored together", async () => {
  const browser = aBrowser();
  const tab = await open(browser);
  tab.write({ key: KEY, record: draft("") });
  tab.write({ key: "outbox c1", record: files });
  await Promise.resolve();
  const journals = Array.from({ length: browser.storage.length }, (_, at) => browser.storage.key(at) ?? "");
  const [changes] = journals.map((key) => JSON.parse(browser.storage.getItem(key) ?? ""));
  expect(changes).toHaveLength(2);
});

test("what the database has leaves the journal", async () => {
  const browser = aBrowser();
  const tab = await open(browser);
  tab.write({ key: KEY, record: draft("typed") });
  await saved(browser);
  expect([...browser.stored.values()].map(({ record }) => record)).toEqual([draft("typed")]);
});

test("of two states of a record the later one wins, whichever tab wrote it and in whatever order they arrive", async () => {
  const browser = aBrowser();
  const [first, second] = [await open(browser), await open(browser)];
  first.write({ key: KEY, record: draft("one") });
  second.write({ key: KEY, record: draft("two") });
  expect([textIn(first), textIn(second)]).toEqual(["two", "two"]);
  await saved(browser);
  expect(textIn(await open(browser))).toBe("two");
});

test("the journal of a killed tab brings nothing back that was changed or removed since", async () => {
  const browser = aBrowser();
  const killed = browser.open();
  killed.write({ key: KEY, record: draft("old") });
  await Promise.resolve();
  const left =
    Array.from({ length: browser.storage.length }, (_, at) => browser.storage.key(at) ?? "")[0] ?? "";
  const journal = browser.storage.getItem(left) ?? "";
  const other = await open(browser);
  other.write({ key: KEY, record: null });
  await saved(browser);
  browser.storage.setItem(left, journal);
  expect(textIn(await open(browser))).toBeNull();
});

test("a draft that the server has is forgotten by the next page", async () => {
  const browser = aBrowser();
  const tab = await open(browser);
  tab.write({ key: KEY, record: draft("on the server", true) });
  await saved(browser);
  await open(browser);
  await waitFor(() => expect(browser.stored.size).toBe(0));
});

test("a sign-out removes everything, in all tabs, and nothing is stored afterwards", async () => {
  const browser = aBrowser();
  const [tab, other] = [await open(browser), await open(browser)];
  tab.write({ key: KEY, record: draft("secret") });
  await tab.clear();
  other.write({ key: KEY, record: draft("typed after the sign-out") });
  tab.write({ key: KEY, record: draft("typed after the sign-out") });
  await Promise.resolve();
  expect([browser.stored.size, browser.storage.length]).toEqual([0, 0]);
});

test("another member at the same browser sees nothing of it", async () => {
  const browser = aBrowser({ owner: "tickline-unsent-1-1" });
  (await open(browser)).write({ key: KEY, record: draft("Ada's") });
  await Promise.resolve();
  const next = aBrowser({ owner: "tickline-unsent-1-11", storage: browser.storage });
  expect((await open(next)).list()).toEqual([]);
});

test.each(["full", "missing"] as const)(
  "with a database that is %s it works for this page and promises nothing",
  async (database) => {
    const browser = aBrowser();
    browser.state.database = database;
    const tab = await open(browser);
    tab.write({ key: KEY, record: draft("typed") });
    await waitFor(() => expect(tab.isKept()).toBe(false));
    expect(textIn(tab)).toBe("typed");
  },
);

test("a promise is made again when the database has room again", async () => {
  const browser = aBrowser();
  const tab = await open(browser);
  expect(tab.isKept()).toBe(true);
  browser.state.database = "full";
  tab.write({ key: KEY, record: draft("one") });
  await waitFor(() => expect(tab.isKept()).toBe(false));
  browser.state.database = "works";
  tab.write({ key: KEY, record: draft("two") });
  await waitFor(() => expect(tab.isKept()).toBe(true));
});
