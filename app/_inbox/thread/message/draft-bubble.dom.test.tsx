import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useThread } from "@/app/_shell/cache/use-thread";
import { useOutboxOf } from "@/app/_shell/unsent/use-write";
import { Refusal } from "@/server/contract/_shared/refusal";
import { message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer, QuoteButton } from "@/test/support/dom/composer";
import { aMessage } from "@/test/support/scenes/dtos";
import { DraftBubble } from "./draft-bubble";

const quoted = aMessage({ id: 5, number: 3, content: "Where is it?" });

/** The end of the thread. */
function Unsent() {
  useThread(7);
  const drafts = useOutboxOf(7);
  return (
    <>
      <QuoteButton message={quoted} />
      {drafts.map((draft) => (
        <DraftBubble key={draft.clientId} draft={draft} />
      ))}
    </>
  );
}

test("a refused reply that is edited is still quoted, and still without the signature", async () => {
  let sent = 0;
  const { user, inputsOf } = openComposer(
    {
      "me.signatures": () => [{ inboxId: null, text: "Ada" }],
      "messages.list": () => ({ data: [quoted], hasMore: false, asOf: "0" }),
      "messages.send": () => {
        if (++sent === 1) throw new Refusal("contact.being_erased");
        return { message, conversation: composerRow.conversation } as never;
      },
    },
    { appendsSignatures: true, thread: <Unsent /> },
  );
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Quote" }));
  await user.type(screen.getByRole("textbox"), "On its way");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await expect.poll(() => screen.getByRole("textbox")).toHaveProperty("value", "On its way");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(2);
  expect(inputsOf("messages.send")[1]).toMatchObject({ isUnsigned: true, inReplyTo: { id: 5 } });
});
