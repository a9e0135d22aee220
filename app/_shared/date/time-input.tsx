"use client";

import { Select as Base } from "@base-ui/react/select";
import { Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useRegion } from "@/app/_lib/times/times";
import { IconButton } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import { SelectList } from "@/app/_ui/select";
import { formatTime, parseTime } from "./typed-date";
import { TypedInput } from "./typed-input";

const HALF_HOURS = Array.from(
  { length: 48 },
  (_, at) => `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 === 0 ? "00" : "30"}`,
);

type TimeInputProps = {
  id?: string;
  /** Its name, where no label belongs to its `id`. */
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
  /** HH:MM, or empty. */
  time: string;
  /** Never called with an empty time. */
  onChange: (time: string) => void;
  className?: string;
};

/** A time of day that is typed as the reader's region writes it, or chosen from the half hours. */
export function TimeInput({ time, onChange, className, ...input }: TimeInputProps) {
  const t = useTranslations("dateField");
  const isHydrated = useIsHydrated();
  const region = useRegion();
  const format = (one: string) => (region === null || one === "" ? "" : formatTime(one, region));
  const change = (next: string | null) => {
    if (next !== null && next !== "") onChange(next);
  };
  const clock = (
    <IconButton label={t("times")}>
      <Clock size={15} aria-hidden />
    </IconButton>
  );
  return (
    <span className={cn("relative flex min-w-0 items-center", className)}>
      <TypedInput
        {...input}
        value={time}
        format={format}
        parse={parseTime}
        fault={t("invalidTime", { example: format("14:30") })}
        onChange={change}
        className={cn(FIELD, "pr-9 font-normal")}
      />
      {isHydrated ? (
        <Base.Root value={time} onValueChange={change} modal={false}>
          <span className={AT_END}>
            <Base.Trigger render={clock} />
          </span>
          <SelectList align="end" options={HALF_HOURS.map((value) => ({ value, label: format(value) }))} />
        </Base.Root>
      ) : (
        // As in `Select`: the library's hidden field has an inline style.
        <span className={AT_END}>{clock}</span>
      )}
    </span>
  );
}

const AT_END = "absolute end-0.5";
