import { createFront } from "@/server/http/front/front";
import { metricsPart, provideMetricsPage } from "@/server/http/health/metrics-page";
import { HEALTH, type Health } from "@/server/http/health/read-health";
import { endOnUncaught, type Life } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { connectToMain } from "@/server/lib/web-processes/main-link";
import { providePeers } from "@/server/lib/web-processes/peers";
import { openInstallation } from "@/server/setup/installation/open-installation";
import { configure, traceIfConfigured } from "./configure";
import { openRooms } from "./open-rooms";
import { frontOptionsOf, openHttp, preparePages } from "./open-web";

/** What all processes would log is logged by the main process. */
const UNLOGGED = log.child({}, { level: "silent" });

/**
 * A web process: requests and commands on the connections that its main process hands over. The main process has the port, the
 * database, the relay and the worker.
 */
export async function runWebProcess(life: Life): Promise<void> {
  const main = connectToMain();
  providePeers(main.peers);
  const env = await life.step("configuration", { start: configure });
  await traceIfConfigured(life, env);
  const health = async (): Promise<Health> => {
    const text = await main.request("health");
    return HEALTH.find((one) => one === text) ?? "stopping";
  };
  const front = createFront(frontOptionsOf(env, health));
  const preparing = preparePages(env, env.PORT);
  const addresses = await main.addresses;
  const postgres = { ...addresses, isUp: async () => true, stop: async () => undefined }; // the main process looks after it
  const rooms = await life.step("rooms", {
    start: () => openRooms(env, postgres, { as: "web", main }),
    stop: (opened) => opened.close(),
  });
  await life.step("installation", {
    start: () => openInstallation(env, rooms.services, UNLOGGED),
    stop: (opened) => opened.stop(),
  });
  provideMetricsPage(() => main.request("metrics"));
  rooms.relay.start();
  await openHttp(life, front, rooms, preparing);
  endOnUncaught(life);
  main.follow({
    accept: front.accept,
    collect: metricsPart,
    retire: () => void front.retire(0),
  });
  await life.step("readiness", {
    start: () => main.send({ kind: "ready" }),
    stop: () => main.send({ kind: "leaving" }),
  });
}
