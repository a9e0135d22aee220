import { screen } from "@testing-library/react";
import { useMemo } from "react";
import { expect, test, vi } from "vitest";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { useCacheWriter } from "./use-cache-writer";
import { useConversationList } from "./use-conversation-list";
import { useOwnMarks } from "./use-own-marks";

/** The stream of the page, which the test breaks and connects again. */
const { live, listeners } = vi.hoisted(() => {
  const listeners = { state: () => {}, frame: (_frame: object) => {} };
  const stream = {
    current: "live",
    state: () => stream.current,
    onState: (listener: () => void) => {
      listeners.state = listener;
      return () => {};
    },
    onFrame: (listener: (frame: object) => void) => {
      listeners.frame = listener;
      return () => {};
    },
  };
  return { live: stream, listeners };
});

vi.mock("@/app/_lib/live/live", async (original) => ({
  ...(await original<object>()),
  useLive: () => live,
}));

function becomes(state: string): void {
  live.current = state;
  listeners.state();
}

const mark = { conversationId: 1, unreadCount: 0, seenNumber: 1 };
const row = { conversation: aConversation({ id: 1 }), contact: aContact(), seen: mark };

function Shown() {
  const { rows } = useConversationList(FIRST_VIEW);
  const writer = useCacheWriter();
  useOwnMarks(useMemo(() => writer, [writer]));
  return <p>Rows: {rows.length}</p>;
}

test("marks that could not be read after a broken connection are read with the next event", async () => {
  let requests = 0;
  vi.spyOn(Math, "random").mockReturnValue(0);
  openPage(<Shown />, {
    answers: {
      "conversations.list": () => ({ data: [row], nextCursor: null, asOf: "0" }) as never,
      "conversations.seenMarks": () => {
        if (++requests === 1) throw new Refusal("auth.required");
        return [mark] as never;
      },
    },
  });
  await screen.findByText("Rows: 1");
  becomes("connecting");
  becomes("live");
  await expect.poll(() => requests).toBe(1);
  const readAfterEvent = () => {
    listeners.frame({ events: [{}] }); // again, until the refusal has been handled
    return requests;
  };
  await expect.poll(readAfterEvent).toBe(2);
});
