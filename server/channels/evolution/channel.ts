import { defineChannel } from "@/server/channels/manifest";
import { SETTINGS } from "@/server/channels/settings";

export const evolutionChannel = defineChannel({ kind: "evolution", settings: SETTINGS.evolution });
