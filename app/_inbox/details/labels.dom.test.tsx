import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { Details } from "./details";

test("labels that are added and removed faster than the server answers are all changed", async () => {
  const row = { conversation: aConversation({ id: 7, labels: ["old", "vip"] }), contact: aContact() };
  let stored = row.conversation.labels;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const nothing = { data: [], nextCursor: null, asOf: "0" } as never;
  const { user, inputsOf } = openPage(<Details row={row} />, {
    answers: {
      "inboxes.list": () => [inbox],
      "inboxes.policyPreview": () => [],
      "inboxes.policyChanges": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
      "members.list": () => [],
      "teams.list": () => [],
      "labels.list": () => [],
      "companies.get": () => ({}) as never,
      "attributeDefinitions.list": () => [],
      "conversations.transitions": () => nothing,
      "conversations.list": () => nothing,
      "messages.files": () => nothing,
      "conversations.setLabels": async ({ labels: set, add = [], remove = [] }) => {
        stored = [...new Set([...(set ?? stored), ...add])].filter((label) => !remove.includes(label));
        await answered;
        return { row, operationId: null };
      },
    },
  });
  const field = await screen.findByRole("combobox", { name: "Add label" });
  await user.type(field, "refund{Enter}");
  await user.clear(field);
  await user.type(field, "urgent{Enter}");
  await user.click(screen.getByRole("button", { name: /Remove.*old/ }));
  await expect.poll(() => inputsOf("conversations.setLabels").length).toBe(3);
  answer();
  expect(stored).toEqual(["vip", "refund", "urgent"]);
});
