import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import {
  connectAs,
  createSocketScene,
  type EasyClient,
  openWukongimSockets,
  type SocketScene,
} from "@/test/support/clients/wukongim-socket";

type Api = Awaited<ReturnType<typeof openWukongimSockets>>;
export type ConnectOptions = Parameters<typeof connectAs>[2];

/** What the tests of a file share: the app with sockets, and for each test an account of its own. */
export type SocketStage = {
  readonly api: Api;
  /** A test may replace it. */
  scene: SocketScene;
  /** Closed after the test. */
  opened: EasyClient[];
  connect(options: ConnectOptions): ReturnType<typeof connectAs>;
  /** The parameters of a `send` to the account's group. */
  toGroup(content: string, more?: object): object;
};

/** Registers the set-up of a test file. Call it at its top level. */
export function openSocketStage(): SocketStage {
  let api: Api;
  let scene: SocketScene;
  const opened: EasyClient[] = [];
  beforeAll(async () => {
    api = await openWukongimSockets();
  });
  beforeEach(async () => {
    scene = await createSocketScene(api);
  });
  afterEach(() => {
    for (const client of opened.splice(0)) client.close();
  });
  afterAll(() => api.close());
  return {
    get api() {
      return api;
    },
    get scene() {
      return scene;
    },
    set scene(other) {
      scene = other;
    },
    opened,
    async connect(options) {
      const client = await connectAs(api, scene, options);
      opened.push(client);
      return client;
    },
    toGroup: (content, more = {}) => ({
      channelId: scene.groupId,
      channelType: 2,
      payload: { type: 1, content },
      ...more,
    }),
  };
}
