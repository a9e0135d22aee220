import { screen } from "@testing-library/react";
import { useRef, useState } from "react";
import { expect, test } from "vitest";
import { createCursor } from "@/app/_inbox/cursor/current";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { useConversationList } from "@/app/_shell/cache/use-conversation-list";
import { openPage } from "@/test/support/dom/page";
import { ListBody } from "./list-body";
import { useSelection } from "./use-selection";

const VIEW = { ...FIRST_VIEW, scope: "all" } as const;

const counts = {
  ...{ mine: 0, unassigned: 7, trashed: 0, byInbox: {} },
  ...{ open: 7, pending: 0, snoozed: 0, resolved: 3 },
};

/** The list of all open conversations. */
function List() {
  const list = useConversationList(VIEW);
  const [cursor] = useState(createCursor);
  const selected = useSelection(list.rows, [], "/inbox");
  const shown = { view: VIEW, title: "All", list, rows: list.rows, news: 0, onAtTop: () => {} };
  return <ListBody {...shown} held={[]} selected={selected} cursor={cursor} handle={useRef(null)} />;
}

test("a list whose loaded conversations have all left it reads on before it is called done", async () => {
  const pages = { data: [], asOf: "0" };
  const { inputsOf } = openPage(<List />, {
    answers: {
      "conversations.counts": () => counts,
      "conversations.list": ({ cursor }) => ({ ...pages, nextCursor: cursor ? null : "the second page" }),
    },
  });
  await screen.findByText("All done");
  expect(inputsOf("conversations.list")).toMatchObject([{}, { cursor: "the second page" }]);
});
