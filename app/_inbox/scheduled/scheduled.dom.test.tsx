import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { notify } from "@/app/_ui/overlay/toast";
import { Refusal } from "@/server/contract/_shared/refusal";
import { scheduledMessage } from "@/server/contract/event/sample-organising";
import { composerRow, openComposer } from "@/test/support/dom/composer";
import { isDisabled } from "@/test/support/dom/disabled";
import { notices, openPage } from "@/test/support/dom/page";
import { anAttachment } from "@/test/support/scenes/dtos";
import { scheduledNotice } from "./schedule-dialog";
import ScheduledList from "./scheduled-list";

const { displayId } = composerRow.conversation;
const own = { ...scheduledMessage, author: { type: "user" as const, id: 1, name: "Ada Duarte" } };

test("the menu of the send button schedules the reply for a usual time and empties the composer", async () => {
  const { user, inputsOf } = openComposer({ "scheduled.schedule": () => own });
  const field = await screen.findByRole("textbox", { name: "Reply to Li Wen" });
  await user.type(field, "Did it arrive?");
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /Send later/ }));
  const dialog = await screen.findByRole("dialog", { name: "Send later" });
  await user.click(await within(dialog).findByRole("button", { name: /Tomorrow/ }));
  await user.click(within(dialog).getByRole("checkbox"));
  await user.click(within(dialog).getByRole("button", { name: "Schedule" }));
  await expect.poll(() => inputsOf("scheduled.schedule").length).toBe(1);
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  expect(inputsOf("scheduled.schedule")).toMatchObject([
    {
      displayId,
      content: "Did it arrive?",
      sendAt: tomorrow.toISOString(),
      cancelIfCustomerWrites: true,
      appendsSignature: true,
    },
  ]);
  await expect.poll(() => screen.queryByRole("dialog", { name: "Send later" })).toBeNull();
  expect(field).toHaveProperty("value", "");
  await expect.poll(() => inputsOf("drafts.keep").at(-1)).toMatchObject({ displayId, draft: null });
});

test("files in the composer are scheduled too, and leave it", async () => {
  const { user, inputsOf } = openComposer({ "scheduled.schedule": () => own });
  const name = "Sizes.pdf";
  act(() => pageUploads.restore(displayId, [anAttachment({ id: 12, name })]));
  await screen.findByText(name);
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /Send later/ }));
  const dialog = await screen.findByRole("dialog", { name: "Send later" });
  await user.click(await within(dialog).findByRole("button", { name: /Tomorrow/ }));
  await user.click(within(dialog).getByRole("button", { name: "Schedule" }));
  await expect
    .poll(() => inputsOf("scheduled.schedule"))
    .toMatchObject([{ displayId, content: "", fileIds: [12], inReplyToId: null }]);
  await expect.poll(() => screen.queryByText(name)).toBeNull();
});

test("a message whose answer was lost is scheduled again as the same one, and a changed one as another", async () => {
  const { user, inputsOf } = openComposer({
    "scheduled.schedule": () => {
      throw new Error("no answer");
    },
  });
  await user.type(await screen.findByRole("textbox", { name: "Reply to Li Wen" }), "Did it arrive?");
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /Send later/ }));
  const dialog = within(await screen.findByRole("dialog", { name: "Send later" }));
  const schedule = async (times: number) => {
    await user.click(dialog.getByRole("button", { name: "Schedule" }));
    await expect.poll(() => inputsOf("scheduled.schedule")).toHaveLength(times);
    await expect.poll(() => isDisabled(dialog.getByRole("button", { name: "Schedule" }))).toBe(false);
  };
  await user.click(await dialog.findByRole("button", { name: /Tomorrow/ }));
  await schedule(1);
  await schedule(2);
  await user.click(dialog.getByRole("checkbox"));
  await schedule(3);
  const ids = inputsOf("scheduled.schedule").map((input) => (input as { clientId?: string }).clientId);
  expect(ids).toEqual([expect.any(String), ids[0], expect.not.stringContaining(String(ids[0]))]);
});

test("what is written while a message is being scheduled stays in the composer", async () => {
  let answer: () => void = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const schedule = () => answered.then(() => own);
  const { user, inputsOf } = openComposer({ "scheduled.schedule": schedule });
  const field = await screen.findByRole("textbox", { name: "Reply to Li Wen" });
  await user.type(field, "Did it arrive?");
  act(() => pageUploads.restore(displayId, [anAttachment({ id: 12, name: "Sizes.pdf" })]));
  await user.click(screen.getByRole("button", { name: "More send options" }));
  await user.click(await screen.findByRole("menuitem", { name: /Send later/ }));
  const dialog = await screen.findByRole("dialog", { name: "Send later" });
  await user.click(await within(dialog).findByRole("button", { name: /Tomorrow/ }));
  await user.click(within(dialog).getByRole("button", { name: "Schedule" }));
  await expect.poll(() => inputsOf("scheduled.schedule").length).toBe(1);
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog", { name: "Send later" })).toBeNull();
  await user.type(field, " And the second one?");
  act(() => pageUploads.restore(displayId, [anAttachment({ id: 13, name: "Colours.pdf" })]));
  answer();
  await screen.findByText(/^Scheduled for/);
  expect(field).toHaveProperty("value", "Did it arrive? And the second one?");
  await expect.poll(() => screen.queryByText("Sizes.pdf")).toBeNull();
  expect(screen.getByText("Colours.pdf")).toBeDefined();
  // Nothing is left to the next test: neither the file, which the module has, nor the request that typing has ended.
  act(() => void pageUploads.take(displayId));
  await user.clear(field);
  await expect.poll(() => inputsOf("presence.type").at(-1)).toMatchObject({ isTyping: false });
});

test("a file is removed from what waits", async () => {
  const files = [
    { id: 12, name: "Sizes.pdf", contentType: "application/pdf", bytes: 1 },
    { id: 13, name: "Map.png", contentType: "image/png", bytes: 1 },
  ];
  const sendAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const { user, inputsOf } = openList({ ...own, sendAt, files });
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  expect(list.getByText("Sizes.pdf, Map.png")).toBeDefined();
  await user.click(list.getByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit scheduled message" }));
  await user.click(await dialog.findByRole("button", { name: "Remove Sizes.pdf" }));
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect.poll(() => inputsOf("scheduled.change")).toMatchObject([{ fileIds: [13] }]);
});

const openList = (...listed: (typeof own)[]) =>
  openPage(<ScheduledList displayId={displayId} />, {
    path: "/inbox?c=7",
    answers: {
      "scheduled.list": () => listed,
      "scheduled.change": () => own,
      "scheduled.cancel": () => own,
      "scheduled.schedule": () => own,
      "scheduled.sendNow": () => own,
    },
  });

test("what waits is shown with its time and author, and can be sent, cancelled and edited", async () => {
  const sendAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const { user, inputsOf } = openList({ ...own, sendAt });
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  expect(list.getByText(/^Scheduled for .* by Ada Duarte$/)).toBeDefined();
  await user.click(list.getByRole("button", { name: "Send now" }));
  await expect.poll(() => inputsOf("scheduled.sendNow")).toEqual([{ scheduledMessageId: own.id }]);
  await user.click(list.getByRole("button", { name: "Cancel" }));
  await expect.poll(() => inputsOf("scheduled.cancel")).toEqual([{ scheduledMessageId: own.id }]);
  await user.click(list.getByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit scheduled message" }));
  await user.type(await dialog.findByRole("textbox", { name: "Message" }), " Thanks");
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect
    .poll(() => inputsOf("scheduled.change"))
    .toMatchObject([{ scheduledMessageId: own.id, content: `${own.content} Thanks` }]);
});

test("a cancelled message is scheduled again as it was by its undo", async () => {
  const files = [{ id: 12, name: "Sizes.pdf", contentType: "application/pdf", bytes: 1 }];
  const sendAt = new Date(Date.now() + 48 * 3_600_000).toISOString();
  const { user, inputsOf } = openList({
    ...own,
    sendAt,
    files,
    inReplyToId: 5,
    cancelIfCustomerWrites: true,
  });
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  await user.click(list.getByRole("button", { name: "Cancel" }));
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  const { content, appendsSignature } = own;
  await expect
    .poll(() => inputsOf("scheduled.schedule"))
    .toEqual([
      {
        ...{ displayId, content, sendAt, appendsSignature, cancelIfCustomerWrites: true },
        ...{ fileIds: [12], inReplyToId: 5, email: null, clientId: expect.any(String) },
      },
    ]);
});

test("a scheduled message that is sent while it is being edited leaves what was typed, and the reason", async () => {
  const listed = [{ ...own, sendAt: new Date(Date.now() + 48 * 3_600_000).toISOString() }];
  const { user } = openPage(<ScheduledList displayId={displayId} />, {
    path: "/inbox?c=7",
    answers: {
      "scheduled.list": () => [...listed],
      "scheduled.change": () => {
        listed.pop();
        throw new Refusal("scheduled_message.not_found");
      },
    },
  });
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  await user.click(list.getByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Edit scheduled message" }));
  await user.type(await dialog.findByRole("textbox", { name: "Message" }), " Thanks");
  await user.click(dialog.getByRole("button", { name: "Schedule" }));
  await expect.poll(() => screen.queryByText(own.content)).toBeNull(); // in the list
  expect(await dialog.findByText(/already been sent or cancelled/)).toBeDefined();
  expect(dialog.getByRole("textbox", { name: "Message" })).toHaveProperty("value", `${own.content} Thanks`);
});

test("the toast of a scheduled message goes when that message is sent, and another's stays", async () => {
  const { user, inputsOf } = openList(own);
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  act(() => void notify({ text: "Scheduled for Monday", about: scheduledNotice(own.id + 1) }));
  await user.click(list.getByRole("button", { name: "Send now" }));
  await expect.poll(() => inputsOf("scheduled.sendNow").length).toBe(1);
  expect(await screen.findByText("Scheduled for Monday")).toBeDefined();
  act(() => void notify({ text: "Scheduled for tomorrow", about: scheduledNotice(own.id) }));
  expect(await screen.findByText("Scheduled for tomorrow")).toBeDefined();
  await user.click(list.getByRole("button", { name: "Send now" }));
  await expect.poll(() => screen.queryByText("Scheduled for tomorrow")).toBeNull();
});

test("what was not sent has its reason", async () => {
  openList({ ...own, state: "not_sent", failure: "customer_wrote" } as typeof own);
  const list = within(await screen.findByRole("list", { name: "Scheduled messages" }));
  expect(list.getByText(/^Not sent: scheduled for/)).toBeDefined();
  expect(list.getByText("The customer wrote first.")).toBeDefined();
});
