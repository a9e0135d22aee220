import { type FrontOptions, openFront, type Parts } from "@/server/http/front/front";

export type TestFront = { url: string; close(): Promise<void> };

/** The real front on a port of its own, without pages, and without streams unless they are given. */
export async function openTestFront(
  { live = { matches: () => false, serve: () => {}, close: () => {} }, ...parts }: TestParts,
  { limit }: Pick<FrontOptions, "limit"> = {},
): Promise<TestFront> {
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    isDev: false,
    proxies: 0,
    publicUrl: undefined,
    health: async () => "ok",
    limit,
  });
  front.open({ ...parts, live, pages: undefined });
  return { url: front.url, close: () => front.drain(1_000) };
}

type TestParts = Omit<Parts, "live" | "pages"> & { live?: Parts["live"] | undefined };
