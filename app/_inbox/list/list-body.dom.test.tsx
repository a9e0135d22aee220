import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { openPage } from "@/test/support/dom/page";
import { ListBody, type ListBodyProps } from "./list-body";

const counts = {
  ...{ mine: 0, unassigned: 7, trashed: 0, byInbox: {} },
  ...{ open: 7, pending: 0, snoozed: 0, resolved: 3 },
};

/** The list of all open conversations, of which all that are loaded have left it. */
const openEmptied = (list: { hasNextPage: boolean; fetchNextPage: () => void }) => {
  const state = { isPending: false, isError: false, isFetching: false, ...list };
  const props = { view: { ...FIRST_VIEW, scope: "all" }, title: "All", rows: [], news: 0, list: state };
  openPage(<ListBody {...(props as unknown as ListBodyProps)} />, {
    answers: { "conversations.counts": () => counts },
  });
};

test("a list whose loaded conversations have all been resolved reads on, and is not called done", () => {
  const fetchNextPage = vi.fn();
  openEmptied({ hasNextPage: true, fetchNextPage });
  expect(fetchNextPage).toHaveBeenCalledOnce();
  screen.getByText("Loading conversations…");
  expect(screen.queryByText("All done")).toBeNull();
});

test("a list without any conversation left is done", async () => {
  openEmptied({ hasNextPage: false, fetchNextPage: () => {} });
  await screen.findByText("All done");
});
