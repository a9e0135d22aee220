"use client";

import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactElement } from "react";
import { cn } from "@/app/_lib/class-names";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { useKeptFocus } from "./use-kept-focus";

const button = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-s border font-medium transition-colors disabled:opacity-55 aria-disabled:opacity-55",
  {
    variants: {
      variant: {
        plain:
          "border-line-strong bg-surface hover:not-disabled:not-aria-disabled:bg-hover data-popup-open:bg-hover",
        primary:
          "border-accent bg-accent text-on-accent hover:not-disabled:not-aria-disabled:border-accent-hover hover:not-disabled:not-aria-disabled:bg-accent-hover",
        ghost:
          "border-transparent text-muted hover:not-disabled:not-aria-disabled:bg-hover hover:not-disabled:not-aria-disabled:text-fg data-popup-open:bg-hover",
        danger: "border-line-strong bg-surface text-bad hover:not-disabled:not-aria-disabled:bg-bad-soft",
      },
      size: {
        md: "h-7.5 px-2.5 pointer-coarse:h-10",
        sm: "h-6.5 px-2 text-sm pointer-coarse:h-9",
        icon: "size-7.5 p-0 pointer-coarse:size-9",
        touch: "h-10 px-4 text-md",
      },
    },
    defaultVariants: { variant: "plain", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> & VariantProps<typeof button>;

/** The classes of a link that looks like a button. */
export const buttonClass = (look: VariantProps<typeof button>, className?: string): string =>
  cn(button(look), className);

/** A button; `type` defaults to "button". One that is disabled while it has the focus keeps it. */
export function Button({ variant, size, className, type = "button", ...rest }: ButtonProps) {
  const kept = useKeptFocus(rest);
  return <button type={type} className={cn(button({ variant, size }), className)} {...rest} {...kept} />;
}

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
