import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox, message } from "@/server/contract/event/sample-dtos";
import { scheduledMessage } from "@/server/contract/event/sample-organising";
import { composerRow, openComposer, openComposers } from "@/test/support/dom/composer";

const openSigned = (appendsSignatures: boolean) =>
  openComposer(
    {
      "me.signatures": () => [{ inboxId: null, text: "{{agent.first_name}}, {{inbox.name}}" }],
      "messages.send": () => ({ message, conversation: composerRow.conversation }) as never,
      "scheduled.schedule": () => scheduledMessage,
    },
    { appendsSignatures },
  );

test("the composer shows the signature that will be sent, and leaves it out of one message", async () => {
  const { user, inputsOf } = openSigned(true);
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

test("a scheduled reply without the signature leaves the next one with it", async () => {
  const { user, inputsOf } = openSigned(true);
  const line = () => screen.findByRole("region", { name: "Signature" });
  await line();
  await user.type(screen.getByRole("textbox"), "Later");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /Send later/ }));
  const dialog = within(await screen.findByRole("dialog", { name: "Send later" }));
  await user.click(await dialog.findByRole("button", { name: /Tomorrow/ }));
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect
    .poll(() => inputsOf("scheduled.schedule"))
    .toMatchObject([{ content: "Later", appendsSignature: false }]);
  await expect.poll(() => screen.queryByRole("dialog", { name: "Send later" })).toBeNull();
  expect((await line()).textContent).toContain("Ada, Website");
});

test("replies show no signature where the inbox appends none", async () => {
  const { user, inputsOf } = openSigned(false);
  await user.type(await screen.findByRole("textbox"), "Hello");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send").length).toBe(1);
  expect(screen.queryByRole("region", { name: "Signature" })).toBeNull();
  expect(inputsOf("me.signatures")).toEqual([]);
});

test("notes show no signature", async () => {
  const { user } = openSigned(true);
  await screen.findByRole("region", { name: "Signature" });
  await user.click(screen.getByRole("button", { name: "Note" }));
  expect(screen.queryByRole("region", { name: "Signature" })).toBeNull();
});

test("a signature that is left out of a reply stays so while another conversation is shown", async () => {
  const { user, go } = openComposers(
    {
      "me.signatures": () => [{ inboxId: null, text: "{{agent.first_name}}" }],
      "inboxes.list": () => [{ ...inbox, id: 1, appendsSignatures: true }],
    },
    [7, 8],
  );
  const line = async () => (await screen.findByRole("region", { name: "Signature" })).textContent;
  await line();
  await user.type(screen.getByRole("textbox"), "Hello");
  await user.click(screen.getByRole("button", { name: "Leave out" }));
  await go(8);
  expect(await line()).toContain("Ada");
  await go(7);
  expect(await line()).toContain("Sent without your signature");
  await user.click(screen.getByRole("button", { name: "Append signature" }));
  await go(8);
  await go(7);
  expect(await line()).toContain("Ada");
});
