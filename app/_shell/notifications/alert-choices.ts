"use client";

import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";

/** Whether a notification plays a sound. */
export const soundSwitch = createBrowserSwitch("tickline.sound", { isOnByDefault: false });

/** Whether the browser shows a notification while no window of ours is visible. */
export const desktopSwitch = createBrowserSwitch("tickline.desktop", { isOnByDefault: false });

/** The browser's permission for notifications; plain http over a network cannot request it. */
export const desktopRight = (): "granted" | "denied" | "default" | "unsupported" =>
  typeof Notification === "undefined" || !window.isSecureContext ? "unsupported" : Notification.permission;

const NOTES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.11 },
];
const LENGTH_S = 0.18;
const VOLUME = 0.08;

let context: AudioContext | undefined;

/** Plays two soft notes. A browser allows sound only after an input by the reader. */
export function playSound(): void {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume().catch(() => undefined); // no input yet
  const start = context.currentTime;
  for (const { hertz, at } of NOTES) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(VOLUME, start + at);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + LENGTH_S);
    tone.connect(volume).connect(context.destination);
    tone.start(start + at);
    tone.stop(start + at + LENGTH_S);
  }
}
