"use client";

import dynamic from "next/dynamic";
import { whenReachable } from "@/app/_lib/when-reachable";

/** The state of the connection, and what was not sent. Not part of the first load: it says nothing while all is well. */
export const ConnectionMark = dynamic(
  whenReachable(() => import("@/app/_shell/after-paint").then(({ ConnectionStatus }) => ConnectionStatus)),
  { ssr: false },
);
