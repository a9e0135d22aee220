import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { WarningList } from "./warning-list";

const WARNINGS = ["apiPassesBot", "callbackFailing", "noAgent", "stuckMessages", "filesLocal"] as const;

test("each warning of a check links to where its cause is removed, except what only the operator can change", () => {
  openPage(<WarningList warnings={WARNINGS} inboxId={7} />);
  const links = screen.getAllByRole("link", { name: "Fix" }).map((link) => link.getAttribute("href"));
  expect(links).toEqual([
    "/settings/inboxes/7/rules",
    "/settings/inboxes/7/connection",
    "/settings/inboxes/7/members",
    "/not-delivered?inbox=7",
  ]);
});

test("beside the rules themselves a warning has no link", () => {
  openPage(<WarningList warnings={WARNINGS} />);
  expect(screen.getByText(/The API bypasses the bot/)).toBeTruthy();
  expect(screen.queryByRole("link")).toBeNull();
});
