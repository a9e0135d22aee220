import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
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
