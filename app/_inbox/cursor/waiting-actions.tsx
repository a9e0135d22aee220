"use client";

import { useLayoutEffect } from "react";
import { useActions, useActionsHost } from "@/app/_shell/keys/actions";
import type { Layer, Offers } from "@/app/_shell/keys/offers";
import { ACTION_IDS, changesTarget } from "@/app/_shell/keys/registry";

export const SELECTION_TARGET = "selection";
export const rowTarget = (displayId: number): string => `row ${displayId}`;
/** The conversation in the thread; null: the list without a thread. */
export const conversationTarget = (displayId: number | null): string => `conversation ${displayId}`;

/**
 * Stands in for the actions of a target that are being loaded: a requested one waits for them, and so do the keys after it.
 * Give it the target as its key.
 */
export function WaitingActions({ layer, target }: { layer: Layer; target: string }) {
  const { queue } = useActionsHost();
  const offers: Offers = {};
  for (const id of ACTION_IDS.filter(changesTarget)) offers[id] = { run: () => queue.begin(id, target) };
  useActions(layer, offers);
  useLayoutEffect(() => () => queue.drop(target), [queue, target]);
  return null;
}

/** For a target that is shown, after its actions are offered: performs what waited for them. */
export function useWaitingKeys(target: string): void {
  const { queue } = useActionsHost();
  useLayoutEffect(() => queue.release(target), [queue, target]);
}

/** Performs what waited for a target without actions of its own: the list without a thread, or a thread that cannot be shown. */
export function Released({ target }: { target: string }) {
  useWaitingKeys(target);
  return null;
}
