import { screen, within } from "@testing-library/react";
import { useEffect, useState } from "react";
import { expect, test } from "vitest";
import { MeProvider, useMe } from "@/app/_lib/session/me";
import { useTRPCClient } from "@/app/_lib/trpc";
import { RefusedBulk } from "@/app/_shell/refused-bulk";
import { Refusal } from "@/server/contract/_shared/refusal";
import { bulkOperation } from "@/server/contract/event/sample-dtos";
import { notices, openPage } from "@/test/support/dom/page";
import { useBulk } from "./use-bulk";

function Bulk() {
  const { change, running } = useBulk();
  const begin = () => change({ action: "status", params: { signal: "resolve" } }, { displayIds: [1] });
  return (
    <button type="button" onClick={() => void begin()}>
      {running ? "Running" : "Resolve"}
    </button>
  );
}

/** Reads something after the page has read what it resumes: its answer comes no earlier. */
function ReadAfter() {
  const { id } = useMe();
  const client = useTRPCClient();
  const [readBy, setReadBy] = useState(0);
  useEffect(() => {
    void client.labels.list.query().then(() => setReadBy(id));
  }, [client, id]);
  return <p>Read by {readBy}</p>;
}

/** A tab in which another member signs in. */
function Tab() {
  const me = useMe();
  const [id, setId] = useState(1);
  return (
    <MeProvider key={id} me={{ ...me, id }}>
      <button type="button" onClick={() => setId(3 - id)}>
        Change member
      </button>
      <Bulk />
      <ReadAfter />
    </MeProvider>
  );
}

test("a bulk operation is resumed for the member who began it, and not for another in the same tab", async () => {
  let bulk = bulkOperation;
  const answers = { "bulk.start": () => bulk, "bulk.get": () => bulk, "labels.list": () => [] };
  const { user, inputsOf } = openPage(<Tab />, { answers });
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  await screen.findByRole("button", { name: "Running" });
  const readBefore = inputsOf("bulk.get").length;
  await user.click(screen.getByRole("button", { name: "Change member" }));
  await screen.findByText("Read by 2");
  screen.getByRole("button", { name: "Resolve" });
  expect(inputsOf("bulk.get")).toHaveLength(readBefore);
  await user.click(screen.getByRole("button", { name: "Change member" }));
  await screen.findByRole("button", { name: "Running" });
  bulk = { ...bulkOperation, state: "completed", version: bulkOperation.version + 1 };
  await screen.findByRole("button", { name: "Resolve" }, { timeout: 4_000 }); // it is read again every two seconds
});

/** The inbox, which its member leaves for another page, and to which they return. */
function Shell() {
  const [isInbox, setInbox] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setInbox(!isInbox)}>
        {isInbox ? "Contacts" : "Inbox"}
      </button>
      {isInbox ? <Bulk /> : null}
      <RefusedBulk />
    </>
  );
}

test("an operation is followed once, and shows what it skipped, although its member leaves the inbox", async () => {
  let bulk = bulkOperation;
  const ended = { ...bulkOperation, state: "completed" as const, total: 2, succeeded: 1, failed: 1 };
  const { user, inputsOf } = openPage(<Shell />, {
    answers: {
      "bulk.start": () => bulk,
      "bulk.get": () => bulk,
      "bulk.refused": () => ({
        data: [
          {
            ordinal: 1,
            conversationId: 7,
            displayId: 7,
            state: "failed" as const,
            code: "conversation.trashed",
          },
        ],
        nextCursor: null,
        asOf: "0",
      }),
    },
  });
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  await screen.findByRole("button", { name: "Running" });
  await user.click(screen.getByRole("button", { name: "Contacts" }));
  await user.click(screen.getByRole("button", { name: "Inbox" }));
  screen.getByRole("button", { name: "Running" });
  await user.click(screen.getByRole("button", { name: "Contacts" }));
  bulk = { ...ended, version: bulkOperation.version + 1 };
  await user.click(await within(notices()).findByText("Show", undefined, { timeout: 4_000 }));
  const listed = await screen.findByRole("dialog", { name: "1 of 2 skipped" });
  await within(listed).findByRole("button", { name: "#7" });
  expect(inputsOf("bulk.start")).toHaveLength(1);
  await user.click(within(listed).getByRole("button", { name: "Close" }));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});

test("an operation stays shown when the undo of an earlier one ends", async () => {
  const earlier = { ...bulkOperation, state: "completed" as const, succeeded: 1, failed: 0 };
  let running = { ...bulkOperation, id: bulkOperation.id + 1 };
  const starts = [
    () => earlier,
    () => running,
    () => {
      throw new Refusal("bulk_operation.not_running");
    },
  ];
  const { user, inputsOf } = openPage(<Bulk />, {
    answers: {
      "bulk.start": () => starts.shift()?.() ?? running,
      "bulk.get": ({ id }: { id: number }) => (id === earlier.id ? earlier : running),
    },
  });
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  const undo = await within(notices()).findByRole("button", { name: "Undo" });
  await user.click(await screen.findByRole("button", { name: "Resolve" }));
  await screen.findByRole("button", { name: "Running" });
  await user.click(undo);
  await expect.poll(() => inputsOf("bulk.start").length).toBe(3);
  await within(notices()).findByText(/^Couldn't undo/);
  screen.getByRole("button", { name: "Running" });
  running = { ...running, state: "completed", version: running.version + 1 };
  await screen.findByRole("button", { name: "Resolve" }, { timeout: 4_000 });
});

test("an operation that cannot be read any more is not followed for ever, and the member learns of it", async () => {
  let isThere = true;
  const { user, inputsOf } = openPage(<Bulk />, {
    answers: {
      "bulk.start": () => bulkOperation,
      "bulk.get": () => {
        if (!isThere) throw new Refusal("bulk_operation.not_found");
        return bulkOperation;
      },
    },
  });
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  await screen.findByRole("button", { name: "Running" });
  isThere = false;
  await screen.findByRole("button", { name: "Resolve" }, { timeout: 4_000 });
  await within(notices()).findByText(/^Lost track of the bulk action/);
  expect(inputsOf("bulk.get").length).toBeLessThan(4);
});
