import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { addUndoable } from "@/app/_shell/undo/undoable";
import { inbox } from "@/server/contract/event/sample-dtos";
import type { UndeliveredMessage } from "@/server/contract/message/undelivered";
import type { Answers } from "@/test/support/dom/network";
import { notices, openPage } from "@/test/support/dom/page";
import { aContact, aConversation, aMember, aMessage } from "@/test/support/scenes/dtos";
import { UndeliveredList } from "./undelivered-list";
import { UndeliveredScreen } from "./undelivered-screen";

const rowOf = (id: number, name: string, message: Partial<UndeliveredMessage["message"]>) => ({
  message: aMessage({ id, number: 3, direction: "out", status: "failed", ...message }),
  conversation: aConversation({ id, displayId: id, contactId: id }),
  contact: aContact({ id, name }),
});
const FAILED = rowOf(1, "Ann", { externalError: "131026" });
const UNCONFIRMED = rowOf(2, "Ben", { status: "pending", unconfirmed: true });

const changed = (input: unknown) =>
  (input as { messageIds: number[] }).messageIds.map((messageId) => ({ messageId, refusal: null }));
const answers: Answers = {
  "inboxes.list": () => [inbox],
  "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" })],
  "undelivered.list": () => ({ data: [FAILED, UNCONFIRMED], nextCursor: null, asOf: "0", noReportsFrom: [] }),
  "undelivered.retry": changed,
  "undelivered.markDelivered": changed,
  "undelivered.dismiss": changed,
  "undelivered.undismiss": changed,
};
const ofNavigation: Answers = {
  "account.get": () => ({}) as never,
  "alerts.open": () => 0,
  "conversations.counts": () => ({ byInbox: {} }) as never,
  "notifications.unread": () => ({ count: 0, newest: null }) as never,
  "teams.list": () => [],
  "undelivered.counts": () => ({ mine: 2, all: 2, isCut: false }),
  "views.list": () => [],
  "webhooks.troubled": () => 0,
};
const open = (more: Answers = {}) =>
  openPage(<UndeliveredList scope="any" filter={{ trouble: "any", error: null, inboxId: null }} />, {
    path: "/not-delivered",
    answers: { ...answers, ...more },
  });
const row = async (name: string) => {
  const list = await screen.findByRole("region", { name: "Not delivered" });
  return (
    within(list)
      .getByRole("link", { name: new RegExp(name) })
      .closest("li") ?? list
  );
};

test("a failed message is resent at once; one that may have arrived only after a question", async () => {
  const { user, inputsOf } = open();
  await user.click(within(await row("Ann")).getByRole("button", { name: "Resend" }));
  await waitFor(() => expect(inputsOf("undelivered.retry")).toEqual([{ messageIds: [1] }]));
  await user.click(within(await row("Ben")).getByRole("button", { name: "Resend" }));
  const dialog = await screen.findByRole("dialog", { name: "Resend this message?" });
  expect(dialog.textContent).toContain("the customer may get a duplicate");
  expect(inputsOf("undelivered.retry")).toHaveLength(1);
  await user.click(within(dialog).getByRole("button", { name: "Resend anyway" }));
  await waitFor(() => expect(inputsOf("undelivered.retry").at(-1)).toEqual({ messageIds: [2] }));
});

/** Resends Ann's message by the keyboard, until its row has left. */
async function resendByKey({ user, settled }: ReturnType<typeof open>): Promise<void> {
  within(await row("Ann"))
    .getByRole("button", { name: "Resend" })
    .focus();
  await user.keyboard("{Enter}");
  await expect.poll(() => screen.queryByRole("link", { name: /Ann/ })).toBeNull();
  await settled();
}

test("after a resend by key the focus is on the list, whose row leaves", async () => {
  let isThere = true;
  const page = open({
    "undelivered.list": () => ({
      data: isThere ? [FAILED, UNCONFIRMED] : [UNCONFIRMED],
      ...{ nextCursor: null, asOf: "0", noReportsFrom: [] },
    }),
    "undelivered.retry": (input) => {
      isThere = false;
      return changed(input);
    },
  });
  await resendByKey(page);
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "Not delivered" }));
});

test("after the last message is handled the focus is on the empty list", async () => {
  let data = [FAILED];
  const page = open({
    "undelivered.list": () => ({ data, nextCursor: null, asOf: "0", noReportsFrom: [] }),
    "undelivered.retry": (input) => {
      data = [];
      return changed(input);
    },
  });
  await resendByKey(page);
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "Not delivered" }));
});

test("selected messages are dismissed with a reason, and the dismissal is undone from its notice", async () => {
  const { user, inputsOf } = open();
  await row("Ann");
  await user.click(screen.getByRole("checkbox", { name: /^Select all \(/ }));
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  const dialog = await screen.findByRole("dialog", { name: "Dismiss 2 messages?" });
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), " Answered by phone ");
  await user.click(within(dialog).getByRole("button", { name: "Dismiss" }));
  await waitFor(() =>
    expect(inputsOf("undelivered.dismiss")).toEqual([{ messageIds: [1, 2], reason: "Answered by phone" }]),
  );
  expect(await within(notices()).findByText("2 messages dismissed")).toBeTruthy();
  await user.click(within(notices()).getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(inputsOf("undelivered.undismiss")).toEqual([{ messageIds: [1, 2] }]));
});

test("the key for undo takes back the dismissal whose notice is shown, not what was done before it", async () => {
  const before: string[] = [];
  const undo = async () => ({ ok: true as const, operationId: String(before.push("resolved")) });
  addUndoable({ displayId: 7, text: "#7 resolved", undo, openAfter: null });
  const filter = { trouble: "any", error: null, inboxId: null } as const;
  const { user, inputsOf } = openPage(<UndeliveredScreen filter={filter} />, {
    path: "/not-delivered",
    answers: { ...answers, ...ofNavigation },
  });
  await user.click(within(await row("Ann")).getByRole("button", { name: /^More actions/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Dismiss" }));
  await user.type(await screen.findByRole("textbox", { name: "Reason" }), "Answered by phone");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Dismiss" }));
  expect(await within(notices()).findByText("1 message dismissed")).toBeTruthy();
  await user.keyboard("z");
  expect(await within(notices()).findByText("Undone: 1 message dismissed")).toBeTruthy();
  expect(inputsOf("undelivered.undismiss")).toEqual([{ messageIds: [1] }]);
  expect(before).toEqual([]);
});

test("a message is marked as delivered from its menu", async () => {
  const { user, inputsOf } = open();
  const more = { name: "More actions for the message to Ben" };
  await user.click(within(await row("Ben")).getByRole("button", more));
  await user.click(await screen.findByRole("menuitem", { name: "Mark as delivered" }));
  await waitFor(() => expect(inputsOf("undelivered.markDelivered")).toEqual([{ messageIds: [2] }]));
  expect(await within(notices()).findByText("Message marked as delivered")).toBeTruthy();
});

test("messages are listed by reason, and all of one reason are selected at once", async () => {
  const again = rowOf(3, "Cleo", { externalError: "131026" });
  const list = () => ({ data: [FAILED, UNCONFIRMED, again], nextCursor: null, asOf: "0", noReportsFrom: [] });
  const { user } = open({ "undelivered.list": list });
  const failed = await screen.findByRole("list", { name: "131026" });
  expect(within(failed).getAllByRole("link")).toHaveLength(2);
  const unconfirmed = screen.getByRole("list", { name: "Delivery unconfirmed. It may have been sent." });
  expect(within(unconfirmed).getAllByRole("link")).toHaveLength(1);
  await user.click(screen.getByRole("checkbox", { name: "Select all 2: 131026" }));
  expect(screen.getByRole("button", { name: "Resend 2 messages" })).toBeTruthy();
  await user.click(screen.getByRole("checkbox", { name: /Ann/ }));
  expect(screen.getByRole("button", { name: "Resend 1 message" })).toBeTruthy();
});

test("keys move through the messages, select one and open it", async () => {
  const { user } = open();
  const link = async (name: string) => within(await row(name)).getByRole("link");
  const focused = () => document.activeElement;
  await row("Ann");
  await user.keyboard("o");
  expect(await within(notices()).findByText("Highlight a message with J or K first.")).toBeTruthy();
  await user.keyboard("j");
  expect(focused()).toBe(await link("Ann"));
  await user.keyboard("jx");
  expect(focused()).toBe(await link("Ben"));
  expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /Ben/ }).checked).toBe(true);
  await user.keyboard("j");
  expect(await within(notices()).findByText("This is the last message in the list.")).toBeTruthy();
  await user.keyboard("k");
  expect(focused()).toBe(await link("Ann"));
  const opened: string[] = [];
  document.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLAnchorElement) opened.push(target.search);
  });
  await user.keyboard("o");
  await user.keyboard("j{Enter}");
  expect(opened).toEqual([expect.stringContaining("c=1"), expect.stringContaining("c=2")]);
});
