import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { DemoBanner } from "./banners";

const answers = { "demo.get": () => ({ conversations: 2, contacts: 1, ownInboxes: [] }) };

test("the demo's data is removed from a menu, after a question", async () => {
  const { user } = openPage(<DemoBanner />, { answers });
  expect(screen.queryByText(/Remove/)).toBeNull();
  await user.click(screen.getByRole("button", { name: "Demo data" }));
  await user.click(await screen.findByRole("menuitem", { name: "Remove demo data…" }));
  expect(await screen.findByRole("dialog", { name: "Remove the demo data?" })).toBeTruthy();
});

test("an agent has no menu of the demo's data", () => {
  openPage(<DemoBanner />, { me: { role: "agent" } });
  expect(screen.queryByRole("button")).toBeNull();
});
