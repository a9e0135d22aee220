"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { Button } from "@/app/_ui/button";
import { useFinalFocus } from "./final-focus";

const PLACE = {
  center: "top-[12vh] left-1/2 max-h-[76vh] w-[calc(100vw-2rem)] -translate-x-1/2 rounded-l",
  left: "inset-y-0 left-0 w-4/5 max-w-popup border-r",
  right: "inset-y-0 right-0 w-[88%] max-w-popup border-l",
};

const MAX_WIDTH = { normal: "max-w-dialog", wide: "max-w-command", widest: "max-w-sheet" };

/** The content of a dialog; loaded on demand, hence the default export. */
export default function DialogWindow({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  side = "center",
  size = "normal",
  isShownOnce = false,
  isMaking = false,
  footer,
  children,
}: DialogProps) {
  const finalFocus = useFinalFocus(open);
  const [isTyped, setTyped] = useState(false);
  return (
    <Base.Root
      open={open}
      onOpenChange={(isOpen) => (isOpen || !isMaking) && onOpenChange(isOpen)}
      onOpenChangeComplete={() => setTyped(false)}
      disablePointerDismissal={isShownOnce || isTyped} // a press beside it loses no text
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          finalFocus={finalFocus}
          data-popup={side}
          onInput={() => setTyped(true)}
          className={cn(
            "fixed z-40 flex flex-col overflow-hidden border-line bg-raised shadow-pop outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
            PLACE[side],
            side === "center" && MAX_WIDTH[size],
          )}
        >
          <Base.Title className="min-h-11.5 truncate pt-3 pr-12 pl-4 text-md">{title}</Base.Title>
          {description ? (
            <Base.Description className="px-4 pb-2 text-muted">{description}</Base.Description>
          ) : null}
          {/* The padding keeps the focus ring of the first and the last field in sight. */}
          <div className="scroll-cue -mt-1 min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{children}</div>
          {footer}
          {/* Last in order: a form's first field gets the initial focus. */}
          <Base.Close
            render={
              <Button
                variant="ghost"
                size="icon"
                aria-label={closeLabel}
                className="absolute top-2 right-2"
              />
            }
          >
            <X size={16} aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  closeLabel: string;
  /** `left` and `right` are sheets along the window's side. */
  side?: "center" | "left" | "right";
  /** The maximum width of a centred dialog. */
  size?: "normal" | "wide" | "widest";
  /** A press beside the dialog does not close it: what it shows cannot be opened again. */
  isShownOnce?: boolean;
  /** Nothing closes it: what it is about to show once is being made. */
  isMaking?: boolean;
  /** What stays below, while the rest scrolls. */
  footer?: ReactNode;
  children: ReactNode;
};
