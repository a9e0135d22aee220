"use client";

import type { ComponentProps } from "react";
import { cn } from "@/app/_lib/class-names";
import { useLabels } from "@/app/_shared/use-account";
import { Chip } from "@/app/_ui/display/chip";
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

/** A label in its colour, with its description as hint. */
export function LabelChip({
  label,
  className,
  ...rest
}: Omit<ComponentProps<"span">, "title"> & { label: string }) {
  const { colourOf, descriptionOf } = useLabels();
  return (
    <Chip
      title={descriptionOf(label) || label}
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
