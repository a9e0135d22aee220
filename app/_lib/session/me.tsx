"use client";

import { createContext, type ReactNode, useContext } from "react";

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
  /** An administrator, and nothing left the installation when the page was loaded. */
  isOutboundOff: boolean;
  /** The maintenance under way when the page was loaded, or null. */
  maintenance: { text: string } | null;
};

const MeContext = createContext<Me | null>(null);

export const MeProvider = ({ me, children }: { me: Me; children: ReactNode }) => (
  <MeContext value={me}>{children}</MeContext>
);

/** The signed-in member; only below `MeProvider`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a <MeProvider> above it");
  return me;
}
