import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer, openComposers, QuoteButton } from "@/test/support/dom/composer";
import { aMessage } from "@/test/support/scenes/dtos";

/** A composer whose replies are refused from the `blockedFrom`th on, once. */
function openBlocked(blockedFrom: number) {
  let sent = 0;
  return openComposer(
    {
      "me.signatures": () => [{ inboxId: null, text: "Ada" }],
      "messages.list": () => ({
        data: [aMessage({ id: 9, number: 2, content: "Hurry" })],
        hasMore: false,
        asOf: "0",
      }),
      "messages.send": () => {
        if (++sent === blockedFrom) throw new Refusal("message.unseen_newer");
        return { message, conversation: composerRow.conversation } as never;
      },
    },
    {
      appendsSignatures: true,
      thread: <QuoteButton message={aMessage({ id: 5, content: "Where is it?" })} />,
    },
  );
}

test("a reply that came back has its own quote, and not that of the reply before it", async () => {
  const { user, inputsOf } = openBlocked(2);
  await user.click(await screen.findByRole("button", { name: "Quote" }));
  await user.type(screen.getByRole("textbox"), "On its way");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send")).toMatchObject([{ inReplyTo: { id: 5 } }]);
  await user.type(screen.getByRole("textbox"), "Anything else?");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await user.click(await screen.findByRole("button", { name: /^Send anyway/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(3);
  expect(inputsOf("messages.send")[2]).toMatchObject({ content: "Anything else?" });
  expect(inputsOf("messages.send")[2]).not.toHaveProperty("inReplyTo.id");
});

test("a reply that came back is still quoted, and still without the signature", async () => {
  const { user, inputsOf } = openBlocked(1);
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Quote" }));
  await user.type(screen.getByRole("textbox"), "On its way");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await user.click(await screen.findByRole("button", { name: /^Send anyway/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(2);
  expect(inputsOf("messages.send")[1]).toMatchObject({ isUnsigned: true, inReplyTo: { id: 5 } });
});

test("a reply that comes back while its writer is elsewhere is still without the signature", async () => {
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let sent = 0;
  const { user, go, inputsOf } = openComposers(
    {
      "inboxes.list": () => [{ ...inbox, id: 1, name: "Website", appendsSignatures: true }],
      "me.signatures": () => [{ inboxId: null, text: "Ada" }],
      "messages.send": async () => {
        if (++sent > 1) return { message, conversation: composerRow.conversation } as never;
        await answered;
        throw new Refusal("message.unseen_newer");
      },
    },
    [21, 22],
  );
  await screen.findByRole("region", { name: "Signature" });
  await user.type(screen.getByRole("textbox"), "On its way");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(1);
  await go(22);
  answer();
  await expect.poll(() => document.body.textContent).toContain("#21");
  await go(21);
  await expect.poll(() => screen.getByRole("textbox")).toHaveProperty("value", "On its way");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(2);
  expect(inputsOf("messages.send")[1]).toMatchObject({ displayId: 21, isUnsigned: true });
});
