"use client";

import { useEffect } from "react";
import type { ThreadItem } from "@/app/_inbox/thread/items/thread-item";
import { useEditing } from "./editing";

/** Lets the composer edit the reader's last message of a thread: it is scrolled to, as only rows in view are rendered. */
export function useEditLast(
  items: readonly ThreadItem[],
  scrollToIndex: (index: number, options: { align: "auto" }) => void,
): void {
  const { last, begin, whyNot } = useEditing();
  useEffect(() => {
    last.current = () => {
      const at = items.findLastIndex(
        (item) => item.kind === "message" && whyNot("edit", item.message) === null,
      );
      const item = items[at];
      if (item?.kind !== "message") return false;
      scrollToIndex(at, { align: "auto" });
      begin(item.message.id);
      return true;
    };
    return () => {
      last.current = () => false;
    };
  }, [items, scrollToIndex, last, begin, whyNot]);
}
