"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Who is signed in. */
export type Me = {
  id: number;
  name: string;
  email: string;
  role: "administrator" | "agent";
  account: string;
};

const MeContext = createContext<Me | null>(null);

export const MeProvider = ({ me, children }: { me: Me; children: ReactNode }) => (
  <MeContext value={me}>{children}</MeContext>
);

/** Who is signed in; below `MeProvider` only. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a <MeProvider> above it");
  return me;
}
