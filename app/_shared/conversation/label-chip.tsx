"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type FormEvent, type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";
import { isComposing } from "@/app/_lib/is-composing";
import { useLabels } from "@/app/_shared/use-account";
import { Chip } from "@/app/_ui/display/chip";
import { LABEL_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { LabelDto } from "@/server/contract/organising/label";

export type LabelColour = LabelDto["colour"];

const CLASSES: Record<LabelColour, string> = {
  gray: "bg-label-gray-soft text-label-gray",
  red: "bg-label-red-soft text-label-red",
  orange: "bg-label-orange-soft text-label-orange",
  yellow: "bg-label-yellow-soft text-label-yellow",
  green: "bg-label-green-soft text-label-green",
  teal: "bg-label-teal-soft text-label-teal",
  blue: "bg-label-blue-soft text-label-blue",
  purple: "bg-label-purple-soft text-label-purple",
  pink: "bg-label-pink-soft text-label-pink",
};

/** The classes of a label's colour. */
export const labelClasses = (colour: LabelColour): string => CLASSES[colour];

/** A label in its colour. Its hint has the name, which may be shortened, and the description. */
export function LabelChip({
  label,
  className,
  ...rest
}: Omit<ComponentProps<"span">, "title"> & { label: string }) {
  const { colourOf, descriptionOf } = useLabels();
  const description = descriptionOf(label);
  return (
    <Chip
      title={label + (description && `: ${description}`)}
      className={cn(labelClasses(colourOf(label)), className)}
      {...rest}
    />
  );
}

/** A dot in a label's colour. */
export function LabelDot({ label }: { label: string }) {
  const { colourOf } = useLabels();
  return (
    <span
      aria-hidden
      className={cn("grid size-4 place-items-center", labelClasses(colourOf(label)), "bg-transparent")}
    >
      <span className="size-2 rounded-full bg-current" />
    </span>
  );
}

/** What is added or removed, not all that is left: two changes may be on their way at once. */
export type LabelsChange = { add: string[] } | { remove: string[] };

type LabelsFieldProps = {
  labels: readonly string[];
  onChange: (change: LabelsChange) => void;
  /** The label's name in its chip. */
  children: (label: string) => ReactNode;
};

/** Labels as chips, which can be removed; a field adds others and creates new ones. */
export function LabelsField({ labels, onChange, children }: LabelsFieldProps) {
  const t = useTranslations("labels");
  const { names } = useLabels();
  const listId = useId();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const label = String(new FormData(event.currentTarget).get("label")).trim();
    event.currentTarget.reset();
    if (label !== "") onChange({ add: [label] });
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {labels.map((label) => (
        <LabelChip key={label} label={label} className="pr-0.5">
          {children(label)}
          <button
            type="button"
            aria-label={t("remove", { label })}
            onClick={() => onChange({ remove: [label] })}
            className="grid size-4 place-items-center rounded-full hover:bg-hover"
          >
            <X size={11} aria-hidden />
          </button>
        </LabelChip>
      ))}
      <form
        method="post"
        onSubmit={add}
        className="inline-flex h-5 items-center rounded-full border border-line-strong border-dashed pr-1 pl-2 pointer-coarse:h-9"
      >
        <Plus size={11} aria-hidden className="text-faint" />
        <input
          name="label"
          maxLength={LABEL_CHARS_MAX}
          list={listId}
          autoComplete="off"
          aria-label={t("add")}
          placeholder={t("add")}
          onKeyDown={({ key, nativeEvent, currentTarget }) =>
            key === "Escape" && !isComposing(nativeEvent) && currentTarget.blur()
          }
          className="w-20 bg-transparent pl-1 text-xs pointer-coarse:h-full outline-none placeholder:text-faint"
        />
        <datalist id={listId}>
          {names
            .filter((name) => !labels.includes(name))
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </form>
    </div>
  );
}
