"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { FIELD } from "./field";
import { ITEM } from "./overlay/menu";

/** What can be chosen: null is a choice too, such as "All inboxes". */
export type SelectValue = string | number | null;

export type SelectOption<V extends SelectValue> = {
  value: V;
  label: string;
  /** Before the label in the list, such as a person's picture. */
  icon?: ReactNode;
  disabled?: boolean;
};

type SelectProps<V extends SelectValue> = {
  options: readonly SelectOption<V>[];
  value: V;
  onChange: (value: V) => void;
  id?: string;
  /** Its name, where no label belongs to its `id`. */
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean;
  /** Its field in a form. */
  name?: string;
  required?: boolean;
  className?: string;
};

/** A choice of one of several, in a list that opens below it: arrow keys, typing ahead, Home, End and Escape work. */
export function Select<V extends SelectValue>({
  options,
  value,
  onChange,
  name,
  required = false,
  className,
  ...trigger
}: SelectProps<V>) {
  const isHydrated = useIsHydrated();
  const classes = cn(
    FIELD,
    "flex items-center gap-2 text-left font-normal data-popup-open:bg-hover pointer-coarse:h-10",
    className,
  );
  if (!isHydrated) {
    // The library hides its field by an inline style, which the content security policy refuses in HTML from the server.
    return (
      <button type="button" role="combobox" aria-expanded="false" className={classes} {...trigger}>
        <span className={LABEL}>{options.find((one) => one.value === value)?.label}</span>
        <Arrow />
      </button>
    );
  }
  const pick = (chosen: V | null) => {
    const option = options.find((one) => one.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={pick}
      name={name}
      required={required}
      modal={false}
    >
      <Base.Trigger className={classes} {...trigger}>
        <Base.Value className={LABEL} />
        <Arrow />
      </Base.Trigger>
      <SelectList options={options} />
    </Base.Root>
  );
}

const LABEL = "min-w-0 flex-1 truncate";

const Arrow = () => <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />;

type SelectListProps<V extends SelectValue> = {
  options: readonly SelectOption<V>[];
  align?: "start" | "end";
};

/** The list of the choices of a `Base.Root`, while it is open. */
export function SelectList<V extends SelectValue>({ options, align = "start" }: SelectListProps<V>) {
  return (
    // A style element of the library, which this list does not need, would be refused by the content security policy.
    <CSPProvider disableStyleElements>
      <Base.Portal>
        <Base.Positioner
          alignItemWithTrigger={false}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-40"
        >
          <Base.Popup className="max-h-[min(20rem,var(--available-height))] min-w-(--anchor-width) max-w-(--available-width) overflow-y-auto rounded-m border border-line bg-raised p-1 shadow-pop outline-none">
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={cn(ITEM, "gap-1.5 pl-2")}
                >
                  <span className="grid size-4 shrink-0 place-items-center text-accent">
                    <Base.ItemIndicator>
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  {option.icon}
                  <Base.ItemText className="min-w-0 flex-1 truncate" dir="auto">
                    {option.label}
                  </Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </CSPProvider>
  );
}

type SelectFieldProps<V extends SelectValue> = Omit<SelectProps<V>, "id" | "aria-label" | "className"> & {
  label: string;
  /** Of the field with its label. */
  className?: string;
};

/** A `Select` below its label. */
export function SelectField<V extends SelectValue>({ label, className, ...select }: SelectFieldProps<V>) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <Select id={id} {...select} />
    </div>
  );
}
