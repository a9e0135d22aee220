"use client";

import type { ComponentProps } from "react";
import { useInboxes } from "@/app/_shared/use-inbox";
import { CheckList } from "./check-list";

/** Some of the inboxes that the reader may see; nothing where there are none. */
export function InboxCheckList(props: Omit<ComponentProps<typeof CheckList<number>>, "items">) {
  const inboxes = useInboxes();
  if (inboxes.length === 0) return null;
  return <CheckList items={inboxes.map(({ id, name }) => ({ value: id, label: name }))} {...props} />;
}
