import { expect, test } from "vitest";
import { contactNameIn, mayHaveOperator, readOperators, withOperators } from "@/app/_shell/search/operators";
import {
  filterOfSearch,
  hrefOfSearch,
  NO_FILTERS,
  readSearch,
  type SearchFilters,
} from "@/app/_shell/search/search-state";

const NAMES = {
  inboxes: [
    { id: 7, name: "WhatsApp" },
    { id: 8, name: "Web site chat" },
  ],
  members: [{ id: 3, name: "Mariana Silva" }],
  contacts: [{ id: 21, name: "王小明" }],
};

test.each<[string, Partial<SearchFilters>, string]>([
  ["late parcel", {}, "late parcel"],
  ["status:open parcel", { status: "open" }, "parcel"],
  ["parcel STATUS:Resolved", { status: "resolved" }, "parcel"],
  ['inbox:"Web site chat" parcel late', { inboxId: 8 }, "parcel late"],
  ["inbox:whatsapp", { inboxId: 7 }, ""],
  ["inbox:8", { inboxId: 8 }, ""],
  ["inbox:“Web site chat”", { inboxId: 8 }, ""],
  ["assignee:me", { assignee: "me", assigneeId: null }, ""],
  ["assignee:none", { assignee: "unassigned", assigneeId: null }, ""],
  ['assignee:"mariana silva"', { assignee: "any", assigneeId: 3 }, ""],
  ["label:VIP 退款", { label: "vip" }, "退款"],
  ["label：vip", { label: "vip" }, ""],
  ["contact:12", { contactId: 12 }, ""],
  ["contact:王小明 late", { contactId: 21 }, "late"],
  ["contact:Li late", {}, "contact:Li late"],
  ["from:2026-01-01 to:2026-01-31", { from: "2026-01-01", to: "2026-01-31" }, ""],
  ["has:file has:files invoice", { hasFiles: true }, "invoice"],
  ["status:open status:pending", { status: "pending" }, ""],
  // Not operators, or not one of their values: words.
  ["order:4711 is late", {}, "order:4711 is late"],
  ["constructor:x toString:y", {}, "constructor:x toString:y"],
  ["status:asleep", {}, "status:asleep"],
  ["inbox:Telegram", {}, "inbox:Telegram"],
  ["assignee:Nobody", {}, "assignee:Nobody"],
  ["from:2026-02-30 to:yesterday", {}, "from:2026-02-30 to:yesterday"],
  ["has:money label:", {}, "has:money label:"],
  ["https://example.org/status:open", {}, "https://example.org/status:open"],
  ['label:"', { label: '"' }, ""],
])("%s", (text, filters, words) => {
  expect(readOperators(text, NAMES)).toEqual({ words, filters });
});

test("the name of a contact is found in the words, to be looked up", () => {
  expect(contactNameIn('late contact:"Li Wen" status:open')).toBe("Li Wen");
  for (const none of ["contact:12", "contact: late", "late"]) expect(contactNameIn(none)).toBeNull();
});

test("a search is read from its URL as it was written into it", () => {
  const search = {
    ...NO_FILTERS,
    words: "late 退款 a&b",
    status: "open" as const,
    inboxId: 7,
    assigneeId: 3,
    contactId: 12,
    label: "vip",
    from: "2026-01-01",
    to: "2026-01-31",
    hasFiles: true,
  };
  const read = (href: string) => readSearch(new URL(href, "http://local").searchParams);
  expect(read(hrefOfSearch(search))).toEqual(search);
  const mine = { ...NO_FILTERS, words: "", assignee: "me" as const };
  expect(read(hrefOfSearch(mine))).toEqual(mine);
  expect(hrefOfSearch({ ...NO_FILTERS, words: " " })).toBe("/search");
  expect(read("/search?status=x&inbox=-1&assignee=0&from=1&has=x")).toEqual({ ...NO_FILTERS, words: "" });
  expect(withOperators(read("/search?q=has:file+x&status=open"), NAMES)).toEqual({
    ...NO_FILTERS,
    words: "x",
    status: "open",
    hasFiles: true,
  });
});

test("the last day ends at the next midnight, also at the end of a month", () => {
  const { from, before } = filterOfSearch({ ...NO_FILTERS, words: "", from: "2026-01-31", to: "2026-01-31" });
  expect([from, before]).toEqual([new Date(2026, 0, 31), new Date(2026, 1, 1)]);
});

test("a text that may have operators is recognised every time", () => {
  expect([mayHaveOperator("a status:x"), mayHaveOperator("a status:x"), mayHaveOperator("a b")]).toEqual([
    true,
    true,
    false,
  ]);
});
