"use client";

import { createContext, Fragment, type ReactNode, useContext } from "react";

/** What became of an item since the dialog that edits it was opened, by others or in another tab. */
type EditedItem = {
  state: "same" | "changed" | "deleted";
  /** Shows the item as it is now, without what was entered. */
  onReload: () => void;
};

type Versioned = { id: number; version: number };

/** An item as a dialog `opened` it beside the `items` that there are; of a new one nothing changes. */
function stateOf(opened: Versioned | null, items: readonly Versioned[] | undefined) {
  if (opened === null || items === undefined) return "same";
  const now = items.find(({ id }) => id === opened.id);
  if (now === undefined) return "deleted";
  return now.version === opened.version ? "same" : "changed";
}

const EditedItemContext = createContext<EditedItem>({ state: "same", onReload() {} });

type EditedItemProps = {
  /** Null: a new one. */
  opened: Versioned | null;
  items: readonly Versioned[] | undefined;
  onReload: () => void;
  children: ReactNode;
};

/** Around the dialog of an item: shows in it what became of the item, and begins it anew with each version that is opened. */
export function EditedItemDialog({ opened, items, onReload, children }: EditedItemProps) {
  return (
    <EditedItemContext.Provider value={{ state: stateOf(opened, items), onReload }}>
      <Fragment key={opened?.version}>{children}</Fragment>
    </EditedItemContext.Provider>
  );
}

export const useEditedItem = (): EditedItem => useContext(EditedItemContext);
