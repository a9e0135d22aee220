import { useQueryClient } from "@tanstack/react-query";
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { readAgain } from "@/app/_shell/cache/queries";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox } from "@/server/contract/event/sample-dtos";
import { ALWAYS } from "@/test/support/dom/composer";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { InboxScreen } from "./inbox-screen";

const row = {
  conversation: aConversation({ id: 7 }),
  contact: aContact({ name: "Li Wen", email: "li@mail.example" }),
  seen: null,
};

const answers: Answers = {
  ...ALWAYS,
  "inboxes.list": () => [inbox],
  "account.get": () => ({}) as never,
  "notifications.unread": () => ({ count: 0, newest: null }) as never,
  "views.list": () => [],
  "teams.list": () => [],
  "macros.list": () => [],
  "labels.list": () => [],
  "alerts.open": () => 0,
  "webhooks.troubled": () => 0,
  "undelivered.counts": () => ({}) as never,
  "conversations.counts": () => ({
    ...{ mine: 0, unassigned: 1, trashed: 0, byInbox: {} },
    ...{ open: 1, pending: 0, snoozed: 0, resolved: 0 },
  }),
  "conversations.countLists": () => [0],
  "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }),
  "conversations.transitions": () => ({ data: [], nextCursor: null, asOf: "0" }),
  "conversations.markSeen": () => null as never,
  "attributeDefinitions.list": () => [],
  "companies.list": () => ({ data: [], nextCursor: null }) as never,
  "messages.list": () => ({ data: [], hasMore: false, asOf: "0" }),
  "messages.files": () => ({ data: [], nextCursor: null, asOf: "0" }),
  "messages.commands": () => ({ data: [] }) as never,
  "scheduled.list": () => [],
  "inboxes.policyPreview": () => [],
  "inboxes.policyChanges": () => ({ data: [], nextCursor: null }) as never,
};

/** Reads the open conversation again, as the page does when the reader's permissions have changed. */
function Changed() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return (
    <button type="button" onClick={() => readAgain(queryClient, trpc.conversations.get.pathFilter())}>
      Read again
    </button>
  );
}

test.each([
  ["moved to where the reader may not see it", "notFound"],
  ["deleted permanently", "purged"],
] as const)("of a conversation that is %s nothing stays on the screen", async (_, how) => {
  let isLost = false;
  const get = () => {
    if (!isLost) return row;
    if (how === "notFound") throw new Refusal("conversation.not_found");
    const conversation = { ...row.conversation, version: 2, lifecycle: "purged" as const };
    return { ...row, conversation };
  };
  const { user } = openPage(
    <>
      <InboxScreen />
      <Changed />
    </>,
    { path: "/inbox?view=all&c=7", answers: { ...answers, "conversations.get": get } },
  );
  const details = within(await screen.findByRole("region", { name: "Conversation details" }));
  await details.findByText("li@mail.example");
  isLost = true;
  await user.click(screen.getByRole("button", { name: "Read again" }));
  await screen.findByRole("button", { name: "Back to list" });
  expect(screen.queryByText("li@mail.example")).toBeNull();
});

test("a list whose loaded conversations have all left it reads on before it is called done", async () => {
  const list: Answers["conversations.list"] = ({ cursor }) => ({
    ...{ data: [], asOf: "0" },
    nextCursor: cursor ? null : "the second page",
  });
  const { inputsOf } = openPage(<InboxScreen />, {
    answers: { ...answers, "conversations.list": list },
    path: "/inbox?view=all",
  });
  await screen.findByText("All done");
  expect(inputsOf("conversations.list")).toMatchObject([{}, { cursor: "the second page" }]);
});
