"use client";

import { useFormatter } from "next-intl";

/** Returns a function for names as one text, separated as in the reader's language: "A, B" and "A、B". */
export function useListText(): (names: readonly string[]) => string {
  const format = useFormatter();
  return (names) => format.list([...names], { style: "narrow" });
}
