import { afterAll, beforeAll, expect, test } from "vitest";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

const LISTS = ["conversations", "contacts", "messages"] as const;
type Found = { id: number; version: number };

async function scene() {
  const { client } = await createTokenTenant(api);
  const { get, post, patch } = client;
  const talks = [];
  for (const n of [1, 2, 3]) talks.push(await begin(client, {}, `+491701234567${n}`));
  for (const { path } of talks)
    for (const content of ["one", "two"]) await post(`${path}/messages`, { content, direction: "in" });
  /** Reads all pages of changed rows and calls `afterPage` after each. */
  const readChanged = async (list: (typeof LISTS)[number], since: string, afterPage = async () => {}) => {
    const all: Found[] = [];
    const cursors = new Set<string>();
    for (let cursor = ""; ; ) {
      const page = await get(`/v1/${list}?updatedSince=${since}&limit=1&cursor=${cursor}`);
      expect(page.status).toBe(200);
      all.push(...page.body.data);
      cursors.add(page.body.asOf);
      await afterPage();
      if (page.body.nextCursor === null) return { all, cursors: [...cursors] };
      cursor = page.body.nextCursor;
    }
  };
  return { get, post, patch, talks, readChanged };
}

test("rows changed since then are found in any state, and no others", async () => {
  const { talks, post, patch, readChanged } = await scene();
  const [first, second] = talks;
  const since = new Date().toISOString();
  await post(`${first?.path}/status`, { signal: "resolve" });
  await post(`${second?.path}/trash`, {});
  await patch(`/v1/contacts/${talks[2]?.contact.id}`, { name: "Renamed" });
  const ids = async (list: (typeof LISTS)[number]) =>
    (await readChanged(list, since)).all.map(({ id }) => id);
  expect(await ids("conversations")).toEqual([first?.conversation.id, second?.conversation.id]);
  expect(await ids("contacts")).toEqual([talks[2]?.contact.id]);
  expect((await readChanged("messages", "2020-01-01T00:00:00Z")).all.length).toBeGreaterThanOrEqual(6);
  expect(await ids("conversations")).not.toContain(talks[2]?.conversation.id);
});

test("all pages read under changes, and then the log after `asOf`, contain everything", async () => {
  const { get, post, talks, readChanged } = await scene();
  let n = 0;
  const afterPage = async () => {
    const path = talks[n++ % talks.length]?.path;
    await post(`${path}/messages`, { content: `during ${n}`, direction: "in" });
    if (n % 3 === 0) await post(`${path}/status`, { signal: "resolve" });
  };
  const copy = { ...emptySnapshot };
  const starts: string[] = [];
  for (const list of LISTS) {
    const { all, cursors } = await readChanged(list, "2020-01-01T00:00:00Z", afterPage);
    expect(cursors).toHaveLength(1);
    starts.push(...cursors);
    const type = list.slice(0, -1) as "conversation" | "contact" | "message";
    Object.assign(copy, { [type]: Object.fromEntries(all.map((row) => [row.id, row])) });
  }
  await api.stamped();
  const after = async (cursor: string) => (await get(`/v1/events?limit=1000&after=${cursor}`)).body.data;
  const caughtUp = reduceAll(copy, await after(starts[0] ?? ""));
  const whole = reduceAll(emptySnapshot, await after(""));
  const versions = (rows: object) =>
    Object.values(rows as Record<string, Found>).map(({ id, version }) => [id, version]);
  for (const type of ["conversation", "contact", "message"] as const)
    expect(versions(caughtUp[type])).toEqual(versions(whole[type]));
});

test.each([
  ["/v1/conversations?updatedSince=2020-01-01T00:00:00Z&status=open", "updatedSince"],
  ["/v1/contacts?updatedSince=2020-01-01T00:00:00Z&query=noor", "updatedSince"],
  ["/v1/conversations?updatedSince=yesterday", "updatedSince"],
  ["/v1/messages", "updatedSince"],
  ["/v1/digest?from=2026-11-19T00:30:00Z&to=2026-11-20T00:00:00Z", "from"],
  ["/v1/digest?from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z", "to"],
  ["/v1/digest?from=2026-01-01T00:00:00Z&to=2026-11-20T00:00:00Z", "to"],
])("%s is refused with its name", async (path, field) => {
  const { get } = await scene();
  const { status, body } = await get(path);
  expect([status, body.error.code, body.error.field]).toEqual([422, "input.invalid", field]);
});

test("messages that failed are found by their error's text, and the list's filters exclude each other", async () => {
  const { get, post, talks } = await scene();
  const sent = await post(`${talks[0]?.path}/messages`, { content: "Hello" });
  const receipt = { messageId: sent.body.id, signal: "failed", error: "Not on WhatsApp" };
  const failed = await post("/v1/receipts", { receipts: [receipt] });
  expect(failed.status).toBe(200);
  const found = async (query: string) => {
    const { status, body } = await get(`/v1/messages?${query}`);
    expect(status).toBe(200);
    return body.data.map(({ id }: Found) => id);
  };
  const { inboxId } = sent.body;
  expect(await found("trouble=any")).toEqual([sent.body.id]);
  expect(await found(`error=on%20whatsapp&inboxId=${inboxId}`)).toEqual([sent.body.id]);
  expect(await found("trouble=unconfirmed")).toEqual([]);
  expect(await found("error=timeout")).toEqual([]);
  const fields = [];
  for (const query of [
    "",
    `inboxId=${inboxId}`,
    "updatedSince=2026-01-01T00:00:00Z&trouble=any",
    "trouble=unconfirmed&error=x",
    "error=%00",
    "trouble=late",
  ]) {
    const { status, body } = await get(`/v1/messages?${query}`);
    fields.push([status, body.error.code, body.error.field]);
  }
  expect(fields).toEqual([
    [422, "input.invalid", "updatedSince"],
    [422, "input.invalid", "updatedSince"],
    [422, "input.invalid", "updatedSince"],
    [422, "input.invalid", "error"],
    [422, "input.invalid", "error"],
    [422, "input.invalid", "trouble"],
  ]);
});
