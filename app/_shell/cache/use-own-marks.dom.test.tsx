import { screen } from "@testing-library/react";
import { useEffect, useMemo, useRef } from "react";
import { expect, test, vi } from "vitest";
import { useLive } from "@/app/_lib/live/live";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Frame } from "@/server/contract/live/frame";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { useCacheWriter } from "./use-cache-writer";
import { useConversationList } from "./use-conversation-list";
import { useOwnMarks } from "./use-own-marks";

type Live = ReturnType<typeof useLive>;

/** The listeners of the hook to the page's stream, and the state that it reads. */
const stream = {
  state: () => {},
  frame: (_frame: Frame) => {},
  current: "live" as ReturnType<Live["state"]>,
};

/** Lets the test be the stream for who listens until the returned function is called. */
function replaceStream(live: Live): () => void {
  vi.spyOn(live, "state").mockImplementation(() => stream.current);
  const onState = vi.spyOn(live, "onState").mockImplementation((listener) => {
    stream.state = listener;
    return () => {};
  });
  const onFrame = vi.spyOn(live, "onFrame").mockImplementation((listener) => {
    stream.frame = listener;
    return () => {};
  });
  return () => {
    onState.mockRestore();
    onFrame.mockRestore();
  };
}

function becomes(state: typeof stream.current): void {
  stream.current = state;
  stream.state();
}

const mark = { conversationId: 1, unreadCount: 0, seenNumber: 1 };
const row = { conversation: aConversation({ id: 1 }), contact: aContact(), seen: mark };

function Shown() {
  const { rows } = useConversationList(FIRST_VIEW);
  const live = useLive();
  const writer = useCacheWriter();
  const restore = useRef(() => {});
  useEffect(() => {
    restore.current = replaceStream(live);
  }, [live]);
  useOwnMarks(useMemo(() => writer, [writer]));
  useEffect(() => restore.current(), []);
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
    stream.frame({ events: [{}] } as never); // again, until the refusal has been handled
    return requests;
  };
  await expect.poll(readAfterEvent).toBe(2);
});
