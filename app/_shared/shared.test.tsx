import fc from "fast-check";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { type ChartSeries, HOUR_MS } from "@/app/_shared/chart/chart";
import { ChartTable } from "@/app/_shared/chart/chart-table";
import { CheckList, isLong, itemsFoundBy, memberItem } from "@/app/_shared/choice/check-list";
import { imageBox, imageSize, thumbnailUrls } from "@/app/_shared/files/image-source";
import { bounded, FITTING, fittingSize, pan, SCALE_MAX, zoomAt } from "@/app/_shared/files/lightbox/use-zoom";
import {
  INBOX_TABS,
  inboxHref,
  inboxTabOf,
  isLinkToChange,
  parseInboxTab,
} from "@/app/_shared/inbox/inbox-tab";
import { type Click, isWithin, pathOf } from "@/app/_shared/leave/leave-guard";
import { otherwiseOf } from "@/app/_shared/why/otherwise";
import en from "@/messages/en.json";
import type { Attachment } from "@/server/contract/_shared/dto";
import { previewPolicy } from "@/server/queries/inboxes/preview-policy";
import { anAttachment } from "@/test/support/scenes/dtos";
import { holds } from "@/test/support/scenes/property";

describe("chart table", () => {
  const count = (value: number) => `${value} tries`;

  const series: ChartSeries[] = [
    { key: "delivered", label: "delivered", kind: "bar", tone: "ok", format: count },
    { key: "meanMs", label: "mean time", kind: "line", tone: "accent", format: (ms) => `${ms} ms` },
  ];

  const points = [
    { at: "2026-11-20T08:00:00.000Z", values: { delivered: 3, meanMs: 41 } },
    { at: "2026-11-20T09:00:00.000Z", values: { delivered: 0, meanMs: null } },
  ];

  test("a chart's table has a row for each time, newest first, and a column for each series", () => {
    const html = renderToStaticMarkup(
      <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
        <ChartTable label="Deliveries" series={series} points={points} stepMs={HOUR_MS} />
      </NextIntlClientProvider>,
    );
    const cells = (row: string) => [...row.matchAll(/<t[hd][^>]*>([^<]*)</g)].map(([, text]) => text);
    const rows = html.split("<tr").slice(1).map(cells);
    expect(html).toContain('<caption class="sr-only">Deliveries</caption>');
    expect(rows.map(([, ...values]) => values)).toEqual([
      ["delivered", "mean time"],
      ["0 tries", "–"],
      ["3 tries", "41 ms"],
    ]);
    expect(rows[0]?.[0]).toBe("Time");
    expect(html.match(/scope="row"/g)).toHaveLength(2);
  });
});

describe("check list", () => {
  const render = (length: number) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale="en" messages={en} timeZone="UTC">
        <CheckList
          legend="Inboxes"
          layout="boxed"
          name="inbox"
          items={Array.from({ length }, (_, value) => ({ value, label: `Inbox ${value}` }))}
          chosen={[1]}
          onChange={() => undefined}
        />
      </NextIntlClientProvider>,
    );

  test("what is chosen is checked, and a value of the form whether its row is shown or not", () => {
    const html = render(3);
    expect(html.match(/type="checkbox"[^>]*checked=""/g)).toHaveLength(1);
    expect(html).toMatch(/<input type="hidden" name="inbox" value="1"\/>/);
  });

  test("a long list has a field that filters it", () => {
    expect([8, 9].map((length) => render(length).includes('type="search"'))).toEqual([false, true]);
  });

  const people = [
    { id: 1, name: "Ada Lovelace", email: "ada@acme.example" },
    { id: 2, name: "Grace Hopper", email: "grace@acme.example" },
  ].map(memberItem);

  test.each([
    ["", [1, 2]],
    [" LOVE ", [1]],
    ["grace@", [2]],
    ["nobody", []],
  ])("%j finds items by label and detail in any case", (query, found) => {
    expect(itemsFoundBy(query, people).map(({ value }) => value)).toEqual(found);
  });

  test("only a list of more than eight items has a filter", () => {
    expect([8, 9].map((length) => isLong(Array.from({ length })))).toEqual([false, true]);
  });
});

describe("image source", () => {
  const image = (more: Partial<Attachment> = {}): Attachment =>
    anAttachment({ id: 7, name: "a photo.jpg", bytes: 2_000_000, ...more });

  test.each([
    ["a large photo", { width: 4000, height: 3000 }, { width: 320, height: 240 }],
    ["a tall one", { width: 1000, height: 2000 }, { width: 160, height: 320 }],
    ["a panorama", { width: 8000, height: 800 }, { width: 320, height: 96 }],
    ["a small icon", { width: 16, height: 16 }, { width: 96, height: 96 }],
    ["a small image", { width: 200, height: 150 }, { width: 200, height: 150 }],
    ["an image of unknown size", null, { width: 240, height: 180 }],
  ])("%s has a box before it is loaded", (_, size, box) => expect(imageBox(size)).toEqual(box));

  test("the preview is loaded; without one a small original; a large one only when it is opened", () => {
    expect(thumbnailUrls(image({ hasPreview: true }))).toEqual(["/files/7/a%20photo.jpg?preview"]);
    expect(thumbnailUrls(image({ bytes: 1024 * 1024 }))).toEqual(["/files/7/a%20photo.jpg"]);
    expect(thumbnailUrls(image())).toEqual([]);
  });

  test("an image has a size only if both sides are known", () => {
    expect(imageSize(image({ width: 4, height: 3 }))).toEqual({ width: 4, height: 3 });
    expect(imageSize(image({ width: 4 }))).toBeNull();
  });
});

describe("use zoom", () => {
  const STAGE = { width: 800, height: 600 };

  test.each([
    [
      { width: 1600, height: 600 },
      { width: 800, height: 300 },
    ],
    [
      { width: 600, height: 1200 },
      { width: 300, height: 600 },
    ],
    [
      { width: 100, height: 50 },
      { width: 100, height: 50 },
    ],
  ])("an image of %j fits the stage as %j", (image, size) => expect(fittingSize(image, STAGE)).toEqual(size));

  test("the point under the pointer stays where it is, at any zoom", () => {
    const number = fc.double({ min: -400, max: 400, noNaN: true });
    holds(
      fc.property(number, number, fc.double({ min: 1, max: 4, noNaN: true }), (x, y, factor) => {
        const before = pan(zoomAt(FITTING, 1.7, { x: 0, y: 0 }), { x: y / 2, y: x / 2 });
        const after = zoomAt(before, factor, { x, y });
        const onImage = ({ scale, x: left, y: top }: typeof after) => [(x - left) / scale, (y - top) / scale];
        for (const [index, value] of onImage(before).entries())
          expect(onImage(after)[index]).toBeCloseTo(value, 6);
      }),
    );
  });

  test("the zoom stays between fitting and the maximum", () => {
    expect(zoomAt(FITTING, 0.2, { x: 10, y: 10 })).toEqual({ scale: 1, x: 0, y: 0 });
    expect(zoomAt(FITTING, 100, { x: 0, y: 0 }).scale).toBe(SCALE_MAX);
  });

  test("an image is never moved further than its own edges", () => {
    const fitting = { width: 800, height: 300 };
    expect(bounded({ scale: 2, x: 5000, y: -5000 }, fitting, STAGE)).toEqual({ scale: 2, x: 400, y: 0 });
    expect(bounded({ scale: 3, x: -5000, y: 5000 }, fitting, STAGE)).toEqual({ scale: 3, x: -800, y: 150 });
    expect(bounded({ scale: 1, x: 40, y: -40 }, fitting, STAGE)).toEqual(FITTING);
  });
});

describe("inbox tab", () => {
  test.each(INBOX_TABS)("the tab %s survives the way through its URL", (tab) => {
    expect(inboxTabOf(inboxHref(7, tab))).toBe(tab);
  });

  test("a link to a change of the rules without a tab is recognised, one with a tab is left alone", () => {
    expect(isLinkToChange({ pathname: "/settings/inboxes/7", hash: "#change-12" })).toBe(true);
    expect(isLinkToChange({ pathname: "/settings/inboxes/7", hash: "" })).toBe(false);
    expect(isLinkToChange({ pathname: "/settings/inboxes/7/rules", hash: "#change-12" })).toBe(false);
  });

  test("an unknown tab is none", () => {
    expect([["nothing"], ["general"], ["rules", "more"]].map(parseInboxTab)).toEqual([null, null, null]);
  });
});

describe("leave guard", () => {
  const ORIGIN = "https://tickline.example";

  const click: Click = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false };

  const link = { href: `${ORIGIN}/settings/members?a=1#b`, target: "", isDownload: false };

  test("a click on a link to a page of the product leads there", () => {
    expect(pathOf(click, link, ORIGIN)).toBe("/settings/members?a=1#b");
  });

  test.each([
    ["without a link", click, null],
    ["in a new tab by a key", { ...click, ctrlKey: true }, link],
    ["with the middle button", { ...click, button: 1 }, link],
    ["in a new tab by the link", click, { ...link, target: "_blank" }],
    ["to a file", click, { ...link, isDownload: true }],
    ["to another site", click, { ...link, href: "https://elsewhere.example/" }],
  ])("a click %s does not leave for a page of the product", (_, clicked, to) => {
    expect(pathOf(clicked, to, ORIGIN)).toBeNull();
  });

  test.each([
    ["/settings/inboxes/7", true],
    ["/settings/inboxes/7?x=1", true],
    ["/settings/inboxes/7/rules#change-2", true],
    ["/settings/inboxes/77", false],
    ["/settings/inboxes", false],
  ])("what is not saved in the inbox 7 is kept at %s: %s", (path, isKept) => {
    expect(isWithin("/settings/inboxes/7", path)).toBe(isKept);
  });
});

describe("otherwise", () => {
  const DEFAULTS = { callerStatusWins: true, onMessageAfterResolve: "reopen" } as const;

  test("the suggested settings lead to another outcome, by the domain's function", () => {
    for (const botEnabled of [false, true])
      for (const botTakesReopened of [false, true])
        for (const startAsPending of [false, true]) {
          const policy = { ...DEFAULTS, botEnabled, botTakesReopened, startAsPending };
          for (const { situation, current } of previewPolicy(policy, policy)) {
            const otherwise = current.cause && otherwiseOf(current.cause, policy);
            if (otherwise?.situation !== situation) continue;
            const draft = { ...policy, ...otherwise.edit };
            const then = previewPolicy(policy, draft).find((row) => row.situation === situation)?.draft;
            expect(then?.kind === "set" && current.kind === "set" && then.status).not.toBe(
              current.kind === "set" && current.status,
            );
          }
        }
  });
});
