import { expect, test } from "vitest";
import { exportHref, NO_FILTER } from "./audit-filter";

test("the file has the filter of the screen, with instants of the reader's time zone", () => {
  expect(exportHref("csv", NO_FILTER)).toBe("/api/changes/export?format=csv");
  const filter = { subject: "member", userId: 3, from: "2026-11-21T09:00", to: "" } as const;
  const from = encodeURIComponent(new Date(2026, 10, 21, 9).toISOString());
  expect(exportHref("jsonl", filter)).toBe(
    `/api/changes/export?format=jsonl&subject=member&userId=3&from=${from}`,
  );
});
