import { expect, test } from "vitest";
import { auditHref, exportHref, parseAuditFilter } from "./audit-filter";

const NO_FILTER = parseAuditFilter(new URLSearchParams());

test("the file has the filter of the screen, with instants of the reader's time zone", () => {
  expect(exportHref("csv", NO_FILTER)).toBe("/api/changes/export?format=csv");
  const filter = { subject: "member", userId: 3, from: "2026-11-21T09:00", to: "" } as const;
  const from = encodeURIComponent(new Date(2026, 10, 21, 9).toISOString());
  expect(exportHref("jsonl", filter)).toBe(
    `/api/changes/export?format=jsonl&subject=member&userId=3&from=${from}`,
  );
});

test("a filter of the audit log survives the way through the address", () => {
  const filter = { subject: "token", userId: 3, from: "2026-11-21T09:00", to: "2026-11-22T09:00" } as const;
  expect(parseAuditFilter(new URL(auditHref(filter), "http://localhost").searchParams)).toEqual(filter);
  expect(auditHref(NO_FILTER)).toBe("/settings/audit");
});

test("invalid values in the address of the audit log are ignored", () => {
  const params = new URLSearchParams("subject=weather&person=x&from=soon");
  expect(parseAuditFilter(params)).toEqual(NO_FILTER);
});
