"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { NoticesDto } from "@/server/contract/member/constants";
import { setPageMember } from "./page-member";

/** The signed-in member. */
export type Me = {
  id: number;
  name: string;
  email: string;
  role: "administrator" | "agent";
  accountId: number;
  account: string;
  /** The account has the demo's data. */
  isDemo: boolean;
  /** As they were when the page was loaded: `useNotices` follows them. */
  notices: NoticesDto;
};

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  // Before anything below it requests something. The server renders the pages of many.
  if (typeof window !== "undefined") setPageMember(me.id);
  return <MeContext value={me}>{children}</MeContext>;
}

/** The signed-in member; only below `MeProvider`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a <MeProvider> above it");
  return me;
}
