import { defineChannel } from "@/server/channels/manifest";
import { checkEvolution } from "./check";
import { openEvolutionSender } from "./send/sender";
import { evolutionSettings } from "./settings";
import { evolutionRoutes } from "./webhook/routes";

export const evolutionChannel = defineChannel({
  kind: "evolution",
  settings: evolutionSettings,
  check: checkEvolution,
  routes: evolutionRoutes,
  openSender: openEvolutionSender,
});
