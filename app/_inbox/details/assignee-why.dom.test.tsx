import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import { AssigneeWhy } from "./assignee-why";

const assigned = aConversation({ assigneeId: 7 });

test("the details say that a reply assigned the conversation, and why", async () => {
  const conversation = { ...assigned, assigneeCause: { rule: "replied" as const } };
  const { user } = openPage(<AssigneeWhy conversation={conversation} assigneeName="Grace" />);
  await user.click(screen.getByRole("button", { name: "Why is it assigned to Grace?" }));
  const why = await screen.findByRole("dialog");
  expect(why.textContent).toContain("Grace replied while no one was assigned.");
});

test("the details do not explain an assignee whom somebody chose", () => {
  openPage(<AssigneeWhy conversation={assigned} assigneeName="Grace" />);
  expect(screen.queryByRole("button")).toBeNull();
});
