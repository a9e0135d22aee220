"use client";

import { createContext, useContext } from "react";

/** What became of an item since the dialog that edits it was opened, by others or in another tab. */
type EditedItem = {
  state: "same" | "changed" | "deleted";
  /** Shows the item as it is now, without what was entered. */
  onReload: () => void;
};

type Versioned = { id: number; version: number };

/** An item as a dialog `opened` it beside the `items` that there are; of a new one nothing changes. */
export function stateOf(opened: Versioned | null, items: readonly Versioned[] | undefined) {
  if (opened === null || items === undefined) return "same";
  const now = items.find(({ id }) => id === opened.id);
  if (now === undefined) return "deleted";
  return now.version === opened.version ? "same" : "changed";
}

const EditedItemContext = createContext<EditedItem>({ state: "same", onReload() {} });

export const EditedItemProvider = EditedItemContext.Provider;
export const useEditedItem = (): EditedItem => useContext(EditedItemContext);
