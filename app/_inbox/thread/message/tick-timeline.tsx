"use client";

import { useTranslations } from "next-intl";
import { onDemand } from "@/app/_lib/on-demand";
import { useInbox } from "@/app/_shared/use-account";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Tick, type TickStatus } from "@/app/_ui/display/tick";
import { Popover } from "@/app/_ui/overlay/popover";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { beginsAsSent } from "./unreported";

/** Loaded when it is first opened. */
const TimelineLines = onDemand(() => import("./timeline-lines").then((file) => file.TimelineLines));

type TickTimelineProps = {
  message: MessageDto;
  status: TickStatus;
  /** Of an edited message: what the tick is about. */
  of?: "edit" | "first" | "both";
};

/** A message's tick; a click shows its receipts. */
export function TickTimeline({ message, status, of = "both" }: TickTimelineProps) {
  const t = useTranslations("timeline");
  const tick = useTranslations("tick");
  const reach = useTranslations("thread.reach");
  const inbox = useInbox(message.inboxId);
  const name = tick(status === "sent" && inbox && beginsAsSent(inbox, message) ? "unreported" : status);
  const label = of === "both" ? name : reach(of, { status: name });
  return (
    <Popover
      title={t("title")}
      align="end"
      side="top" // the reason of a failure and its button are below the bubble
      trigger={
        <button
          type="button"
          title={label}
          className="touch-target -m-1 inline-flex items-center rounded-xs p-1 hover:bg-hover"
        >
          <Tick status={status} label={label} className={of === "first" ? "text-faint" : ""} />
        </button>
      }
    >
      <TimelineLines message={message} fallback={<Skeleton className="h-16" />} />
    </Popover>
  );
}
