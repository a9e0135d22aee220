"use client";

import { type RefObject, useEffect } from "react";
import { useActions, useActionsHost } from "@/app/_shell/keys/actions";
import type { Layer, Offers } from "@/app/_shell/keys/offers";
import { ACTION_IDS, type ActionId, changesTarget } from "@/app/_shell/keys/registry";

/** The action whose key was pressed last before the actions were loaded, or null. */
export type RequestedAction = RefObject<ActionId | null>;

/** Stands in for actions that are being loaded: the last key waits for them. */
export function WaitingActions({ layer, requested }: { layer: Layer; requested: RequestedAction }) {
  const offers: Offers = {};
  for (const id of ACTION_IDS.filter(changesTarget))
    offers[id] = {
      run: () => {
        requested.current = id;
      },
    };
  useActions(layer, offers);
  return null;
}

/** Performs the action that was requested before the caller was loaded. */
export function useRequestedAction(requested: RequestedAction): void {
  const { perform } = useActionsHost();
  useEffect(() => {
    const id = requested.current;
    requested.current = null;
    if (id !== null) perform(id);
  }, [requested, perform]);
}
