"use client";

import Alerts from "@/app/_shell/notifications/alerts";
import { useLeaveQuestion, useOutbox } from "@/app/_shell/unsent/use-outbox";

/** What runs on every signed-in page without being seen. Loaded after the screen, hence the default export. */
export default function Background() {
  useOutbox();
  useLeaveQuestion();
  return <Alerts />;
}
