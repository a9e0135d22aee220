"use client";

import dynamic from "next/dynamic";

/** The state of the connection, and what was not sent. Not part of the first load: it says nothing while all is well. */
export const ConnectionMark = dynamic(
  () => import("@/app/_shell/after-paint").then(({ ConnectionStatus }) => ConnectionStatus),
  { ssr: false },
);
