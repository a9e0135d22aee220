import { expect, test } from "vitest";
import type { Frame, Presence } from "@/server/contract/live/frame";
import { createPresenceStore } from "./live";
import type { LiveState } from "./live-health";

function follow() {
  let [onFrame, onState, state]: [(frame: Frame) => void, () => void, LiveState] = [
    () => {},
    () => {},
    "live",
  ];
  const store = createPresenceStore({
    onFrame: (listener) => {
      onFrame = listener;
      return () => {};
    },
    onState: (listener) => {
      onState = listener;
      return () => {};
    },
    state: () => state,
  });
  const receive = (presence: Presence) => onFrame({ cursor: "e:1", events: [], presence });
  const enter = (next: LiveState) => {
    state = next;
    onState();
  };
  return { store, receive, enter };
}

const at = (displayId: number, ...viewerIds: number[]) => ({ displayId, viewerIds, typerIds: [] });

test("a conversation's presence replaces its previous one; a full state replaces everything", () => {
  const { store, receive } = follow();
  receive({ isWhole: true, at: [at(7, 1), at(8, 1)] });
  receive({ isWhole: false, at: [at(7, 1, 2), at(8)] });
  expect([store.at(7), store.at(8)]).toEqual([at(7, 1, 2), null]);
  receive({ isWhole: true, at: [at(9, 3)] });
  expect([store.at(7), store.at(9)]).toEqual([null, at(9, 3)]);
});

test("while the stream is broken nobody is present", () => {
  const { store, receive, enter } = follow();
  receive({ isWhole: true, at: [at(7, 1)] });
  enter("connecting");
  expect(store.at(7)).toBeNull();
});
