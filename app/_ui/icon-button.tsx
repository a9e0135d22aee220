import type { ReactElement } from "react";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { Button, type ButtonProps } from "./button";

type IconButtonProps = Omit<ButtonProps, "size" | "aria-label" | "children"> & {
  /** Its name, for screen readers and as the tooltip. */
  label: string;
  /** The key that triggers it. */
  shortcut?: string | undefined;
  children: ReactElement;
};

/** A button with only an icon. */
export function IconButton({ label, shortcut, variant = "ghost", children, ...rest }: IconButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <Button variant={variant} size="icon" aria-label={label} {...rest}>
        {children}
      </Button>
    </Hint>
  );
}
