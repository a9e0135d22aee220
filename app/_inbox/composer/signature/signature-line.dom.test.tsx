import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Composer } from "@/app/_inbox/composer/composer";
import { OpenThreadProvider } from "@/app/_inbox/thread/open-thread";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";

const row = { conversation: aConversation({ id: 7 }), contact: aContact({ name: "Li Wen" }) };

const openComposer = (appendsSignatures: boolean) =>
  openPage(
    <OpenThreadProvider row={row}>
      <Composer row={row} handle={{ current: null }} onSend={() => {}} />
    </OpenThreadProvider>,
    {
      path: "/inbox?c=7",
      answers: {
        "inboxes.list": () => [{ ...inbox, id: 1, name: "Website", appendsSignatures }],
        "me.signatures": () => [{ inboxId: null, text: "{{agent.first_name}}, {{inbox.name}}" }],
        "me.get": () => ({ undoSendSeconds: 0 }) as never,
        "cannedReplies.list": () => [],
        "members.list": () => [],
        "drafts.get": () => null,
        "drafts.keep": () => undefined,
        "presence.type": () => undefined as never,
        "files.limits": () => ({ bytes: 1, count: 1 }) as never,
        "messages.send": () => ({ message, conversation: row.conversation }) as never,
      },
    },
  );

test("the composer shows the signature that will be sent, and leaves it out of one message", async () => {
  const { user, inputsOf } = openComposer(true);
  const line = () => screen.findByRole("region", { name: "Signature" });
  expect((await line()).textContent).toContain("Ada, Website");
  await user.type(screen.getByRole("textbox"), "Hello");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  expect((await line()).textContent).toContain("Sent without your signature");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send")).toMatchObject([{ content: "Hello", isUnsigned: true }]);
  expect((await line()).textContent).toContain("Ada, Website"); // of the next message

  await user.type(screen.getByRole("textbox"), "Bye");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(2);
  expect(inputsOf("messages.send")[1]).not.toHaveProperty("isUnsigned", true);
});

test("replies show no signature where the inbox appends none", async () => {
  const { user, inputsOf } = openComposer(false);
  await user.type(await screen.findByRole("textbox"), "Hello");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(1);
  expect(screen.queryByRole("region", { name: "Signature" })).toBeNull();
  expect(inputsOf("me.signatures")).toEqual([]);
});

test("notes show no signature", async () => {
  const { user, inputsOf } = openComposer(true);
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Note" }));
  expect(screen.queryByRole("region", { name: "Signature" })).toBeNull();
  // The page's draft outlives the test: nothing of it is left to be saved.
  await expect.poll(() => inputsOf("drafts.keep").length).toBeGreaterThan(0);
});
