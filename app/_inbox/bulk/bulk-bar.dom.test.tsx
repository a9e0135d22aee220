import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { createCursor } from "@/app/_inbox/cursor/current";
import { useSelection } from "@/app/_inbox/list/use-selection";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { useActions } from "@/app/_shell/keys/actions";
import { bulkOperation } from "@/server/contract/event/sample-dtos";
import { notices, openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import BulkBar from "./bulk-bar";

const rows = [1, 2].map((id) => ({ conversation: aConversation({ id }), contact: aContact({ id }) }));
const cursor = createCursor();

/** A list with its bar, beside a thread whose conversation is resolved by the same key. */
function openList() {
  const resolved: string[] = [];
  let bulk = bulkOperation;
  function List() {
    const selected = useSelection(rows, [], "/inbox");
    useActions("conversation", { resolve: { run: () => resolved.push("the open conversation") } });
    return (
      <>
        <button type="button" onClick={() => selected.pick(1, "toggle")}>
          Pick
        </button>
        <p>Selected: {selected.rows.length}</p>
        <BulkBar view={FIRST_VIEW} selected={selected} cursor={cursor} hasRows hasMore={false} />
      </>
    );
  }
  const page = openPage(<List />, {
    path: "/inbox?c=2",
    answers: {
      "bulk.start": () => bulkOperation,
      "bulk.get": () => bulk,
      "conversations.counts": () => ({ byInbox: {} }) as never,
      "inboxes.list": () => [],
      "labels.list": () => [],
      "macros.list": () => [],
      "members.list": () => [],
      "teams.list": () => [],
    },
  });
  const end = () => {
    bulk = { ...bulkOperation, state: "completed", version: bulkOperation.version + 1 };
  };
  return { ...page, resolved, end };
}

test("while a bulk action runs, a key for the selected conversations changes no other one", async () => {
  const { user, inputsOf, resolved, end } = openList();
  await user.click(screen.getByRole("button", { name: "Pick" }));
  await user.keyboard("e");
  await screen.findByRole("button", { name: "Cancel" });
  await user.click(screen.getByRole("button", { name: "Pick" }));
  await screen.findByText("Selected: 1");
  await user.keyboard("e");
  await within(notices()).findByText(/^A bulk action is still running/);
  expect(resolved).toEqual([]);
  expect(inputsOf("bulk.start")).toHaveLength(1);
  await user.keyboard("{Escape}");
  await screen.findByText("Selected: 0");
  end(); // else it is followed in the next tests, too
  await expect.poll(() => screen.queryByRole("button", { name: "Cancel" })).toBeNull();
});
