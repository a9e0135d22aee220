"use client";

import { useReauthenticationRequest } from "@/app/_lib/session/reauthentication";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const ReauthenticationDialog = windowOnDemand(() =>
  import("./reauthentication-dialog").then((file) => file.default),
);

/** Asks for the password when a call requires it. */
export function Reauthentication() {
  const request = useReauthenticationRequest();
  return request ? <ReauthenticationDialog request={request} /> : null;
}
