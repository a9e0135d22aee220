import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { DeletionLine } from "./deletion-line";
import type { PastDeletion } from "./operations";

const at = "2026-11-20T09:00:00.000Z";
const deletion: PastDeletion = {
  ...{ id: 1, operationId: "7d444840-9dc0-41d1-b245-5ffdce74fad2", kind: "conversations", reason: "by_hand" },
  ...{ contactId: null, state: "succeeded", total: 9_000, purged: 9_000, skipped: 0, skips: {} },
  requestedBy: { type: "user", id: 1, name: "Ada Duarte" },
  ...{ createdAt: at, deadlineAt: at, finishedAt: at },
  ...{ acks: [], missing: [{ endpointId: 3, url: "https://copy.example/hook" }] },
};

test("a deletion whose last page of events has none for the endpoint was resent all the same", async () => {
  const { user, inputsOf } = openPage(<DeletionLine deletion={deletion} />, {
    answers: {
      "members.list": () => [],
      "webhooks.replay": ({ replay }) =>
        "sinceSeq" in replay ? { count: 0, nextSeq: null } : { count: 9_000, nextSeq: 12_000 },
    },
  });
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  expect(await screen.findByText("The events of this deletion are being resent.")).toBeTruthy();
  expect(inputsOf("webhooks.replay")).toMatchObject([
    { endpointId: 3, replay: { from: new Date(at) } },
    { endpointId: 3, replay: { from: new Date(at), sinceSeq: 12_000 } },
  ]);
});
