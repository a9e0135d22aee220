"use client";

import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import type { Trigger } from "@/app/_ui/overlay/use-popup";
import { useSnoozeChoices } from "./use-snooze-choices";

type SnoozeMenuProps = {
  trigger: Trigger;
  side?: "top" | "bottom";
  onSnooze: (until: Date | null) => void;
  /** Opens the dialog for a custom time. */
  onPick: () => void;
};

/** A menu of usual times, the customer's next message, and a custom time. */
export function SnoozeMenu({ trigger, side = "bottom", onSnooze, onPick }: SnoozeMenuProps) {
  const t = useTranslations("snooze");
  const choices = useSnoozeChoices();
  const [isOpen, setOpen] = useState(false);
  return (
    <Menu trigger={trigger} side={side} open={isOpen} onOpenChange={setOpen}>
      {(isOpen ? choices() : []).map(({ id, name, detail, icon, until }) => (
        <MenuItem key={id} icon={icon} onSelect={() => onSnooze(until)}>
          {name} <span className="ml-2 text-faint">{detail}</span>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<CalendarClock size={15} />} onSelect={onPick}>
        {t("pick")}
      </MenuItem>
    </Menu>
  );
}
