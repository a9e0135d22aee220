import { createTcpServer } from "@/server/dialects/wukongim/socket/tcp/tcp-server";
import type { Env } from "@/server/lib/env/env";
import type { Life } from "@/server/lib/process/lifecycle";
import { listen } from "@/server/lib/web/listen";
import type { Rooms } from "./open-rooms";

/**
 * Listens for WuKongIM's binary protocol over TCP, if a port is set. Part of the composition root. The main process serves it
 * itself, also beside web processes.
 * @throws StartFailure it cannot listen.
 */
export async function openTcp(life: Life, env: Env, { wukongim }: Pick<Rooms, "wukongim">): Promise<void> {
  const { HOST: host, WUKONGIM_TCP_PORT: port } = env;
  if (port === undefined) return;
  await life.step("wukongim tcp", {
    async start() {
      const opened = createTcpServer(wukongim, limitsOf(env));
      await listen(opened.server, { host, port });
      return opened;
    },
    stop: (opened) => opened.close(),
  });
}

const limitsOf = (env: Env) => ({
  rate: env.RATE_LIMITS ? env.RATE_LIMIT_SOCKETS : null,
  perAddress: env.RATE_LIMITS ? env.SOCKETS_PER_ADDRESS : null,
  max: env.SOCKETS_MAX,
});
