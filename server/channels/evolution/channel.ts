import { defineChannel } from "@/server/channels/manifest";
import { evolutionSetup } from "./settings";

export const evolutionChannel = defineChannel({ kind: "evolution", settings: evolutionSetup.schema });
