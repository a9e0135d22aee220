import type { ReactNode } from "react";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  closeLabel: string;
  /** `left` and `right` are sheets along the window's side. */
  side?: "center" | "left" | "right";
  /** How wide it may be in the middle. */
  size?: "normal" | "wide";
  children: ReactNode;
};
