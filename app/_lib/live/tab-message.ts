import type { Frame } from "@/server/contract/live/frame";
import type { TopicRequest } from "./topic-sync";

/** A message between the tabs of one browser. */
export type TabMessage =
  | { kind: "frame"; frame: Frame }
  | { kind: "state"; state: "connected" | "broken" | "refused" | "unfiltered" }
  /** The stream has these tabs' requested topics, by revision. */
  | { kind: "granted"; cursor: string; revisions: Record<string, number> }
  | { kind: "topics"; tab: string; request: TopicRequest }
  | { kind: "hello" }
  | { kind: "bye"; tab: string };
