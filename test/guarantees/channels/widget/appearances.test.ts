import { afterAll, beforeAll, expect, test } from "vitest";
import type { Listener } from "@/server/channels/widget/live/listener";
import { createWidgetFeed } from "@/server/channels/widget/live/widget-feed";
import { setAvailability, updateProfile } from "@/server/commands/members/profile";
import type { WidgetConfig } from "@/server/contract/channel/widget";
import { textOf } from "@/server/store/_postgres/statement";
import { cookieFor } from "@/test/support/clients/screens";
import {
  type OpenWidget,
  openWidgetScene,
  type WidgetPage,
  type WidgetScene,
} from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

/** A page with its session, which waits for what follows. */
async function openPage(widget: OpenWidget, locale = "en") {
  const page = widget.page();
  const { cursor, config } = (await page.session({ locale })).body;
  return { page, cursor, config };
}

/** The config that the page gets next. */
async function nextConfig(page: WidgetPage, from: { cursor: string; config: WidgetConfig }) {
  const query = new URLSearchParams({ cursor: from.cursor, config: from.config.version, wait: "20" });
  const { data } = (
    await page.call<{ data: { type: string; data: WidgetConfig }[] }>("GET", `events?${query}`)
  ).body;
  return data.find(({ type }) => type === "config")?.data;
}

const change = (widget: OpenWidget, settings: object) =>
  widget.client.patch(`/v1/inboxes/${widget.inboxId}`, { settings });

test("open pages get changed settings, each in its language", async () => {
  const widget = await scene.open({ title: "Shop" });
  const [english, chinese] = [await openPage(widget), await openPage(widget, "zh-CN")];
  const waiting = [nextConfig(english.page, english), nextConfig(chinese.page, chinese)];
  await change(widget, { title: "Store", texts: { zh: { title: "商店" } } });
  await scene.api.stamped();
  const [first, second] = await Promise.all(waiting);
  expect([first?.title, second?.title]).toEqual(["Store", "商店"]);
  expect((await english.page.session({ locale: "en" })).body.config.version).toBe(first?.version);
});

test("a page that was away gets what changed meanwhile, and one that is up to date or names no version gets nothing", async () => {
  const widget = await scene.open({ title: "Shop" });
  const { page, cursor, config } = await openPage(widget);
  await change(widget, { title: "Store" });
  const later = await nextConfig(page, { cursor, config });
  expect(later?.title).toBe("Store");
  await scene.api.stamped();
  const query = new URLSearchParams({ cursor, config: later?.version ?? "" });
  expect((await page.call("GET", `events?${query}`)).body).toMatchObject({ data: [] });
  expect((await page.poll(cursor, 0)).data).toEqual([]);
});

test("open pages notice that a member comes and goes", async () => {
  const widget = await scene.open();
  const { world } = scene.api;
  await cookieFor(world, widget.admin);
  const { page, ...before } = await openPage(widget);
  expect(before.config.isOnline).toBe(true);
  const waiting = nextConfig(page, before);
  await world.run(setAvailability, widget.admin, { availability: "away" });
  await scene.api.stamped();
  const away = await waiting;
  expect(away?.isOnline).toBe(false);
});

test("open pages notice that who answers has another name", async () => {
  const widget = await scene.open();
  const { world } = scene.api;
  await cookieFor(world, widget.admin);
  const { page, ...before } = await openPage(widget);
  const waiting = nextConfig(page, before);
  await world.run(updateProfile, widget.admin, { name: "Barbara Liskov" });
  await scene.api.stamped();
  expect((await waiting)?.members.map(({ name }) => name)).toContain("Barbara Liskov");
});

test("a page whose site is not allowed any more is cut off", async () => {
  const widget = await scene.open();
  const { page, cursor, config } = await openPage(widget);
  const waiting = nextConfig(page, { cursor, config });
  await change(widget, { allowedOrigins: ["https://other.example"] });
  await scene.api.stamped();
  expect(await waiting).toBeUndefined();
  expect(await page.call("GET", "events")).toMatchObject({ status: 403 });
});

test("a thousand pages of an inbox cause one reading for all changes of a second", async () => {
  const widget = await scene.open({ title: "Shop" });
  const { services } = scene.api;
  let reads = 0;
  const count = (sql: Parameters<typeof services.database.query>[0]) => {
    if (textOf(sql).includes('a."isOnline" desc')) reads += 1;
  };
  const database: typeof services.database = {
    ...services.database,
    query: (sql, ...rest) => {
      count(sql);
      return services.database.query(sql, ...rest);
    },
    raw: (sql, ...rest) => {
      count(sql);
      return services.database.raw(sql, ...rest);
    },
  };
  const { version } = (await widget.page().session()).body.config;
  const feed = createWidgetFeed({
    services: { ...services, database },
    accountId: widget.accountId,
    baseUrl: scene.api.url,
  });
  const titles: string[] = [];
  const pages = Array.from(
    { length: 1_000 },
    (_, n): Listener => ({
      inboxId: widget.inboxId,
      identifier: widget.identifier,
      sourceId: `visitor ${n}`,
      isIdentified: false,
      contactId: null,
      configVersion: version,
      position: null,
      notify: (event) => void (event.type === "config" && titles.push(event.data.title)),
      reset: () => {},
      beat: () => {},
      end: () => {},
    }),
  );
  await Promise.all(pages.map((page) => feed.join(page, null)));
  expect([reads, titles]).toEqual([1, []]);
  for (const title of ["A", "B", "C"]) await change(widget, { title });
  await scene.api.stamped();
  await expect.poll(() => titles.length, { timeout: 20_000 }).toBe(1_000);
  expect(new Set(titles)).toEqual(new Set(["C"]));
  expect(reads).toBe(2);
  for (const page of pages) feed.leave(page);
});
