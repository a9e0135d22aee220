import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { FIRST_VIEW, type View } from "@/app/_shared/view/view";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { NoRows } from "./no-rows";

const NO_COUNTS = {
  open: 0,
  pending: 0,
  snoozed: 0,
  resolved: 0,
  trashed: 0,
  mine: 0,
  unassigned: 0,
  byInbox: {},
};

/** An empty list of a member with some inboxes, in an account without a conversation that the member may see. */
const open = (view: Partial<View>, role: "administrator" | "agent", inboxes = 1) =>
  openPage(<NoRows view={{ ...FIRST_VIEW, ...view }} />, {
    me: { role },
    answers: {
      "conversations.counts": () => NO_COUNTS,
      "inboxes.list": () => Array.from({ length: inboxes }, () => inbox),
    },
  });

test.each([
  ["administrator", 0, "No conversations yet", /Create an inbox first/],
  ["administrator", 1, "No conversations yet", /when customers write to one of your inboxes/],
  ["agent", 1, "No conversations yet", /when customers write to one of your inboxes/],
  ["agent", 0, "You don't have any inboxes yet", /Ask an administrator/],
] as const)("before the first conversation an %s with %d inboxes reads what is missing", async (...scene) => {
  const [role, inboxes, title, text] = scene;
  const { settled } = open({}, role, inboxes);
  await settled();
  expect(await screen.findByText(title)).toBeTruthy();
  expect(await screen.findByText(text)).toBeTruthy();
  const toWelcome = screen.queryByRole("link", { name: "Three steps to your first message" });
  expect(toWelcome !== null).toBe(role === "administrator");
});

test.each([
  [{ scope: "trash" }, "Trash is empty"],
  [{ scope: "mentioned" }, "No mentions"],
  [{ scope: "all", status: "snoozed" }, "Nothing snoozed"],
  [{ scope: "all", status: "resolved" }, "Nothing resolved yet"],
  [{ scope: "all", label: "vip" }, "No matches"],
] as const)("the list %j without any conversation reads as itself", async (view, title) => {
  const { settled } = open(view, "administrator");
  await settled();
  expect(await screen.findByText(title)).toBeTruthy();
});
