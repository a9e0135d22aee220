import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { useSelection } from "@/app/_inbox/list/use-selection";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { useListKeys } from "./use-list-keys";

const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => ({
  conversation: aConversation({ id }),
  contact: aContact({ id }),
}));

/** Beside the open conversation 1. */
const cursor = {
  here: () => 1,
  beside: (from: number, step: 1 | -1) => from + step,
  move: () => null,
} as never;

function List() {
  const [hasMore, setMore] = useState(true);
  const selected = useSelection(rows, [], "/inbox");
  useListKeys({ cursor, open: 1, hasRows: true, hasMore, selected, select: () => {}, scrollTo: () => {} });
  return (
    <>
      <p>Selected: {selected.rows.map(({ conversation }) => conversation.displayId).join()}</p>
      <button type="button" onClick={() => selected.pick(7, "toggle")}>
        Pick 7
      </button>
      <button type="button" onClick={selected.clear}>
        Clear
      </button>
      <button type="button" onClick={() => setMore(false)}>
        Load the rest
      </button>
    </>
  );
}

test("Shift with j goes on from the row that was picked last, by key or by mouse", async () => {
  const { user } = openPage(<List />);
  const extend = () => user.keyboard("{Shift>}J{/Shift}");
  await extend();
  await extend();
  await screen.findByText("Selected: 1,2,3");
  await user.click(screen.getByRole("button", { name: "Clear" }));
  await user.click(screen.getByRole("button", { name: "Pick 7" }));
  await extend();
  await screen.findByText("Selected: 7,8");
  await extend();
  await screen.findByText("Selected: 7,8,9");
});

test("only the last conversation of all is called the last one, not the last that is loaded", async () => {
  const { user } = openPage(<List />);
  await user.keyboard("j");
  expect(screen.queryByText("This is the last conversation in the list.")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Load the rest" }));
  await user.keyboard("j");
  await screen.findByText("This is the last conversation in the list.");
});
