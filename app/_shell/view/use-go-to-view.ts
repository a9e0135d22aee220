"use client";

import { usePathname, useRouter } from "next/navigation";
import { goTo } from "./navigate";
import { hrefOf, type View } from "./view";

/** Within the inbox the URL changes without requesting a page from the server. */
export function useGoToView(): (view: View) => void {
  const path = usePathname();
  const router = useRouter();
  return (view) => (path === "/inbox" ? goTo(view) : router.push(hrefOf(view)));
}
