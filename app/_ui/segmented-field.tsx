import type { ComponentProps, ReactNode } from "react";
import { Segmented } from "./segmented";

type SegmentedFieldProps<V extends string> = ComponentProps<typeof Segmented<V>> & { hint?: ReactNode };

/** One of a few choices below their label, with a hint. */
export const SegmentedField = <V extends string>({ hint, ...props }: SegmentedFieldProps<V>) => (
  <div>
    <p className="mb-1 font-medium">{props.label}</p>
    <Segmented {...props} />
    {hint === undefined ? null : <p className="mt-1 max-w-prose text-muted text-sm">{hint}</p>}
  </div>
);
