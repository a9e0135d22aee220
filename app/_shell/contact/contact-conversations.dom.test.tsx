import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { contact } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import { ConversationLines } from "./contact-conversations";

test("conversations stay listed when the next ones cannot be read, with the reason", async () => {
  const row = { conversation: aConversation({ id: 7 }), contact };
  const list = {
    data: { pages: [{ data: [row] }] },
    error: new Error("no answer"),
    isFetchNextPageError: true,
    hasNextPage: true,
    isFetching: false,
    fetchNextPage: () => undefined,
  };
  openPage(<ConversationLines list={list} isTimeline={false} none="None" />);
  expect(screen.getAllByRole("listitem")).toHaveLength(1);
  expect(screen.getByRole("alert").textContent).not.toBe("");
});
