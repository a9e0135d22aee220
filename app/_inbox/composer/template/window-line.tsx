"use client";

import { LayoutTemplate, Timer, TimerOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import type { ReplyWindow } from "@/app/_shared/template/reply-window";
import { WindowText } from "@/app/_shared/template/window-text";
import { Button } from "@/app/_ui/button";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";

const ReplyTemplate = windowOnDemand(() => import("./reply-template").then((file) => file.default));

/** The end is near when a reply has to be written now. */
const SOON_MS = 60 * 60_000;

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
      {isOpen ? <ReplyTemplate onClose={() => setOpen(false)} /> : null}
    </div>
  );
}
