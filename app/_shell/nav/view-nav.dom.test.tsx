import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { ANY_FILTER } from "@/server/contract/organising/saved-view";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aTeam } from "@/test/support/scenes/dtos";
import { ViewNav } from "./view-nav";

const answers: Answers = {
  "inboxes.list": () => [{ ...inbox, id: 7, name: "Website" }],
  "views.list": () => [],
  "teams.list": () => [aTeam({ id: 3, name: "Returns", memberIds: [1] })],
  "alerts.open": () => 0,
  "webhooks.troubled": () => 0,
  "undelivered.counts": () => ({ mine: 1, all: 12, isCut: false }),
  "conversations.counts": () => ({
    ...{ mine: 0, unassigned: 5, trashed: 0, byInbox: {} },
    ...{ open: 5, pending: 0, snoozed: 0, resolved: 0 },
  }),
};
const current = () =>
  screen
    .getAllByRole("link")
    .filter((link) => link.getAttribute("aria-current") === "page")
    .map((link) => link.textContent);

test.each([
  ["/inbox?view=unassigned&inbox=7", /^Unassigned/],
  ["/inbox?view=all&inbox=7", /^Website/],
  ["/inbox?view=all", /^All open/],
  ["/inbox?view=mentioned&status=any", /^Mentions/],
  ["/inbox?view=all&team=3", /^Returns/],
  ["/inbox?view=unassigned&team=3", /^Unassigned/],
  ["/inbox?view=mine&team=8", /^Mine/],
  ["/inbox?view=all&inbox=7&team=3", /^Website/],
])("the navigation of %s highlights the one link that the list's title names", async (path, name) => {
  openPage(<ViewNav />, { answers, path });
  await screen.findByRole("link", { name: /Website/ });
  expect(current()).toEqual([expect.stringMatching(name)]);
});

test("the link to undelivered messages has their number", async () => {
  openPage(<ViewNav />, { answers, path: "/inbox" });
  expect(await screen.findByRole("link", { name: "Not delivered 12" })).toBeTruthy();
});

test("saved views have their counts, however many there are", async () => {
  const views = Array.from({ length: 40 }, (_, at) => ({
    ...{ id: at + 1, name: `View ${at + 1}`, ownerId: 1, isShared: false, deletedAt: null, version: 1 },
    ...{ createdAt: "2026-11-20T09:00:00.000Z", updatedAt: "2026-11-20T09:00:00.000Z" },
    filter: { ...ANY_FILTER, label: `label ${at + 1}` },
  }));
  const counted: Answers = {
    "views.list": () => views,
    "conversations.countLists": ({ filters }) => filters.map(({ label }) => Number(label?.split(" ")[1])),
  };
  openPage(<ViewNav />, { answers: { ...answers, ...counted }, path: "/inbox" });
  expect(await screen.findByRole("link", { name: "View 1 1" })).toBeTruthy();
  expect(await screen.findByRole("link", { name: "View 40 40" })).toBeTruthy();
});
