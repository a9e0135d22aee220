import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { type Pushing, sendPushes } from "@/server/worker/push/send-pushes";
import { openPushService, type PushService } from "@/test/support/clients/push-service";
import { createPushScene, type PushScene } from "./push-scene";
import { createWorld, type World } from "./world";

const loopback = createAddressPolicy(["127.0.0.1/32"]);

/** For a test file about what the worker sends: a push service for the file, a scene for each test. */
export function setUpPushes() {
  let world: World;
  let service: PushService;
  let scene: PushScene;
  beforeAll(async () => {
    vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // nobody signed the push service's certificate
    world = await createWorld();
    service = await openPushService();
  });
  beforeEach(async () => {
    await world.database.query("delete from push");
    service.pushed.length = 0;
    service.answer = () => ({ status: 201 });
    scene = await createPushScene(world);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([service.close(), world.close()]);
  });
  const pushing = (policy = loopback): Pushing => ({
    database: world.database,
    now: () => world.clock.now,
    log: { error: vi.fn() },
    outbound: createOutbound({ policy, resolve: systemResolve }),
    subject: "https://inbox.acme.example",
  });
  return {
    get world() {
      return world;
    },
    get service() {
      return service;
    },
    get scene() {
      return scene;
    },
    pushing,
    send: () => sendPushes(pushing()),
    device: (who = scene.stage.agent, locale: "en" | "zh" = "en") =>
      scene.signIn(service.subscribe(), who, locale),
    /** The pushes that are not sent yet. */
    waiting: () => world.database.query<{ tries: number }>("select tries from push"),
  };
}
