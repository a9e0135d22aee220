"use client";

import { Inbox, Moon } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { Segmented } from "@/app/_ui/segmented";
import { Switch } from "@/app/_ui/switch";
import { Toggles } from "@/app/_ui/toggles";
import { Specimen } from "./specimen";

const VARIANTS = ["plain", "primary", "ghost", "danger"] as const;
const OPTIONS = [
  { value: "one", label: "One" },
  { value: "two", label: "Two" },
] as const;

/** Buttons, switches and fields. */
export function Controls() {
  const switchId = useId();
  const [isOn, setOn] = useState(true);
  const [value, setValue] = useState<"one" | "two">("one");
  return (
    <>
      <Specimen name="Button">
        {VARIANTS.map((variant) => (
          <Button key={variant} variant={variant}>
            {variant}
          </Button>
        ))}
        {VARIANTS.map((variant) => (
          <Button key={variant} variant={variant} disabled>
            disabled
          </Button>
        ))}
        <Button size="sm">sm</Button>
        <Button size="touch" variant="primary">
          touch
        </Button>
      </Specimen>
      <Specimen name="IconButton">
        <IconButton label="Inbox" shortcut="i">
          <Inbox size={16} aria-hidden />
        </IconButton>
        <IconButton label="Moon" variant="plain">
          <Moon size={16} aria-hidden />
        </IconButton>
      </Specimen>
      <Specimen name="Field">
        <Field label="Name" placeholder="Placeholder" hint="A hint below it." className="w-56" />
        <Field label="Address" defaultValue="not an address" error="What is wrong." className="w-56" />
        <Field label="Disabled" defaultValue="Not now" disabled className="w-56" />
      </Specimen>
      <Specimen name="Switch">
        <span id={switchId}>On or off</span>
        <Switch checked={isOn} onChange={setOn} aria-labelledby={switchId} />
        <Switch checked={!isOn} onChange={() => setOn(!isOn)} aria-labelledby={switchId} />
        <Switch checked disabled onChange={setOn} aria-labelledby={switchId} />
      </Specimen>
      <Specimen name="Segmented">
        <Segmented label="Segmented" value={value} options={OPTIONS} onChange={setValue} />
      </Specimen>
      <Specimen name="Toggles">
        <Toggles label="Toggles" value={value} options={OPTIONS} onChange={setValue} />
      </Specimen>
    </>
  );
}
