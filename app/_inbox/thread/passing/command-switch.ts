"use client";

import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";

/** Whether this browser shows command and ephemeral messages, which are in no history, in threads. */
export const commandSwitch = createBrowserSwitch("tickline.command-messages", { isOnByDefault: false });
