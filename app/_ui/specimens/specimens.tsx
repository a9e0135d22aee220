"use client";

import { useEffect, useState } from "react";
import { THEMES, type Theme } from "@/app/_lib/preferences/theme";
import { Segmented } from "@/app/_ui/segmented";
import { Controls } from "./controls";
import { Marks } from "./marks";
import { Overlays } from "./overlays";
import { Specimen } from "./specimen";

/** Every primitive, in one theme or the other. The choice applies to this page only. */
export function Specimens() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => {
    const root = document.documentElement;
    const was = root.dataset["theme"];
    if (theme === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = theme;
    return () => {
      if (was === undefined) delete root.dataset["theme"];
      else root.dataset["theme"] = was;
    };
  }, [theme]);
  return (
    <main className="h-window overflow-y-auto bg-surface">
      <div className="mx-auto grid max-w-page gap-6 p-6">
        <div className="flex flex-wrap items-center gap-4">
          <h1 className="text-lg">Primitives</h1>
          <Segmented
            label="Theme"
            value={theme}
            options={THEMES.map((value) => ({ value, label: value }))}
            onChange={setTheme}
          />
        </div>
        <Colours />
        <Type />
        <Controls />
        <Marks />
        <Overlays />
      </div>
    </main>
  );
}

/** Whole class names, so that Tailwind finds them. */
const SURFACES = [
  "bg-bg",
  "bg-surface",
  "bg-raised",
  "bg-hover",
  "bg-hover-raised",
  "bg-selected",
  "bg-bubble-in",
  "bg-bubble-out",
  "bg-note",
];
const TONES = [
  "bg-accent-soft text-accent",
  "bg-ok-soft text-ok",
  "bg-warn-soft text-warn",
  "bg-bad-soft text-bad",
  "bg-info-soft text-info",
  "bg-accent text-on-accent",
];

function Colours() {
  return (
    <Specimen name="tokens">
      {SURFACES.map((name) => (
        <span key={name} className={`${name} rounded-s border border-line px-2 py-1 text-2xs`}>
          {name.slice(3)} <span className="text-muted">muted</span> <span className="text-faint">faint</span>
        </span>
      ))}
      {TONES.map((name) => (
        <span key={name} className={`${name} rounded-s px-2 py-1 text-2xs`}>
          {name.split(" ").at(-1)?.slice(5)}
        </span>
      ))}
    </Specimen>
  );
}

const SIZES = ["text-2xs", "text-xs", "text-sm", "text-base", "text-md", "text-lg", "text-xl"];

function Type() {
  return (
    <Specimen name="text">
      {SIZES.map((size) => (
        <span key={size} className={size}>
          Ag 文 ع {size.slice(5)}
        </span>
      ))}
    </Specimen>
  );
}
