import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { SettingsNav } from "./settings-nav";

const answers = { "inboxes.list": () => [], "alerts.open": () => 0, "webhooks.troubled": () => 0 };

test.each([
  ["/settings/trash", "Trash and deletion"],
  ["/settings/operations", "Bulk actions and deletions"],
  ["/settings/webhooks/3", "Webhooks"],
])("the navigation at %s highlights %j and scrolls it into view", async (path, name) => {
  const scroll = vi.spyOn(Element.prototype, "scrollIntoView");
  openPage(<SettingsNav />, { answers, path });
  const link = await screen.findByRole("link", { name });
  expect(link.getAttribute("aria-current")).toBe("page");
  expect(scroll.mock.contexts).toContain(link);
});

test.each([
  ["/settings/members", 0],
  ["/settings/inboxes", 1],
  ["/settings/inboxes/1/rules", 1],
])("at %s the navigation has %d links to inboxes", async (path, count) => {
  openPage(<SettingsNav />, {
    answers: { ...answers, "inboxes.list": () => [{ ...inbox, name: "Shop" }] },
    path,
  });
  await screen.findByRole("link", { name: "Members" });
  await expect.poll(() => screen.queryAllByRole("link", { name: "Shop" })).toHaveLength(count);
});
