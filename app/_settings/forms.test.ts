import { describe, expect, test } from "vitest";
import { choicesFrom, keyFrom } from "@/app/_settings/attributes/attribute-dialog";
import { groupedByModel, movesOf } from "@/app/_settings/attributes/attribute-order";
import { auditHref, exportHref, parseAuditFilter } from "@/app/_settings/audit/audit-filter";
import { eventsHref, parseEventQuery, periodOf } from "@/app/_settings/events/event-query";
import { labelsIn, moved, newAction } from "@/app/_settings/macros/edited-actions";
import { filterMembers, NO_FILTER } from "@/app/_settings/members/members-screen";
import { deviceOf } from "@/app/_settings/profile/use-device-name";
import { isComplete, NEW_TOKEN, rightsOf } from "@/app/_settings/tokens/token-draft";
import { MACRO_ACTION_TYPES } from "@/server/contract/organising/constants";
import { aMember } from "@/test/support/scenes/dtos";

describe("attribute dialog", () => {
  test("choices are typed one a line, each once", () => {
    expect(choicesFrom(" Free \n\nPro\r\nFree\n")).toEqual(["Free", "Pro"]);
    expect(choicesFrom("")).toEqual([]);
  });

  test.each([
    ["Contract end", "contract_end"],
    [" VIP? ", "vip"],
    ["客户等级", "客户等级"],
    ["!", ""],
  ])("the key of %j is %j", (name, key) => {
    expect(keyFrom(name)).toBe(key);
  });
});

describe("attribute order", () => {
  const PLAN = { id: 1, model: "contact" } as const;

  const ORDER = { id: 2, model: "conversation" } as const;

  const SIZE = { id: 3, model: "contact" } as const;

  test("definitions of contacts stand beside each other, in their order", () => {
    expect(groupedByModel([PLAN, ORDER, SIZE])).toEqual([PLAN, SIZE, ORDER]);
  });

  test("a definition moves among those of its model only", () => {
    const all = [PLAN, ORDER, SIZE];
    expect(movesOf(all, PLAN)).toEqual({ up: false, down: true });
    expect(movesOf(all, SIZE)).toEqual({ up: true, down: false });
    expect(movesOf(all, ORDER)).toEqual({ up: false, down: false });
  });
});

describe("audit filter", () => {
  const NO_FILTER = parseAuditFilter(new URLSearchParams());

  test("the file has the filter of the screen, with instants of the reader's time zone", () => {
    expect(exportHref("csv", NO_FILTER)).toBe("/api/changes/export?format=csv");
    const filter = { subject: "member", userId: 3, from: "2026-11-21T09:00", to: "" } as const;
    const from = encodeURIComponent(new Date(2026, 10, 21, 9).toISOString());
    expect(exportHref("jsonl", filter)).toBe(
      `/api/changes/export?format=jsonl&subject=member&userId=3&from=${from}`,
    );
  });

  test("the minute of the end belongs to the period, in the log and in the file", () => {
    const filter = { subject: null, userId: null, from: "", to: "2026-11-21T23:59" } as const;
    const end = new Date(2026, 10, 22);
    expect(exportHref("csv", filter)).toBe(
      `/api/changes/export?format=csv&to=${encodeURIComponent(end.toISOString())}`,
    );
    expect(periodOf(filter)).toEqual({ from: null, to: end });
  });

  test("a filter of the audit log survives the way through the address", () => {
    const filter = { subject: "token", userId: 3, from: "2026-11-21T09:00", to: "2026-11-22T09:00" } as const;
    expect(parseAuditFilter(new URL(auditHref(filter), "http://localhost").searchParams)).toEqual(filter);
    expect(auditHref(NO_FILTER)).toBe("/settings/audit");
  });

  test("invalid values in the address of the audit log are ignored", () => {
    for (const from of ["soon", "2026-13-01T09:00", "2026-11-20T25:00", "2026-11-99T09:00"]) {
      const params = new URLSearchParams({ subject: "weather", person: "x", from, to: from });
      expect(parseAuditFilter(params)).toEqual(NO_FILTER);
    }
  });
});

describe("event query", () => {
  test("a query of the log survives the way through the address", () => {
    const query = {
      type: "conversation.status_changed",
      conversationId: 7,
      displayId: 87,
      actor: { type: "user", id: 3 },
      from: "2026-11-20T09:00",
      to: "2026-11-20T10:00",
    } as const;
    const { searchParams } = new URL(eventsHref(query), "http://localhost");
    expect(parseEventQuery(searchParams)).toEqual(query);
    expect(eventsHref({})).toBe("/settings/events");
  });

  test("invalid values in an address are ignored", () => {
    const params = new URLSearchParams("type=nothing&conversation=-1&c=x&actor=alien:4&from=soon");
    expect(parseEventQuery(params)).toEqual({
      type: null,
      conversationId: null,
      displayId: null,
      actor: null,
      from: "",
      to: "",
    });
    expect(parseEventQuery(new URLSearchParams("actor=contact")).actor).toEqual({
      type: "contact",
      id: null,
    });
  });
});

describe("edited actions", () => {
  test("an action moves by one, and stays at the ends", () => {
    expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });

  test("labels are written in a line, each once, in lower case", () => {
    expect(labelsIn(" VIP, refund，vip ,, ")).toEqual(["vip", "refund"]);
  });

  test("every type of action can be added, each under a key of its own", () => {
    const added = MACRO_ACTION_TYPES.map(newAction);
    expect(added.map(({ action }) => action.type)).toEqual(MACRO_ACTION_TYPES);
    expect(new Set(added.map(({ key }) => key)).size).toBe(MACRO_ACTION_TYPES.length);
  });
});

describe("member filter", () => {
  test("a member is found by a part of the name or of the email, whatever its case", () => {
    const found = (query: string) => filterMembers([aMember({})], { ...NO_FILTER, query }).length === 1;
    expect(["", " WEBER ", "jonas@", "Mariana"].map(found)).toEqual([true, true, true, false]);
  });

  test("members are filtered by role and state together", () => {
    const members = [
      aMember({ id: 1 }),
      aMember({ id: 2, role: "administrator" }),
      aMember({ id: 3, state: "invited" }),
      aMember({ id: 4, role: "administrator", state: "deactivated" }),
    ];
    const idsOf = (filter: object) => filterMembers(members, { ...NO_FILTER, ...filter }).map(({ id }) => id);
    expect(idsOf({})).toEqual([1, 2, 3, 4]);
    expect(idsOf({ role: "administrator" })).toEqual([2, 4]);
    expect(idsOf({ role: "administrator", state: "active" })).toEqual([2]);
    expect(idsOf({ state: "invited" })).toEqual([3]);
  });
});

describe("token draft", () => {
  const NOW = Date.parse("2026-11-21T12:00:00Z");

  test("a new token is an agent's for 90 days", () => {
    expect(rightsOf(NEW_TOKEN, NOW)).toEqual({
      role: "agent",
      inboxIds: null,
      isReadOnly: false,
      scopes: [],
      expiresAt: "2027-02-19T12:00:00.000Z",
    });
  });

  test("rights that the role does not have are left out", () => {
    const chosen = { ...NEW_TOKEN, inboxIds: [1], mayPurge: true, expiry: "never" } as const;
    const draft = { ...chosen, inboxIds: [1] };
    expect(rightsOf(draft, NOW)).toMatchObject({ inboxIds: [1], scopes: [], expiresAt: null });
    const administrator = { ...draft, role: "administrator" } as const;
    expect(rightsOf(administrator, NOW)).toMatchObject({ inboxIds: null, scopes: ["conversations:purge"] });
    expect(rightsOf({ ...administrator, isReadOnly: true }, NOW).scopes).toEqual([]);
  });

  test("a token for chosen inboxes reaches every contact only if that is chosen", () => {
    const draft = { ...NEW_TOKEN, reachesAllContacts: true };
    expect(rightsOf({ ...draft, inboxIds: [1] }, NOW).scopes).toEqual(["contacts:all"]);
    expect(rightsOf({ ...NEW_TOKEN, inboxIds: [1] }, NOW).scopes).toEqual([]);
    expect(rightsOf(draft, NOW).scopes).toEqual([]);
    expect(rightsOf({ ...draft, inboxIds: [1], role: "administrator" }, NOW).scopes).toEqual([]);
  });

  test("a chosen day ends at the reader's midnight", () => {
    const { expiresAt } = rightsOf({ ...NEW_TOKEN, expiry: "date", lastDay: "2026-12-24" }, NOW);
    expect(new Date(expiresAt ?? "").getTime()).toBe(new Date(2026, 11, 25).getTime() - 1);
  });

  test("a draft without the inboxes or the day that it announces is incomplete", () => {
    expect(isComplete(NEW_TOKEN)).toBe(true);
    expect(isComplete({ ...NEW_TOKEN, inboxIds: [] })).toBe(false);
    expect(isComplete({ ...NEW_TOKEN, inboxIds: [], role: "administrator" })).toBe(true);
    expect(isComplete({ ...NEW_TOKEN, expiry: "date" })).toBe(false);
  });
});

describe("use device name", () => {
  test.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0",
      "Edge",
      "Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "Safari",
      "macOS",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) CriOS/142.0 Mobile Safari/604.1",
      "Chrome",
      "iPhone",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox", "Linux"],
    ["curl/8.5.0", null, null],
  ])("%s", (agent, browser, system) => {
    expect(deviceOf(agent)).toEqual({ browser, system });
  });
});
