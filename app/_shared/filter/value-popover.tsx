"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/overlay/popover";
import type { Trigger } from "@/app/_ui/overlay/use-popup";

type ValuePopoverProps = {
  title: string;
  trigger: Trigger;
  /** Removes the filter; null while there is none. */
  any: { text: string; onChoose: () => void } | null;
  /** `close` after a choice that is complete. */
  children: (close: () => void) => ReactNode;
};

/** The value of a filter in a small window at its button, with a way back to any value. */
export function ValuePopover({ title, trigger, any, children }: ValuePopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover title={title} align="start" open={isOpen} onOpenChange={setOpen} trigger={trigger}>
      {children(close)}
      {any === null ? null : (
        <Button
          size="sm"
          variant="ghost"
          className="mt-2"
          onClick={() => {
            close();
            any.onChoose();
          }}
        >
          {any.text}
        </Button>
      )}
    </Popover>
  );
}
