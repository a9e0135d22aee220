"use client";

import { LayoutTemplate, Timer, TimerOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useTimes } from "@/app/_lib/times/times";
import { Button } from "@/app/_ui/button";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { ReplyWindow } from "./use-reply-window";

const TemplateDialog = windowOnDemand(() => import("./template-dialog").then((file) => file.default));

const MINUTE_MS = 60_000;
/** The end is near when a reply has to be written now. */
const SOON_MS = 60 * MINUTE_MS;

/** Until when free text goes to the customer, and what goes after that. Loaded on demand, hence the default export. */
export default function WindowLine({ id, window }: { id: string; window: ReplyWindow }) {
  const t = useTranslations("composer.template");
  const [isOpen, setOpen] = useState(false);
  const { isClosed, leftMs } = window;
  const Icon = isClosed ? TimerOff : Timer;
  return (
    <div
      className={cn(
        "mx-2 mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 rounded-s px-1.5 text-sm",
        isClosed ? "bg-warn-soft py-1.5 text-warn" : leftMs < SOON_MS ? "text-warn" : "text-muted",
      )}
    >
      <Icon size={15} aria-hidden className="shrink-0" />
      <p id={id} role={isClosed ? "status" : undefined} className="min-w-0 flex-1 basis-44">
        <WindowText window={window} />
      </p>
      <Button size="sm" variant={isClosed ? "primary" : "ghost"} onClick={() => setOpen(true)}>
        <LayoutTemplate size={14} aria-hidden />
        {t(isClosed ? "instead" : "use")}
      </Button>
      {isOpen ? <TemplateDialog onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function WindowText({ window: { closesAt, leftMs, isClosed } }: { window: ReplyWindow }) {
  const t = useTranslations("composer.template");
  const times = useTimes();
  if (closesAt === null) return t("neverOpened");
  if (isClosed) return t("closed", { time: times.near(closesAt) });
  const minutes = Math.max(1, Math.floor(leftMs / MINUTE_MS));
  const left = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  return t(left.hours > 0 ? "hoursLeft" : "minutesLeft", { ...left, time: times.near(closesAt) });
}
