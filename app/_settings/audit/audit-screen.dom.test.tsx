import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { AuditScreen } from "./audit-screen";

const change = {
  ...{
    id: 1,
    subject: "account",
    subjectId: null,
    subjectName: "Acme",
    setting: "name",
    from: "Acm",
    to: "Acme",
  },
  ...{ actor: { type: "user", id: 1, name: "Ada" }, at: "2026-01-01T00:00:00.000Z" },
};

/** The changes of the account, and those of other kinds once they are answered. */
function openAudit(ofAccount: readonly object[]) {
  return openPage(<AuditScreen />, {
    path: "/settings/audit?subject=account",
    answers: {
      "members.list": () => [],
      "inboxes.list": () => [],
      "tokens.list": () => [],
      "audit.changes": ({ subject }: { subject: string | null }) =>
        subject === "account" ? { data: ofAccount, nextCursor: null } : new Promise(() => {}),
    } as never,
  });
}

test("the changes of an earlier filter are shown as such until those of the chosen one are there", async () => {
  const { user } = openAudit([change]);
  const row = await screen.findByRole("listitem");
  expect(row.closest("[aria-busy]")?.getAttribute("aria-busy")).toBe("false");
  await user.click(screen.getByRole("radio", { name: "Members" }));
  expect(row.closest("[aria-busy]")?.getAttribute("aria-busy")).toBe("true");
  expect(screen.getByText("Loading…")).toBeTruthy();
});

test("nothing is said to be unchanged under a filter before the answer is there", async () => {
  const { user } = openAudit([]);
  const none = await screen.findByText("No such changes");
  await user.click(screen.getByRole("radio", { name: "Members" }));
  expect(none.isConnected).toBe(false);
});
