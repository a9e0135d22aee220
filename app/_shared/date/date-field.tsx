"use client";

import { CalendarDays } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useId, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { useRegion } from "@/app/_lib/times/times";
import { whenReachable } from "@/app/_lib/when-reachable";
import { Button, IconButton } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import { Popover } from "@/app/_ui/overlay/popover";
import { TimeInput } from "./time-input";
import { dayHint, formatDay, parseDay } from "./typed-date";
import { TypedInput } from "./typed-input";

const Calendar = lazy(whenReachable(() => import("./calendar")));

/** Any day of which the form of the region is an example. */
const EXAMPLE_DAY = "2026-12-24";

type DayInputProps = {
  id?: string;
  /** Its name, where no label belongs to its `id`. */
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
  /** YYYY-MM-DD, or empty. */
  day: string;
  onChange: (day: string) => void;
  required?: boolean;
  /** What an empty field shows until it has the focus; then the form in which a day is typed. Default: that form at all times. */
  emptyMark?: string;
  className?: string;
  /** Of the field inside. */
  inputClassName?: string;
};

/** A day that is typed as the reader's region writes it, or chosen in a calendar. */
export function DayInput({
  day,
  onChange,
  required = false,
  emptyMark,
  className,
  inputClassName,
  ...input
}: DayInputProps) {
  const t = useTranslations("dateField");
  const region = useRegion();
  const [isOpen, setOpen] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const form = region === null ? "" : dayHint(region, { day: t("day"), month: t("month"), year: t("year") });
  const choose = (chosen: string) => {
    setOpen(false);
    onChange(chosen);
  };
  return (
    <span className={cn("relative flex min-w-0 items-center", className)}>
      <TypedInput
        {...input}
        required={required}
        inputMode="numeric"
        placeholder={hasFocus ? form : (emptyMark ?? form)}
        onFocus={() => setFocus(true)}
        onBlur={() => setFocus(false)}
        value={day}
        format={(one) => (region === null || one === "" ? "" : formatDay(one, region))}
        parse={(text) => (region === null ? null : parseDay(text, region, new Date()))}
        fault={t("invalidDay", { example: region === null ? "" : formatDay(EXAMPLE_DAY, region) })}
        onChange={onChange}
        className={cn(FIELD, "pr-9 font-normal", inputClassName)}
      />
      <Popover
        title={t("choose")}
        align="end"
        open={isOpen}
        onOpenChange={setOpen}
        trigger={
          <IconButton label={t("choose")} className="absolute end-0.5">
            <CalendarDays size={15} aria-hidden />
          </IconButton>
        }
      >
        {region === null ? null : (
          <Suspense fallback={<div className="h-84" />}>
            <Calendar day={day} region={region} onChoose={choose} />
            {required || day === "" ? null : (
              <Button variant="ghost" size="sm" className="mt-1" onClick={() => choose("")}>
                {t("clear")}
              </Button>
            )}
          </Suspense>
        )}
      </Popover>
    </span>
  );
}

type FieldProps = {
  label: string;
  error?: string | undefined;
  hint?: string | null | undefined;
  required?: boolean;
  className?: string;
};

type DateFieldProps = FieldProps & {
  /** YYYY-MM-DD, or empty. */
  value: string;
  onChange: (day: string) => void;
};

/** A labelled day with a hint and its error below. */
export function DateField({ label, error, hint, required, className, value, onChange }: DateFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <DayInput
        id={id}
        day={value}
        onChange={onChange}
        {...(required && { required })}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}

type DateTimeFieldProps = FieldProps & {
  /** YYYY-MM-DDTHH:MM in the reader's time zone, or empty. */
  value: string;
  onChange: (value: string) => void;
  /** The time of a day for which none was chosen yet. */
  usualTime?: string;
  /** What an empty day shows until it has the focus. */
  emptyMark?: string;
};

/** A labelled day and time in the reader's time zone. */
export function DateTimeField({
  label,
  error,
  hint,
  required,
  className,
  value,
  onChange,
  usualTime = "00:00",
  emptyMark,
}: DateTimeFieldProps) {
  const t = useTranslations("dateField");
  const id = useId();
  const [day = "", time = ""] = value.split("T");
  const change = (nextDay: string, nextTime: string) =>
    onChange(nextDay === "" ? "" : `${nextDay}T${nextTime || usualTime}`);
  const shared = { "aria-invalid": error !== undefined, "aria-describedby": `${id}-note` };
  return (
    <fieldset className={className}>
      <legend className="mb-1 font-medium">{label}</legend>
      <div className="flex flex-wrap gap-2">
        <DayInput
          {...shared}
          aria-label={t("part", { label, part: t("date") })}
          day={day}
          onChange={(next) => change(next, time)}
          {...(required && { required })}
          {...(emptyMark !== undefined && { emptyMark })}
          className="flex-1 basis-36"
        />
        {day === "" ? null : (
          <TimeInput
            {...shared}
            aria-label={t("part", { label, part: t("time") })}
            time={time}
            onChange={(next) => change(day, next)}
            className="w-28 flex-none"
          />
        )}
      </div>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </fieldset>
  );
}

type FieldNoteProps = Pick<FieldProps, "error" | "hint"> & { id: string };

const FieldNote = ({ id, error, hint }: FieldNoteProps) => (
  <p id={id} className={cn("mt-1 text-sm", error === undefined ? "text-muted" : "text-bad")} dir="auto">
    {error ?? hint}
  </p>
);
