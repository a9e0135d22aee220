"use client";

import { useRefetchOnReconnect } from "@/app/_shell/nav/use-connection";
import { Alerts } from "@/app/_shell/notifications/alerts";
import { useLeaveQuestion, useOutbox } from "@/app/_shell/unsent/use-outbox";

/** What runs on every signed-in page without being seen. */
export function Background() {
  useRefetchOnReconnect();
  useOutbox();
  useLeaveQuestion();
  return <Alerts />;
}
