import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type {
  QueuedDeliveryDto,
  QueuedMessageChangeDto,
  QueuedSendDto,
  QueuesDto,
} from "@/server/contract/queue/queue";
import { notices, openPage } from "@/test/support/dom/page";
import { QueuesScreen } from "./queues-screen";

const AT = "2026-11-20T09:41:00.000Z";
const LATER = "2126-11-20T09:41:00.000Z";
const counts = { waiting: 2, due: 0, inFlight: 1, oldestAt: AT, nextAt: LATER, triesMax: 4 };
const QUEUES: QueuesDto = {
  at: AT,
  sends: [{ inboxId: 7, name: "WhatsApp", ...counts, failingSince: AT, pausedUntil: LATER }],
  messageChanges: [{ inboxId: 7, name: "WhatsApp", ...counts, failingSince: null, pausedUntil: null }],
  deliveries: [
    {
      ...{ endpointId: 3, url: "https://hooks.example.com/in", name: null, state: "disabled" },
      ...{ ...counts, inFlight: 0, failingSince: null, pausedUntil: null },
    },
  ],
  jobs: [{ kind: "mails", waiting: 1, due: 0, oldestAt: AT, nextAt: LATER, triesMax: 2 }],
};
const tried = { tries: 4, createdAt: AT, lastTriedAt: AT, dueAt: LATER };
const SEND: QueuedSendDto = {
  ...{
    id: 11,
    inboxId: 7,
    messageId: 21,
    conversationId: 31,
    displayId: 5,
    contactName: "Li Wen",
    attempt: 1,
  },
  ...{ state: "waiting", mayHaveArrived: false, lastError: "429: slow down", ...tried },
};
const CHANGE: QueuedMessageChangeDto = {
  ...{ messageId: 21, inboxId: 7, conversationId: 31, displayId: 5, contactName: "Li Wen", kind: "edit" },
  ...{ state: "waiting", mayHaveArrived: true, isUndoable: false, lastError: "Connection Closed" },
  ...{ tries: 4, createdAt: AT, dueAt: LATER },
};
const DELIVERY: QueuedDeliveryDto = {
  ...{ id: 41, endpointId: 3, eventId: "0192f0c0-0000-7000-8000-000000000000", type: "message.created" },
  ...{
    conversationId: null,
    displayId: null,
    contactName: null,
    state: "failed",
    isTest: false,
    isReplay: false,
  },
  ...{ lastStatus: 500, lastFault: null, lastError: "no space left", ...tried, dueAt: null },
};
const pageOf = <T,>(...data: T[]) => ({ data, nextCursor: null, asOf: "a:1" });
const ANSWERS = {
  "queues.get": () => QUEUES,
  "queues.sends": () => pageOf(SEND, { ...SEND, id: 12, contactName: "Noor", state: "in_flight" as const }),
  "queues.deliveries": () => pageOf(DELIVERY),
  "queues.jobs": () =>
    pageOf({
      ...{
        kind: "mails" as const,
        key: "1:0:0:0:ada@example.com",
        about: "ada@example.com",
        displayId: null,
      },
      ...{ tries: 2, createdAt: AT, dueAt: LATER, lastError: "Connection refused" },
    }),
  "inboxes.list": () => [],
};

test("a waiting message is retried, and discarded with a reason; one that is being sent has no actions", async () => {
  const { user, inputsOf } = openPage(<QueuesScreen />, {
    answers: {
      ...ANSWERS,
      "queues.retrySends": () => ({ count: 1, hasMore: false }),
      "queues.discardSends": () => ({ count: 1, hasMore: false }),
    },
  });
  const rows = await screen.findByRole("list", { name: "Messages" });
  expect(within(rows).getByRole("link", { name: "Li Wen #5" }).getAttribute("href")).toContain("c=5");
  expect(within(rows).getAllByText("429: slow down")).toHaveLength(2);
  expect(within(rows).queryByRole("button", { name: "Discard Noor" })).toBeNull();
  await user.click(within(rows).getByRole("button", { name: "Retry Li Wen now" }));
  expect(await within(notices()).findByText("Retrying now")).toBeTruthy();
  await user.click(within(rows).getByRole("button", { name: "Discard Li Wen" }));
  const dialog = await screen.findByRole("dialog", { name: "Discard Li Wen" });
  await user.type(within(dialog).getByRole("textbox", { name: "Reason" }), " Sent by phone ");
  await user.click(within(dialog).getByRole("button", { name: "Discard" }));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Discard Li Wen" })).toBeNull());
  expect(inputsOf("queues.retrySends")).toEqual([{ sendId: 11 }]);
  expect(inputsOf("queues.discardSends")).toEqual([{ sendId: 11, reason: "Sent by phone" }]);
});

test("everything that waits of an inbox is discarded after a confirmation, which says that more is left", async () => {
  const { user, inputsOf } = openPage(<QueuesScreen />, {
    answers: {
      ...ANSWERS,
      "queues.discardSends": () => ({ count: 500, hasMore: true }),
    },
  });
  await user.click(await screen.findByRole("button", { name: "Discard everything waiting for WhatsApp" }));
  const dialog = await screen.findByRole("dialog", { name: "Discard everything waiting for WhatsApp" });
  await user.click(within(dialog).getByRole("button", { name: "Discard" }));
  expect(await within(notices()).findByText("Discarded 500. More are waiting: discard again.")).toBeTruthy();
  expect(inputsOf("queues.discardSends")).toEqual([{ inboxId: 7, reason: null }]);
});

test("an edit that waits is retried and discarded; a deletion that can be undone is discarded only", async () => {
  const held = { ...CHANGE, messageId: 22, contactName: "Noor", kind: "delete" as const, isUndoable: true };
  const { user, inputsOf } = openPage(<QueuesScreen />, {
    path: "/settings/queues?queue=messageChanges",
    answers: {
      ...ANSWERS,
      "queues.messageChanges": () => pageOf(CHANGE, held),
      "queues.retryMessageChanges": () => ({ count: 1, hasMore: false }),
      "queues.discardMessageChanges": () => ({ count: 1, hasMore: false }),
    },
  });
  const rows = await screen.findByRole("list", { name: "Edits and deletions" });
  expect(within(rows).getByText("deletion")).toBeTruthy();
  expect(within(rows).getAllByText("Connection Closed")).toHaveLength(2);
  expect(within(rows).queryByRole("button", { name: "Retry Noor now" })).toBeNull();
  await user.click(within(rows).getByRole("button", { name: "Retry Li Wen now" }));
  await waitFor(() => expect(inputsOf("queues.retryMessageChanges")).toEqual([{ messageId: 21 }]));
  await user.click(within(rows).getByRole("button", { name: "Discard Noor" }));
  const dialog = await screen.findByRole("dialog", { name: "Discard Noor" });
  await user.click(within(dialog).getByRole("button", { name: "Discard" }));
  await waitFor(() =>
    expect(inputsOf("queues.discardMessageChanges")).toEqual([{ messageId: 22, reason: null }]),
  );
});

test("a disabled webhook's deliveries are not retried, and a failed delivery is replayed", async () => {
  const { user, inputsOf } = openPage(<QueuesScreen />, {
    path: "/settings/queues?queue=deliveries&state=failed",
    answers: { ...ANSWERS, "webhooks.replay": () => ({ count: 1, nextSeq: null }) },
  });
  expect(await screen.findByText("This webhook is disabled: nothing is sent to it.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Retry everything/ })).toBeNull();
  await user.click(await screen.findByRole("button", { name: "Retry message.created now" }));
  await waitFor(() =>
    expect(inputsOf("webhooks.replay")).toEqual([{ endpointId: 3, replay: { deliveryId: 41 } }]),
  );
});

test("the jobs of a kind are shown on demand, with their errors", async () => {
  const { user, inputsOf } = openPage(<QueuesScreen />, {
    path: "/settings/queues?queue=jobs",
    answers: { ...ANSWERS, "queues.retryJob": () => ({ count: 1, hasMore: false }) },
  });
  await user.click(await screen.findByRole("button", { name: "Show jobs" }));
  expect(await screen.findByText("Connection refused")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Retry ada@example.com now" }));
  await waitFor(() =>
    expect(inputsOf("queues.retryJob")).toEqual([{ kind: "mails", key: "1:0:0:0:ada@example.com" }]),
  );
});
