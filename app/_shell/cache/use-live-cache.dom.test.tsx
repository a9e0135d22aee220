import { useQuery } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { useLive } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import type { Event, EventType } from "@/server/contract/event/event";
import { sampleEvent } from "@/server/contract/event/event-samples";
import type { Frame } from "@/server/contract/live/frame";
import { openPage } from "@/test/support/dom/page";
import { transitionsOf } from "./queries";
import { useLiveCache } from "./use-live-cache";

/** Sends a frame to the hooks of the page. */
let send: (frame: Frame) => void;

/** Lets the test be the page's stream. */
function useStreamOfTest() {
  const live = useLive();
  useState(() => {
    const listeners: ((frame: Frame) => void)[] = [];
    vi.spyOn(live, "onFrame").mockImplementation((listener) => {
      listeners.push(listener);
      return () => {};
    });
    send = (frame) => {
      for (const listener of listeners) listener(frame);
    };
  });
}

/** The history of conversation 7, and of its message 5. */
function Shown() {
  useStreamOfTest();
  useLiveCache();
  const trpc = useTRPC();
  const history = useQuery(transitionsOf(trpc, 7));
  const timeline = useQuery(trpc.messages.timeline.queryOptions({ messageId: 5 }));
  return <p>{history.isSuccess && timeline.isSuccess ? "History" : "Loading"}</p>;
}

const eventOf = (type: EventType, id: number, displayId = id): Event => {
  const { data, resource, ...envelope } = sampleEvent(type);
  return { ...envelope, hash: "", data: { ...data, id, displayId }, resource: { ...resource, id } } as Event; // of its type
};

test("events of other conversations and messages do not read the shown one's history again", async () => {
  const { inputsOf } = openPage(<Shown />, {
    answers: {
      "conversations.transitions": () => ({ data: [], nextCursor: null, asOf: "0" }),
      "messages.timeline": () => ({}) as never,
      "conversations.counts": () => ({}) as never,
    },
  });
  const requests = () => [inputsOf("conversations.transitions").length, inputsOf("messages.timeline").length];
  await screen.findByText("History");
  const receive = (...events: Event[]) => act(() => send({ cursor: "0", events }));
  await receive(eventOf("conversation.status_changed", 8), eventOf("message.status_changed", 6));
  await receive(eventOf("conversation.status_changed", 7));
  await expect.poll(requests).toEqual([2, 1]);
  await receive(eventOf("message.status_changed", 5));
  await expect.poll(requests).toEqual([2, 2]);
});

function Silent() {
  useStreamOfTest();
  useLiveCache();
  return null;
}

test("a page is rendered anew when its member gets another name or role, or its account another name, and not for others", async () => {
  const { refresh } = openPage(<Silent />, { me: { id: 1 } });
  const member = (id: number, changes: Event["changes"]) =>
    act(() => send({ cursor: "0", events: [{ ...eventOf("member.updated", id), changes }] }));
  const role = { role: { from: "administrator", to: "agent" } };
  await member(2, role);
  await member(1, { availability: { from: "online", to: "away" } });
  expect(refresh).not.toHaveBeenCalled();
  await member(1, role);
  expect(refresh).toHaveBeenCalledTimes(1);
  await member(1, { name: { from: "Ada Duarte", to: "Ada Lima" } });
  expect(refresh).toHaveBeenCalledTimes(2);
  const account = (changes: Event["changes"]) =>
    act(() => send({ cursor: "0", events: [{ ...eventOf("account.updated", 1), changes }] }));
  await account({ purgeAfterDays: { from: 30, to: 90 } });
  expect(refresh).toHaveBeenCalledTimes(2);
  await account({ name: { from: "Acme", to: "Acme Ltd" } });
  expect(refresh).toHaveBeenCalledTimes(3);
});

function Settings() {
  useStreamOfTest();
  useLiveCache();
  const trpc = useTRPC();
  const read = [
    useQuery(trpc.tokens.origins.queryOptions()),
    useQuery(trpc.twoFactor.requirement.queryOptions()),
    useQuery(trpc.deletions.retention.queryOptions()),
    useQuery(trpc.me.replyAssignment.queryOptions()),
  ];
  return <p>{read.every(({ isSuccess }) => isSuccess) ? "Settings" : "Loading"}</p>;
}

test("settings of the account are read again wherever they are shown when somebody changes one", async () => {
  const { inputsOf } = openPage(<Settings />, {
    answers: {
      "tokens.origins": () => [],
      "twoFactor.requirement": () => ({ requiresTwoFactor: false }),
      "deletions.retention": () => ({ purgeAfterDays: 30, receiptMonths: 0 }),
      "me.replyAssignment": () => ({ choice: "account", accountDefault: true }),
    },
  });
  await screen.findByText("Settings");
  await act(() => send({ cursor: "0", events: [eventOf("account.updated", 1)] }));
  for (const procedure of [
    "tokens.origins",
    "twoFactor.requirement",
    "deletions.retention",
    "me.replyAssignment",
  ])
    await expect.poll(() => inputsOf(procedure)).toHaveLength(2);
});
