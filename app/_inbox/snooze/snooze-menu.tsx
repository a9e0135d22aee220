"use client";

import { CalendarClock, Clock, Coffee, MessageCircle, Sunrise } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactElement, useState } from "react";
import { serverNow } from "@/app/_lib/times/server-now";
import { useTimes } from "@/app/_lib/times/times";
import { Menu, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import type { Trigger } from "@/app/_ui/overlay/use-popup";

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

const ICON: Record<SnoozeChoice["id"], ReactElement> = {
  hour: <Clock size={15} />,
  tomorrow: <Sunrise size={15} />,
  monday: <Coffee size={15} />,
};

type Snooze = { id: string; name: string; detail?: string; icon: ReactElement; until: Date | null };

/** The choices as of now: usual times, then the customer's next message. */
function useSnoozeChoices(): () => Snooze[] {
  const t = useTranslations("snooze");
  const times = useTimes();
  return () => [
    ...snoozeChoices(new Date(serverNow())).map(({ id, until }) => ({
      id,
      name: t(id),
      detail: times.near(until.toISOString()),
      icon: ICON[id],
      until,
    })),
    { id: "reply", name: t("reply"), icon: <MessageCircle size={15} />, until: null },
  ];
}

type Snoozes = {
  /** The listed choices. */
  choices: () => Snooze[];
  /** The choice that typed words make, such as "next Tuesday 9"; null if they are no time. */
  ofText: (text: string) => Snooze | null;
};

/** The choices of the palette. What reads words is loaded when they are listed first. */
export function useSnoozes(): Snoozes {
  const listed = useSnoozeChoices();
  const times = useTimes();
  const locale = useLocale();
  const [words, setWords] = useState<typeof import("./snooze-words") | null>(null);
  // Without it, typing makes no choice: the listed ones are there.
  const loadWords = () => void import("./snooze-words").then(setWords, () => undefined);
  return {
    choices: () => {
      if (!words) loadWords();
      return listed();
    },
    ofText: (text) => {
      const until = words?.timeOfWords(text, locale, new Date(serverNow())) ?? null;
      if (until === null) return null;
      // The palette lists what its text matches: the name is what was typed.
      return {
        id: "words",
        name: text,
        detail: times.moment(until.toISOString()),
        icon: <CalendarClock size={15} />,
        until,
      };
    },
  };
}

/** A time until which a conversation can be snoozed. */
type SnoozeChoice = { id: "hour" | "tomorrow" | "monday"; until: Date };

const MORNING_HOUR = 9;

/** The choices at `now`, in the reader's time zone. On a Sunday "tomorrow" is Monday, which is listed once. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const tomorrow = morningIn(now, 1);
  const daysToMonday = (8 - now.getDay()) % 7 || 7;
  const monday = morningIn(now, daysToMonday);
  const choices: SnoozeChoice[] = [
    { id: "hour", until: new Date(now.getTime() + 60 * 60_000) },
    { id: "tomorrow", until: tomorrow },
  ];
  return daysToMonday === 1 ? choices : [...choices, { id: "monday", until: monday }];
}

function morningIn(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}
