import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { AuditDto } from "@/server/contract/inbox/setting-change";
import { openPage } from "@/test/support/dom/page";
import { ReviewDrift } from "./review-drift";

const AT = "2026-11-20T12:00:00.000Z";
const drifted = (setting: string): AuditDto["drift"][number] => ({
  ...{ subject: "inbox", subjectId: 1, subjectName: "Website", setting },
  ...{ from: false, to: true, change: null },
});
const audit: AuditDto = {
  ...{ release: "1.0.0", due: null, review: null, baseline: { kind: "review", at: AT } },
  drift: [
    drifted("botEnabled"),
    drifted("startAsPending"),
    { ...drifted("created"), subject: "token", subjectId: 3, subjectName: "CI" },
  ],
  moved: {
    ...{ data: [], nextCursor: null, decided: 0, moved: 0 },
    ...{ since: AT, isCut: false, recordedSince: null },
  },
};

test("settings are counted and listed apart from access", async () => {
  openPage(<ReviewDrift audit={audit} />, { answers: { "inboxes.list": () => [] } });
  const title = await screen.findByText("2 settings have changed since then:");
  expect(title.nextElementSibling?.children).toHaveLength(2);
  const access = screen.getByText("Access and webhooks have changed since then:");
  expect(access.nextElementSibling?.children).toHaveLength(1);
});
