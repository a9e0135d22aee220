import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { addUsed } from "@/app/_inbox/composer/suggest/use-canned-replies";
import { message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer, QuoteButton } from "@/test/support/dom/composer";
import { aMessage } from "@/test/support/scenes/dtos";
import { CrossingLine } from "./crossing";

const quoted = aMessage({ id: 5, number: 3, content: "Where is it?" });

/** A composer whose replies have an undo window of half a minute, below the line of the last one. */
function openWithUndo(clientIdOf: (sent: string) => string) {
  let clientId = "";
  const waiting = () => ({
    ...message,
    ...aMessage({ id: 9, number: 4, kind: "message", direction: "out", content: "On its way" }),
    sender: { type: "user" as const, id: 1, name: "Ada" },
    clientId: clientIdOf(clientId),
    inReplyTo: { id: 5, number: 3, sourceId: null },
    createdAt: new Date().toISOString(),
    sendAfter: new Date(Date.now() + 30_000).toISOString(),
  });
  const Thread = () => {
    const [shown, show] = useState<ReturnType<typeof waiting> | null>(null);
    return (
      <>
        <QuoteButton message={quoted} />
        <button type="button" onClick={() => show(waiting())}>
          Read
        </button>
        {shown ? <CrossingLine message={shown} /> : null}
      </>
    );
  };
  return openComposer(
    {
      "me.get": () => ({ undoSendSeconds: 30 }) as never,
      "me.signatures": () => [{ inboxId: null, text: "Ada" }],
      "messages.list": () => ({ data: [quoted], hasMore: false, asOf: "0" }),
      "messages.send": ((input: { clientId: string }) => {
        clientId = input.clientId;
        return { message: waiting(), conversation: composerRow.conversation };
      }) as never,
      "messages.withdraw": () => ({ ...waiting(), withdrawnAt: new Date().toISOString() }) as never,
    },
    { appendsSignatures: true, thread: <Thread /> },
  );
}

test("a withdrawn reply is still quoted, without the signature, and of its canned reply", async () => {
  addUsed(7, [{ key: "5", insert: "On its way" }]);
  const { user, inputsOf } = openWithUndo((clientId) => clientId);
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Quote" }));
  await user.type(screen.getByRole("textbox"), "On its way");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(1);
  await user.click(screen.getByRole("button", { name: "Read" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await expect.poll(() => screen.getByRole("textbox")).toHaveProperty("value", "On its way");
  await user.click(await screen.findByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(2);
  expect(inputsOf("messages.send")[1]).toMatchObject({
    isUnsigned: true,
    inReplyTo: { id: 5 },
    cannedReplyIds: [5],
  });
});

test("a reply of another page that is withdrawn here is still quoted", async () => {
  const { user, inputsOf } = openWithUndo(() => "another-page");
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Read" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await expect.poll(() => screen.getByRole("textbox")).toHaveProperty("value", "On its way");
  await user.click(await screen.findByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(1);
  expect(inputsOf("messages.send")[0]).toMatchObject({ inReplyTo: { id: 5 } });
});

test("a reply that is withdrawn on the way to another conversation returns to its own", async () => {
  const { user } = openWithUndo((clientId) => clientId);
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Read" }));
  history.replaceState(null, "", "/inbox?c=8");
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await expect.poll(() => screen.getByRole("textbox")).toHaveProperty("value", "On its way");
});
