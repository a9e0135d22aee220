import { cn } from "@/app/_lib/class-names";

type SwitchProps = {
  id?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
};

/** On or off, effective immediately. */
export function Switch({ checked, onChange, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      onClick={() => onChange(!checked)}
      className={cn(
        "inline-flex h-5 w-8.5 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-55",
        checked ? "justify-end bg-accent" : "justify-start bg-track",
      )}
      {...rest}
    >
      <span aria-hidden className={cn("size-4 rounded-full", checked ? "bg-on-accent" : "bg-knob")} />
    </button>
  );
}
