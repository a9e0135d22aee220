import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { openPage } from "@/test/support/dom/page";
import { transitionsOf } from "./queries";
import { useInboxTopics } from "./use-conversation-list";

function History() {
  return <p>{useQuery(transitionsOf(useTRPC(), 7)).isSuccess ? "History" : "Loading"}</p>;
}

/** A conversation whose thread never loads: its reader leaves it at once. */
function Shown() {
  const [isOpen, setOpen] = useState(true);
  useInboxTopics({ ...FIRST_VIEW, selected: isOpen ? 7 : null });
  return (
    <>
      <button type="button" onClick={() => setOpen(!isOpen)}>
        Open
      </button>
      {isOpen ? <History /> : null}
    </>
  );
}

test("the history of a conversation that was left before its thread had loaded is read again when it is opened again", async () => {
  const answers = { "conversations.transitions": () => ({ data: [], nextCursor: null, asOf: "0" }) };
  const { user, inputsOf } = openPage(<Shown />, { answers });
  const requests = () => inputsOf("conversations.transitions").length;
  await screen.findByText("History");
  expect(requests()).toBe(1);
  await user.click(screen.getByRole("button"));
  await user.click(screen.getByRole("button"));
  await expect.poll(requests).toBe(2);
});
