"use client";

import dynamic from "next/dynamic";
import { whenReachable } from "@/app/_lib/when-reachable";

/** The state of the connection, and what was not sent. Not part of the first load: it says nothing while all is well. */
export const ConnectionMark = dynamic(
  whenReachable(() => import("@/app/_shell/after-paint").then(({ ConnectionStatus }) => ConnectionStatus)),
  { ssr: false },
);

/** The same above a list, where a narrow window has no navigation. It would move the list at each load: a connection that takes long is offline. */
export const ListConnectionMark = () => <ConnectionMark hidesConnecting className="lg:hidden" />;
