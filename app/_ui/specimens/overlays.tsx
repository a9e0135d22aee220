"use client";

import { Clock, Tag } from "lucide-react";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { Command } from "@/app/_ui/command";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { Popover } from "@/app/_ui/overlay/popover";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { Hint } from "@/app/_ui/overlay/tooltip";
import { Specimen } from "./specimen";

const CHOICES = [
  { value: "me", label: "Me" },
  { value: "nobody", label: "Nobody" },
];

/** Elements that open over the page. */
export function Overlays() {
  const [side, setSide] = useState<"center" | "left" | "right" | null>(null);
  return (
    <Specimen name="Menu, Popover, Hint, Dialog, Command, Toaster">
      <Menu align="start" trigger={<Button>Menu</Button>}>
        <MenuItem icon={<Clock size={15} />} shortcut="h" onSelect={() => undefined}>
          An action
        </MenuItem>
        <MenuItem disabled onSelect={() => undefined}>
          Not now
        </MenuItem>
        <MenuLine />
        <MenuChoice label="One of several" value="me" options={CHOICES} onChange={() => undefined} />
      </Menu>
      <Popover title="A popover" trigger={<Button>Popover</Button>}>
        <p>Its text.</p>
      </Popover>
      <Hint text="A hint" shortcut="e">
        <Button>Hint</Button>
      </Hint>
      {(["center", "left", "right"] as const).map((place) => (
        <Button key={place} onClick={() => setSide(place)}>
          Dialog, {place}
        </Button>
      ))}
      <Dialog
        open={side !== null}
        onOpenChange={() => setSide(null)}
        title="A dialog"
        description="What it is for."
        closeLabel="Close"
        side={side ?? "center"}
      >
        <p>Its content.</p>
      </Dialog>
      <CommandSpecimen />
      <Button onClick={() => notify({ text: "Done", action: { label: "Undo", run: () => undefined } })}>
        notify
      </Button>
      <Button onClick={() => warn({ text: "Not done", detail: "And why." })}>warn</Button>
    </Specimen>
  );
}

const ITEMS = [
  { id: "snooze", name: "Snooze…", at: [0, 1], icon: <Clock size={16} />, shortcut: "h" },
  { id: "vip", name: "Label: vip", at: [], icon: <Tag size={16} />, detail: "12", isOn: true },
];

function CommandSpecimen() {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const close = () => setOpen(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Command</Button>
      <Command
        open={isOpen}
        onClose={close}
        onClosed={() => setQuery("")}
        label="Commands"
        placeholder="Type here…"
        onBack={close}
        query={query}
        onQuery={setQuery}
        groups={[{ id: "all", label: "A group", items: ITEMS }]}
        onChoose={close}
        emptyText="Nothing is called that."
        footer="A footer"
      />
    </>
  );
}
