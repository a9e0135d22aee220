"use client";

import dynamic from "next/dynamic";
import { useReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { whenReachable } from "@/app/_lib/when-reachable";

const ReauthenticationDialog = dynamic(
  whenReachable(() => import("./reauthentication-dialog")),
  { ssr: false },
);

/** Asks for the password when a call requires it. */
export function Reauthentication() {
  const request = useReauthenticationRequest();
  return request ? <ReauthenticationDialog request={request} /> : null;
}
