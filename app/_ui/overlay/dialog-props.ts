import type { ReactNode } from "react";

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  closeLabel: string;
  /** `left` and `right` are sheets along the window's side. */
  side?: "center" | "left" | "right";
  /** The maximum width of a centred dialog. */
  size?: "normal" | "wide" | "widest";
  children: ReactNode;
};
