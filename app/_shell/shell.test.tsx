import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { FIRST_VIEW, hrefOf, parseView } from "@/app/_shared/view/view";
import { attributesFrom, linesOf, withTyped } from "@/app/_shell/contact/attribute-fields";
import {
  firstSettingsHref,
  mayOpenSettings,
  settingsHref,
  settingsPagesOf,
} from "@/app/_shell/nav/settings-pages";
import { fuzzyFind } from "@/app/_shell/palette/entries";
import { isAsSaved, toSavedFilter, toView } from "@/app/_shell/saved/use-saved-views";
import { presetOf } from "@/app/_shell/start/use-start";
import { exactCount } from "@/app/_shell/view/use-counts";
import en from "@/messages/en.json";
import zh from "@/messages/zh.json";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { MaintenanceBanner, OutboundBanner } from "./banners";

describe("agent shell", () => {
  test.each([
    ["en", en, "You can read, but not change anything."],
    ["zh", zh, "可以查看，但暂时不能更改。"],
  ] as const)(
    "the banner says in %s what the operator wrote, and that changes wait",
    (locale, messages, said) => {
      const shown = renderToStaticMarkup(
        <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
          <MaintenanceBanner text="Until 04:00 UTC." />
        </NextIntlClientProvider>,
      );
      expect(shown).toContain(said);
      expect(shown).toContain("Until 04:00 UTC");
    },
  );

  test.each([
    ["en", en, "Nothing is sent from this installation"],
    ["zh", zh, "此系统当前不对外发送任何内容"],
  ] as const)("the banner says in %s that nothing is sent, and how to go on", (locale, messages, said) => {
    const shown = renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
        <OutboundBanner />
      </NextIntlClientProvider>,
    );
    expect(shown).toContain(said);
    expect(shown).toContain("npm run confirm -- outbound");
  });
});

describe("attribute fields", () => {
  const definitions = [
    { key: "tier", kind: "list" },
    { key: "seats", kind: "number" },
    { key: "vip", kind: "checkbox" },
  ] as const;

  test("typed values of defined attributes get the type of their definition, and an empty one goes", () => {
    const before = { tier: "Gold", seats: 3, other: "x" };
    expect(withTyped(before, definitions, { tier: "", seats: "12", vip: "true" })).toEqual({
      seats: 12,
      vip: true,
      other: "x",
    });
  });

  test("a defined attribute that was not edited keeps its stored value, whatever its type", () => {
    const before = { tier: { old: true }, seats: "three", free: 1 };
    const unedited = attributesFrom(linesOf(before), { shown: before, now: before });
    expect(withTyped(unedited, definitions, { seats: "three" })).toEqual(before);
  });
});

describe("settings pages", () => {
  test("agents are offered their own pages of the settings only, administrators every page", () => {
    expect(settingsPagesOf("agent").map(settingsHref)).toEqual([
      "/settings/profile",
      "/settings/canned",
      "/settings/macros",
    ]);
    expect(settingsPagesOf("administrator").map(settingsHref)).toContain("/settings/audit");
  });

  test("an agent may open the offered pages and the page that leads to them, and an administrator also those below them", () => {
    const open = (role: string) =>
      ["/settings", "/settings/profile", "/settings/members", "/settings/inboxes/7/rules"].map((path) =>
        mayOpenSettings(role, path),
      );
    expect(open("agent")).toEqual([true, true, false, false]);
    expect(open("administrator")).toEqual([true, true, true, true]);
    for (const role of ["agent", "administrator"])
      expect(mayOpenSettings(role, firstSettingsHref(role))).toBe(true);
  });
});

describe("entries", () => {
  const ranked = (query: string, texts: string[]) =>
    texts
      .flatMap((text) => {
        const find = fuzzyFind(query, text);
        return find ? [{ text, score: find.score }] : [];
      })
      .sort((a, b) => b.score - a.score)
      .map(({ text }) => text);

  test("letters in order match a text, with gaps; others do not", () => {
    expect(fuzzyFind("rslv", "Resolve")?.at).toEqual([0, 2, 4, 5]);
    expect(fuzzyFind("evlo", "Resolve")).toBeNull();
    expect(fuzzyFind("", "Resolve")).toEqual({ score: expect.any(Number), at: [] });
  });

  test("case and accents do not matter, and signs match themselves", () => {
    expect(fuzzyFind("antonio", "Antônio Oliveira")?.at).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(fuzzyFind("邮箱", "支持邮箱")?.at).toEqual([2, 3]);
  });

  test("the words of a query match in any order", () => {
    expect(fuzzyFind("mar assign", "Assign to Mariana")).not.toBeNull();
    expect(fuzzyFind("mar resolve", "Assign to Mariana")).toBeNull();
  });

  test("a whole word ranks before pieces of several", () => {
    expect(ranked("to note", ["Team: No team", "Write a note"])).toEqual(["Write a note", "Team: No team"]);
    expect(ranked("to note", ["Move to another inbox: Shop e14", "Write a note"])[0]).toBe("Write a note");
    expect(ranked("open", ["Show all open conversations", "Only pending ones"])[0]).toBe(
      "Show all open conversations",
    );
  });

  test("beginnings of words and adjacent letters rank first", () => {
    expect(ranked("am", ["Diagram", "Assign to Mariana", "Spam"])[0]).toBe("Assign to Mariana");
    expect(ranked("snooze", ["Show all snoozed", "Snooze", "Some note of zero evidence"])).toEqual([
      "Snooze",
      "Show all snoozed",
      "Some note of zero evidence",
    ]);
  });
});

describe("use saved views", () => {
  const filter: SavedFilter = {
    status: null,
    assignee: "unassigned",
    inboxId: 3,
    assigneeId: null,
    priority: "high",
    teamId: 5,
    label: "vip & co",
    anyOf: [{ statuses: ["open", "pending"], active: "7d" }],
    sort: "waiting_since",
  };

  test("a saved view survives the way through its address", () => {
    const view = toView({ id: 7, filter });
    expect(parseView(new URLSearchParams(hrefOf(view).split("?")[1]))).toEqual(view);
    expect(toSavedFilter(view)).toEqual(filter);
    expect(isAsSaved({ ...view, selected: 12 }, { filter })).toBe(true);
  });

  test("groups survive the way through the address, and one condition with one value is the view's own", () => {
    const anyOf: SavedFilter["anyOf"] = [
      { assignees: ["nobody"], labels: ["vip & co", "a or b", "50%,:x"], labelMatch: "all" },
      { priorities: ["high", "urgent"], inboxIds: [3], created: "2026-01-01.." },
    ];
    const grouped = toView({ id: 7, filter: { ...filter, anyOf } });
    expect(parseView(new URLSearchParams(hrefOf(grouped).split("?")[1]))).toEqual(grouped);
    expect(toSavedFilter(grouped).anyOf).toEqual(anyOf);
    const single = toView({
      id: 7,
      filter: { ...ANY_FILTER, anyOf: [{ inboxIds: [3], assignees: ["me"] }] },
    });
    expect([single.inboxId, single.scope, single.groups]).toEqual([3, "mine", []]);
  });

  test("a changed filter makes the view differ from the saved one", () => {
    expect(isAsSaved({ ...toView({ id: 7, filter }), label: null }, { filter })).toBe(false);
    expect(isAsSaved(FIRST_VIEW, { filter })).toBe(false);
  });
});

describe("use start", () => {
  test("the first known inbox is preset, in the order chosen, the list's, the customer's, the last used", () => {
    expect(presetOf([1, 2, 3], [3, 2, 1, 1])).toBe(3);
    expect(presetOf([1, 2, 3], [null, 2, 3, 1])).toBe(2);
    expect(presetOf([1, 2, 3], [null, null, 3, 2])).toBe(3);
    expect(presetOf([1, 2, 3], [null, null, null, 2])).toBe(2);
  });

  test("an inbox that the reader may not see is left out, and without any the first is preset", () => {
    expect(presetOf([1, 2], [null, null, 9, 2])).toBe(2);
    expect(presetOf([1, 2], [null, null, null, null])).toBe(1);
    expect(presetOf([], [1])).toBeUndefined();
  });
});

describe("use counts", () => {
  const counts = {
    mine: 2,
    unassigned: 3,
    open: 7,
    pending: 1,
    snoozed: 4,
    resolved: 20,
    trashed: 5,
    byInbox: { 1: 6 },
  };

  const all = { ...FIRST_VIEW, scope: "all" } as const;

  test("views by scope, status and inbox have an exact count", () => {
    expect(exactCount(counts, FIRST_VIEW)).toBe(2);
    expect(exactCount(counts, { ...FIRST_VIEW, scope: "unassigned" })).toBe(3);
    expect(exactCount(counts, { ...all, status: "resolved" })).toBe(20);
    expect(exactCount(counts, { ...all, status: null })).toBe(32);
    expect(exactCount(counts, { ...all, inboxId: 1 })).toBe(6);
    expect(exactCount(counts, { ...all, inboxId: 9 })).toBe(0);
    expect(exactCount(counts, { ...FIRST_VIEW, scope: "trash", status: null })).toBe(5);
  });

  test("no counter is kept for other filters", () => {
    for (const view of [
      { ...all, label: "vip" },
      { ...all, priority: "high" as const },
      { ...all, teamId: 1 },
      { ...all, assigneeId: 1 },
      { ...all, inboxId: 1, status: "resolved" as const },
      { ...FIRST_VIEW, status: "resolved" as const },
      { ...FIRST_VIEW, scope: "trash" as const },
    ])
      expect(exactCount(counts, view)).toBeNull();
  });
});
